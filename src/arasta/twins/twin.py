"""A twin: its store, its clock, its seed, its way to the outside, and its books open for one transaction.

Another twin makes one `Twin(name=..., store=..., settings=ItsSettings, faults=ITS_FAULTS, ...)` (or a subclass with its
accounts), gives `actions(twin)` of steering.py and `routes(twin)` of fault_page.py their place among its routes,
and lets `deliveries.pump(twin, post)` send its webhooks.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar

import httpx

from arasta.twins import faults
from arasta.twins.books import Books, Settings, load_settings
from arasta.twins.faults import Fault
from arasta.twins.store import Store

S = TypeVar("S", bound=Settings)


def _nothing_due(books: Books[Settings]) -> None:
    """Have nothing that falls due."""


@dataclass(frozen=True, kw_only=True)
class Twin(Generic[S]):
    """One fake of an outside system.

    `fall_due` does at the start of every transaction what its time has come for. `tuned` names the settings its page
    shows. `pictures` says where pictures are fetched from instead: those under the first address, from the second.
    """

    name: str
    store: Store
    now: Callable[[], datetime]
    seed: int
    http: httpx.Client
    settings: type[S]
    faults: tuple[Fault, ...]
    tuned: tuple[str, ...] = ("late_answer_ms", "clock_offset_ms", "fault_seed")
    tabs: tuple[str, ...] = ("shop", "orders", "faults")
    pictures: tuple[str, str] = ("", "")
    fall_due: Callable[[Books[S]], None] = _nothing_due

    @contextmanager
    def books(self) -> Iterator[Books[S]]:
        """Open the books for one transaction."""
        with self.store.transaction() as db:
            books = self._open(db)
            self.fall_due(books)
            yield books
            faults.save(db, books.switches)

    def _open(self, db: sqlite3.Connection) -> Books[S]:
        settings = load_settings(db, self.settings)
        now_ms = round(self.now().timestamp() * 1000) + settings.clock_offset_ms
        return Books(db, now_ms, self.seed, settings, faults.load(db), [])

    def picture(self, books: Books[S], url: str) -> str:
        """Return where a picture is fetched from: a retailer at home may serve it under another address."""
        source, target = self.pictures
        if books.settings.picture_from:
            source, target = books.settings.picture_from, books.settings.picture_to
        return target + url[len(source) :] if source and url.startswith(source) else url


def secret_digest(secret: str) -> str:
    """Return what is stored of a secret."""
    return sha256(secret.encode()).hexdigest()
