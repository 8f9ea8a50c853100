"""Feeds that a service fetches by itself: their addresses, what came of each fetch, and how a file is read.

A twin adds `SCHEMA` and `RESET`, says in a `Reader` what it makes of a row, and serves `partial(fetch_due, twin,
reader)` as what it does now and then. What a file does not name any more is taken out.
"""

import csv
import io
import sqlite3
import xml.etree.ElementTree as Tree
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from arasta.twins import offers
from arasta.twins.books import Books
from arasta.twins.offers import Settings
from arasta.twins.twin import Twin
from arasta.twins.wire import Refusal

SCHEMA = """
CREATE TABLE IF NOT EXISTS feed_source (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, etag TEXT NOT NULL DEFAULT '', next_ms INTEGER NOT NULL,
  fetched_ms INTEGER, status TEXT NOT NULL DEFAULT '', taken INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT ''
) STRICT;
"""
RESET = ("DELETE FROM feed_source",)
MOST_SOURCES = 10
MOST_BYTES = 200_000_000
FETCH_SECONDS = 60.0
LEASE_MS = 120_000
NAMESPACE = "{http://base.google.com/ns/1.0}"

Row = dict[str, str]


@dataclass(frozen=True)
class Reader:
    """What a service makes of a row: whose it is, and what it takes in. A row without a key is refused.

    `note` is a file of addresses, one per line, which somebody on this machine may leave for the twin.
    """

    agent: str
    key: Callable[[Row], str]
    fields: Callable[[Row], Mapping[str, Any]]
    note: Path = Path()


@dataclass(frozen=True)
class _Got:
    status: str
    etag: str = ""
    rows: list[Row] | None = None
    note: str = ""


def add(books: Books[Settings], url: str) -> None:
    """Know an address from now on. Raises Refusal 400."""
    if not url.startswith(("http://", "https://")) or len(url) > 2000:
        raise Refusal(400, "invalid", "A feed's address begins with http:// or https://.")
    if len(sources(books)) >= MOST_SOURCES:
        raise Refusal(400, "invalid", f"At most {MOST_SOURCES} feeds are fetched.")
    books.db.execute(
        "INSERT INTO feed_source (url, next_ms) VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET next_ms = excluded.next_ms",
        (url, books.now_ms),
    )


def remove(books: Books[Settings], source_id: int) -> None:
    """Forget an address, and what came from it."""
    row = books.db.execute("SELECT url FROM feed_source WHERE id = ?", (source_id,)).fetchone()
    if row is not None:
        for table in ("offer", "store_stock"):
            books.db.execute(f"DELETE FROM {table} WHERE origin = ?", (row["url"],))  # noqa: S608 - two constants
        books.db.execute("DELETE FROM feed_source WHERE id = ?", (source_id,))


def sources(books: Books[Settings]) -> list[sqlite3.Row]:
    """Return the addresses and what came of the last fetch."""
    return books.db.execute("SELECT * FROM feed_source ORDER BY id").fetchall()


def hurry(books: Books[Settings]) -> None:
    """Have every feed fetched with the next stroke."""
    books.db.execute("UPDATE feed_source SET next_ms = ?", (books.now_ms,))


def fetch_due(twin: Twin[Settings], reader: Reader) -> int:
    """Fetch the feeds whose time has come, outside any transaction; return how many."""
    with twin.books() as books:
        _look_at_note(books, reader.note)
        due = books.db.execute("SELECT * FROM feed_source WHERE next_ms <= ?", (books.now_ms,)).fetchall()
        books.db.executemany(
            "UPDATE feed_source SET next_ms = ? WHERE id = ?", [(books.now_ms + LEASE_MS, row["id"]) for row in due]
        )
    for row in due:
        got = _fetch(twin.http, reader, row)
        with twin.books() as books:
            _take(books, reader, row, got)
    return len(due)


def _look_at_note(books: Books[Settings], note: Path) -> None:
    if not note.is_file():
        return
    known = {row["url"] for row in sources(books)}
    for url in note.read_text(encoding="utf-8").split():
        if url not in known:
            add(books, url)


def _fetch(http: httpx.Client, reader: Reader, row: sqlite3.Row) -> _Got:
    headers = {"user-agent": reader.agent, "accept-encoding": "gzip"}
    if row["etag"]:
        headers["if-none-match"] = row["etag"]
    try:
        answer = http.get(row["url"], headers=headers, timeout=FETCH_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _Got(type(error).__name__)
    if answer.status_code != 200:
        return _Got(str(answer.status_code), row["etag"])
    if len(answer.content) > MOST_BYTES:
        return _Got("200", note="too large")
    try:
        return _Got("200", answer.headers.get("etag", ""), read(answer.content))
    except (ValueError, Tree.ParseError, csv.Error) as error:
        return _Got("200", note=f"unreadable: {error}"[:200])


def read(content: bytes) -> list[Row]:
    """Read a file with tabs or an RSS file into rows. Raises ValueError, ParseError or csv.Error."""
    text = content.decode("utf-8-sig")
    if not text.lstrip().startswith("<"):
        return [_tabbed(row) for row in csv.DictReader(io.StringIO(text), delimiter="\t")]
    return [_item(item) for item in Tree.fromstring(text).iter("item")]  # noqa: S314 - a feed of our own machine


def _tabbed(row: Mapping[str, Any]) -> Row:
    return {str(name): str(value) for name, value in row.items() if name and value}


def _item(item: Tree.Element) -> Row:
    row: Row = {}
    for child in item:
        name, value = child.tag.removeprefix(NAMESPACE), child.text or ""
        row[name] = f"{row[name]},{value}" if name in row else value
    return row


def _take(books: Books[Settings], reader: Reader, source: sqlite3.Row, got: _Got) -> None:
    """Take in the rows of a file, and take out what it does not name any more."""
    taken, refused = source["taken"], source["refused"]
    if got.rows is not None:
        keyed = {(key, row.get("store_code", "")): row for row in got.rows if (key := reader.key(row))}
        taken, refused = len(keyed), len(got.rows) - len(keyed)
        for (key, store), row in keyed.items():
            if store:
                offers.put_store(books, key, store, row, origin=source["url"])
            else:
                offers.put(books, key, row.get("id", ""), reader.fields(row), origin=source["url"])
        _drop_others(books, source["url"], set(keyed))
    books.db.execute(
        "UPDATE feed_source SET etag = ?, fetched_ms = ?, next_ms = ?, status = ?, taken = ?, refused = ?, note = ? "
        "WHERE id = ?",
        (
            got.etag,
            books.now_ms,
            books.now_ms + books.settings.fetch_every_s * 1000,
            got.status,
            taken,
            refused,
            got.note,
            source["id"],
        ),
    )


def _drop_others(books: Books[Settings], url: str, named: set[tuple[str, str]]) -> None:
    shown = books.db.execute("SELECT key FROM offer WHERE origin = ?", (url,)).fetchall()
    books.db.executemany(
        "DELETE FROM offer WHERE key = ?", [(row["key"],) for row in shown if (row["key"], "") not in named]
    )
    stocked = books.db.execute("SELECT key, store FROM store_stock WHERE origin = ?", (url,)).fetchall()
    books.db.executemany(
        "DELETE FROM store_stock WHERE key = ? AND store = ?",
        [tuple(row) for row in stocked if tuple(row) not in named],
    )
