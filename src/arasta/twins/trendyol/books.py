"""The marketplace's books, open for one transaction."""

from arasta.twins import books
from arasta.twins.trendyol.types import Settings

Books = books.Books[Settings]
