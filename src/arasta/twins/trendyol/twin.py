"""The twin itself: opens its books for one transaction, and first does what has fallen due."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import httpx

from arasta.twins.store import Store
from arasta.twins.trendyol import batches
from arasta.twins.trendyol.books import Books, load_settings, load_switches, save_switches


@dataclass(frozen=True)
class Account:
    """A seller's credentials."""

    seller_id: int
    api_key: str
    api_secret: str


@dataclass(frozen=True)
class Twin:
    """A marketplace: its store, its clock, its seed and its way to the outside.

    `pictures` says where pictures are fetched from instead: those under the first address, from the second.
    """

    store: Store
    now: Callable[[], datetime]
    seed: int
    http: httpx.Client
    account: Account
    pictures: tuple[str, str] = ("", "")

    @contextmanager
    def books(self) -> Iterator[Books]:
        """Open the books for one transaction."""
        with self.store.transaction() as db:
            settings = load_settings(db)
            now_ms = round(self.now().timestamp() * 1000) + settings.clock_offset_ms
            books = Books(db, now_ms, self.seed, settings, load_switches(db), [])
            batches.process_due(books)
            yield books
            save_switches(books)


def secret_digest(secret: str) -> str:
    """Return what is stored of a secret."""
    return sha256(secret.encode()).hexdigest()


def enroll(books: Books, account: Account) -> None:
    """Add a seller or give it new credentials."""
    books.db.execute(
        "INSERT INTO seller (id, api_key, secret_digest) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
        "SET api_key = excluded.api_key, secret_digest = excluded.secret_digest",
        (account.seller_id, account.api_key, secret_digest(account.api_secret)),
    )
