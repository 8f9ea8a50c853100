"""Offers of services that show what others sell: taken in by calls or read from a feed, judged, and shown later.

A service that lets its customers see offers but not buy them adds `SCHEMA` and `RESET`, puts what it is sent with
`put`, and lets `process_due` judge it when its time has come: what is shown is another thing than what was sent.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arasta.twins import books as book
from arasta.twins.books import Books
from arasta.twins.faults import Fault
from arasta.twins.wire import Refusal, decode, encode

SCHEMA = """
CREATE TABLE IF NOT EXISTS offer (
  key TEXT PRIMARY KEY, number INTEGER NOT NULL, offer_id TEXT NOT NULL, origin TEXT NOT NULL, sent TEXT NOT NULL,
  version INTEGER NOT NULL, received_ms INTEGER NOT NULL, due_ms INTEGER, shown TEXT, before TEXT, issues TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS offer_due ON offer (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX IF NOT EXISTS offer_number ON offer (number);
CREATE TABLE IF NOT EXISTS store_stock (
  key TEXT NOT NULL, store TEXT NOT NULL, origin TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (key, store)
) STRICT;
"""
RESET = ("DELETE FROM store_stock", "DELETE FROM offer")
API = "api"

Fields = Mapping[str, Any]
Judge = Callable[[Fields], tuple[dict[str, Any], list["Issue"]]]


@dataclass(frozen=True)
class Settings(book.Settings):
    """What can be tuned."""

    process_delay_ms: int = 1500
    late_result_ms: int = 6 * 3_600_000
    calls_per_minute: int = 600
    calls_per_hour: int = 100
    fetch_every_s: int = 60
    token_seconds: int = 3600


@dataclass(frozen=True)
class Issue:
    """What the service finds wrong with an offer. `refused`: it is not shown because of it."""

    field: str
    code: str
    text: str
    refused: bool = True


class Older(Refusal):
    """A newer version is there already."""


def put(books: Books[Settings], key: str, offer_id: str, sent: Fields, *, version: int = 0, origin: str = API) -> None:
    """Take an offer in; it is shown as before until it was looked at. Raises Older."""
    known = find(books, key)
    if known is not None and 0 < version < known["version"]:
        raise Older(409, "ABORTED", f"Version {known['version']} of {offer_id} is newer.")
    late = books.settings.late_result_ms if books.strikes(Fault.LATE_RESULT) else books.settings.process_delay_ms
    values = (key, offer_id, origin, encode(dict(sent)).decode(), version, books.now_ms, books.now_ms + late)
    books.db.execute(
        "INSERT INTO offer (key, number, offer_id, origin, sent, version, received_ms, due_ms, issues) "
        "VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM offer), ?, ?, ?, ?, ?, ?, '[]') "
        "ON CONFLICT (key) DO UPDATE SET origin = excluded.origin, sent = excluded.sent, "
        "version = max(version, excluded.version), received_ms = excluded.received_ms, due_ms = excluded.due_ms",
        values,
    )


def drop(books: Books[Settings], key: str) -> bool:
    """Take an offer out; tell whether it was there."""
    books.db.execute("DELETE FROM store_stock WHERE key = ?", (key,))
    return books.db.execute("DELETE FROM offer WHERE key = ?", (key,)).rowcount > 0


def process_due(books: Books[Settings], judge: Judge) -> None:
    """Judge what was sent long enough ago, and show it."""
    due = books.db.execute("SELECT key, sent FROM offer WHERE due_ms <= ?", (books.now_ms,)).fetchall()
    for row in due:
        shown, issues = judge(decode(row["sent"]))
        found = encode([[one.field, one.code, one.text, one.refused] for one in issues]).decode()
        books.db.execute(
            "UPDATE offer SET before = shown, shown = ?, issues = ?, due_ms = NULL WHERE key = ?",
            (encode(shown).decode(), found, row["key"]),
        )


def find(books: Books[Settings], key: str) -> sqlite3.Row | None:
    """Return an offer."""
    row: sqlite3.Row | None = books.db.execute("SELECT * FROM offer WHERE key = ?", (key,)).fetchone()
    return row


def sent_of(row: sqlite3.Row) -> dict[str, Any]:
    """Return what was sent last."""
    return dict(decode(row["sent"]))


def shown_of(books: Books[Settings], row: sqlite3.Row) -> dict[str, Any] | None:
    """Return what is shown, or nothing before it was looked at; a stale answer is what was shown before."""
    if row["shown"] is None:
        return None
    stale = row["before"] is not None and books.strikes(Fault.STALE_PAYLOAD)
    return dict(decode(row["before"] if stale else row["shown"]))


def issues_of(row: sqlite3.Row) -> list[Issue]:
    """Return what was found wrong."""
    return [Issue(*one) for one in decode(row["issues"])]


def listed(books: Books[Settings], *, text: str = "", after: int = 0, limit: int = 50) -> list[sqlite3.Row]:
    """Return offers in the order in which they came."""
    return books.db.execute(
        "SELECT * FROM offer WHERE number > ? AND (offer_id LIKE ? OR sent LIKE ?) ORDER BY number LIMIT ?",
        (after, f"%{text}%", f"%{text}%", limit),
    ).fetchall()


def counts(books: Books[Settings]) -> dict[str, int]:
    """Return how many offers are shown, refused and waiting."""
    row = books.db.execute(
        "SELECT count(*) FILTER (WHERE shown IS NOT NULL AND issues NOT LIKE '%,true]%') AS shown, "
        "count(*) FILTER (WHERE issues LIKE '%,true]%') AS refused, "
        "count(*) FILTER (WHERE due_ms IS NOT NULL) AS waiting FROM offer"
    ).fetchone()
    return dict(row)


def put_store(books: Books[Settings], key: str, store: str, said: Fields, *, origin: str = API) -> None:
    """Take in what a store has of an offer."""
    books.db.execute(
        "INSERT INTO store_stock (key, store, origin, said) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (key, store) DO UPDATE SET origin = excluded.origin, said = excluded.said",
        (key, store, origin, encode(dict(said)).decode()),
    )


def stores_of(books: Books[Settings], keys: Sequence[str]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return what stores have of offers."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {key: [] for key in keys}
    marks = ", ".join("?" * len(keys))
    query = f"SELECT * FROM store_stock WHERE key IN ({marks}) ORDER BY store"  # noqa: S608 - question marks only
    for row in books.db.execute(query, tuple(keys)):
        found[row["key"]].append((row["store"], dict(decode(row["said"]))))
    return found


def is_gtin(text: str) -> bool:
    """Tell whether a number is a GTIN, by its length and its check digit."""
    if len(text) not in {8, 12, 13, 14} or not (text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text))) % 10 == 0
