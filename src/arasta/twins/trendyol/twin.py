"""The marketplace itself: a twin with a seller's account."""

from dataclasses import dataclass

from arasta.twins import twin
from arasta.twins.served import Surroundings
from arasta.twins.store import Store
from arasta.twins.trendyol import batches
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.schema import SCHEMA
from arasta.twins.trendyol.types import FAULTS, TUNED, Settings
from arasta.twins.twin import secret_digest


@dataclass(frozen=True)
class Account:
    """A seller's credentials."""

    seller_id: int
    api_key: str
    api_secret: str


@dataclass(frozen=True, kw_only=True)
class Twin(twin.Twin[Settings]):
    """A marketplace with the seller it opens with."""

    account: Account


def open_market(around: Surroundings, account: Account) -> Twin:
    """Open the marketplace over its file."""
    return Twin(
        name="trendyol",
        store=Store(around.home / "trendyol.sqlite3", SCHEMA),
        now=around.now,
        seed=around.seed,
        http=around.http,
        settings=Settings,
        faults=FAULTS,
        tuned=TUNED,
        pictures=around.pictures,
        fall_due=batches.process_due,
        tabs=("shop", "orders", "returns", "faults"),
        account=account,
    )


def enroll(books: Books, account: Account) -> None:
    """Add a seller or give it new credentials."""
    books.db.execute(
        "INSERT INTO seller (id, api_key, secret_digest) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
        "SET api_key = excluded.api_key, secret_digest = excluded.secret_digest",
        (account.seller_id, account.api_key, secret_digest(account.api_secret)),
    )
