"""Webhooks on their way: letters wait in the books, are sent, tried again, and fall silent.

Another twin has a table `webhook` with at least (id TEXT UNIQUE, number, url, active, failures), adds `SCHEMA`, calls
`enqueue(books, [Letter(...)])` when something happened, and serves `partial(pump, twin, Post(headers=...))` as its
pump; lost, doubled, late and forged letters are the faults' doing here.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

from arasta.twins.books import Books, Settings
from arasta.twins.faults import Fault
from arasta.twins.twin import S, Twin
from arasta.twins.wire import encode

SCHEMA = """
CREATE TABLE IF NOT EXISTS letter (
  id INTEGER PRIMARY KEY, webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  subject TEXT NOT NULL, word TEXT NOT NULL, head TEXT NOT NULL, body BLOB NOT NULL, due_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '', done_ms INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS letter_due ON letter (due_ms, id) WHERE done_ms IS NULL;
CREATE TABLE IF NOT EXISTS forgery (letter_id INTEGER PRIMARY KEY REFERENCES letter (id) ON DELETE CASCADE) STRICT;
"""
_WRITE = "INSERT INTO letter (webhook_id, subject, word, head, body, due_ms) VALUES (?, ?, ?, ?, ?, ?)"
_LAST_DIGIT = re.compile(rb"\d(?=\D*\Z)")
RESET = ("DELETE FROM letter", "DELETE FROM webhook")
LEASE_MS = 60_000
DAY_MS = 24 * 3_600_000
SEND_SECONDS = 2.0
BUDGET_SECONDS = 15.0
PUMP_LIMIT = 100


@dataclass(frozen=True)
class Letter:
    """One message for one webhook: what it is about, what happened, its own headers and its body as it was then."""

    webhook_id: str
    subject: str
    word: str
    body: bytes
    head: Mapping[str, str]


@dataclass(frozen=True)
class Post:
    """How a service sends: the headers of a letter (its row with its webhook's), and when a webhook falls silent.

    `waits` are the seconds until each retry, where they differ from the setting; after the last the webhook is silent.
    Without `retries` a letter that did not arrive is lost. `keys`: headers that vouch for a letter whatever is in it.
    """

    headers: Callable[[sqlite3.Row], dict[str, str]]
    silent_after: int
    waits: Sequence[int] = ()
    seconds: float = SEND_SECONDS
    retries: bool = True
    keys: Sequence[str] = ()


@dataclass(frozen=True)
class Pumped:
    """What one stroke of the pump did."""

    sent: int
    failed: int
    waiting: int


@dataclass(frozen=True)
class _Claimed:
    id: int
    webhook_id: str
    url: str
    headers: dict[str, str]
    body: bytes
    due_ms: int
    attempts: int
    is_forged: bool


@dataclass(frozen=True)
class _Outcome:
    letter: _Claimed
    answer: str
    delivered: bool


def enqueue(books: Books[Settings], letters: Iterable[Letter]) -> None:
    """Queue letters, each as the faults make of it: once, not at all, twice, or late."""
    for letter in letters:
        books.db.executemany(_WRITE, _copies(books, letter))
        if books.strikes(Fault.FORGED_WEBHOOK):
            [forged] = books.db.execute(f"{_WRITE} RETURNING id", _row(letter, books.now_ms)).fetchall()
            books.db.execute("INSERT INTO forgery VALUES (?)", (forged["id"],))
    books.db.execute("DELETE FROM letter WHERE done_ms < ?", (books.now_ms - DAY_MS,))


def _copies(books: Books[Settings], letter: Letter) -> list[tuple[object, ...]]:
    if books.strikes(Fault.LOST_WEBHOOK):
        return []
    late_ms = books.settings.reorder_ms if books.strikes(Fault.REORDER) else 0
    count = 2 if books.strikes(Fault.DUPLICATE_DELIVERY) else 1
    return [_row(letter, books.now_ms + late_ms)] * count


def _row(letter: Letter, due_ms: int) -> tuple[object, ...]:
    head = encode(dict(letter.head)).decode()
    return letter.webhook_id, letter.subject, letter.word, head, letter.body, due_ms


def waiting(books: Books[Settings]) -> int:
    """Return how many letters wait."""
    return int(books.db.execute("SELECT count(*) AS n FROM letter WHERE done_ms IS NULL").fetchone()["n"])


def latest(books: Books[Settings], limit: int = 200) -> list[dict[str, Any]]:
    """Return the newest letters, without what is in them."""
    rows = books.db.execute(
        "SELECT id, webhook_id, subject, word, due_ms, attempts, answer, done_ms FROM letter ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [dict(row) for row in rows]


def webhooks(books: Books[Settings]) -> list[sqlite3.Row]:
    """Return every webhook with what waits for it."""
    return books.db.execute(
        "SELECT w.url, w.active, w.failures, count(l.id) AS waiting FROM webhook w "
        "LEFT JOIN letter l ON l.webhook_id = w.id AND l.done_ms IS NULL GROUP BY w.id ORDER BY w.number"
    ).fetchall()


def _claim(books: Books[Settings], post: Post, limit: int) -> list[_Claimed]:
    rows = books.db.execute(
        "SELECT w.*, l.head, l.body, l.word, l.due_ms, l.attempts, l.webhook_id, l.id AS letter_id, "
        "f.letter_id IS NOT NULL AS is_forged FROM letter l "
        "JOIN webhook w ON w.id = l.webhook_id LEFT JOIN forgery f ON f.letter_id = l.id "
        "WHERE l.done_ms IS NULL AND l.due_ms <= ? AND w.active = 1 ORDER BY l.due_ms, l.id LIMIT ?",
        (books.now_ms, limit),
    ).fetchall()
    books.db.executemany(
        "UPDATE letter SET due_ms = ? WHERE id = ?", [(books.now_ms + LEASE_MS, row["letter_id"]) for row in rows]
    )
    claimed = [
        _Claimed(
            id=row["letter_id"],
            webhook_id=row["webhook_id"],
            url=row["url"],
            headers=post.headers(row),
            body=row["body"],
            due_ms=row["due_ms"],
            attempts=row["attempts"],
            is_forged=bool(row["is_forged"]),
        )
        for row in rows
    ]
    return [_forged(letter, post) if letter.is_forged else letter for letter in claimed]


def _forged(letter: _Claimed, post: Post) -> _Claimed:
    """Write what somebody would who knows the address and an old letter, but no secret."""
    guessed = {name: "a-guess" for name in post.keys if name in letter.headers}
    body = _LAST_DIGIT.sub(lambda digit: str(9 - int(digit[0])).encode(), letter.body)
    return replace(letter, body=body, headers=letter.headers | guessed)


def _send(http: httpx.Client, letter: _Claimed, seconds: float) -> _Outcome:
    try:
        response = http.post(letter.url, content=letter.body, headers=letter.headers, timeout=seconds)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _Outcome(letter, type(error).__name__, delivered=False)
    return _Outcome(letter, str(response.status_code), delivered=response.is_success)


def _send_all(http: httpx.Client, letters: Sequence[_Claimed], seconds: float) -> tuple[list[_Outcome], list[_Claimed]]:
    """Send until the time is used up; after one failure a webhook's other letters are kept."""
    outcomes: list[_Outcome] = []
    kept: list[_Claimed] = []
    broken: set[str] = set()
    deadline = time.monotonic() + BUDGET_SECONDS
    for letter in letters:
        if letter.webhook_id in broken or time.monotonic() > deadline:
            kept.append(letter)
            continue
        outcome = _send(http, letter, seconds)
        outcomes.append(outcome)
        if not outcome.delivered and not letter.is_forged:
            broken.add(letter.webhook_id)
    return outcomes, kept


def _wait_ms(books: Books[Settings], post: Post, attempts: int) -> int:
    if not post.waits:
        return books.settings.webhook_retry_ms
    return post.waits[min(attempts, len(post.waits) - 1)] * 1000


def _write_outcome(books: Books[Settings], post: Post, outcome: _Outcome) -> None:
    letter = outcome.letter
    is_over = outcome.delivered or letter.is_forged or not post.retries
    books.db.execute(
        "UPDATE letter SET attempts = attempts + 1, answer = ?, done_ms = ?, due_ms = ? WHERE id = ?",
        (
            outcome.answer,
            books.now_ms if is_over else None,
            books.now_ms + _wait_ms(books, post, letter.attempts),
            letter.id,
        ),
    )
    if letter.is_forged:
        return
    books.db.execute(
        "UPDATE webhook SET failures = CASE WHEN ? THEN 0 ELSE failures + 1 END WHERE id = ?",
        (outcome.delivered, letter.webhook_id),
    )
    books.db.execute(
        "UPDATE webhook SET active = 0 WHERE id = ? AND failures >= ?", (letter.webhook_id, post.silent_after)
    )


def _put_back(books: Books[Settings], kept: Sequence[_Claimed], *, broken: set[str]) -> None:
    later = books.now_ms + books.settings.webhook_retry_ms
    books.db.executemany(
        "UPDATE letter SET due_ms = ? WHERE id = ?",
        [(later if one.webhook_id in broken else one.due_ms, one.id) for one in kept],
    )


def pump(twin: Twin[S], post: Post, *, limit: int = PUMP_LIMIT) -> Pumped:
    """Send what is due, at most `limit` letters; nothing is held locked while the network is used.

    A failed letter is tried again later; after so many failures in a row its webhook falls silent.
    """
    with twin.books() as books:
        letters = _claim(books, post, limit)
    outcomes, kept = _send_all(twin.http, letters, post.seconds)
    with twin.books() as books:
        for outcome in outcomes:
            _write_outcome(books, post, outcome)
        broken = {one.letter.webhook_id for one in outcomes if not (one.delivered or one.letter.is_forged)}
        _put_back(books, kept, broken=broken)
        left = waiting(books)
    sent = sum(outcome.delivered for outcome in outcomes)
    return Pumped(sent=sent, failed=len(outcomes) - sent, waiting=left)
