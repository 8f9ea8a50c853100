"""The pump: takes waiting deliveries out of the books, sends them, and writes down what came of it."""

import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.twin import Twin
from arasta.twins.trendyol.types import MINUTE_MS
from arasta.twins.trendyol.webhooks import BASIC

LEASE_MS = MINUTE_MS
PASSIVE_AFTER = 13
SEND_SECONDS = 2.0
BUDGET_SECONDS = 15.0


@dataclass(frozen=True)
class Pumped:
    """What one stroke of the pump did."""

    sent: int
    failed: int
    waiting: int


@dataclass(frozen=True)
class _Letter:
    id: int
    webhook_id: str
    url: str
    headers: dict[str, str]
    body: bytes
    due_ms: int


@dataclass(frozen=True)
class _Outcome:
    letter: _Letter
    answer: str
    delivered: bool


def _headers(auth: str, username: str, password: str, api_key: str) -> dict[str, str]:
    headers = {"content-type": "application/json", "user-agent": "Trendyol-Twin"}
    if auth == BASIC:
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        return headers | {"authorization": f"Basic {pair}"}
    return headers | {"x-api-key": api_key}


def _claim(books: Books, limit: int) -> list[_Letter]:
    rows = books.db.execute(
        "SELECT d.id, d.webhook_id, d.body, d.due_ms, w.url, w.auth, w.username, w.password, w.api_key "
        "FROM delivery d JOIN webhook w ON w.id = d.webhook_id "
        "WHERE d.done_ms IS NULL AND d.due_ms <= ? AND w.active = 1 ORDER BY d.due_ms, d.id LIMIT ?",
        (books.now_ms, limit),
    ).fetchall()
    books.db.executemany(
        "UPDATE delivery SET due_ms = ? WHERE id = ?", [(books.now_ms + LEASE_MS, row["id"]) for row in rows]
    )
    return [
        _Letter(
            id=row["id"],
            webhook_id=row["webhook_id"],
            url=row["url"],
            headers=_headers(row["auth"], row["username"], row["password"], row["api_key"]),
            body=row["body"],
            due_ms=row["due_ms"],
        )
        for row in rows
    ]


def _send(http: httpx.Client, letter: _Letter) -> _Outcome:
    try:
        response = http.post(letter.url, content=letter.body, headers=letter.headers, timeout=SEND_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _Outcome(letter, type(error).__name__, delivered=False)
    return _Outcome(letter, str(response.status_code), delivered=response.is_success)


def _send_all(http: httpx.Client, letters: Sequence[_Letter]) -> tuple[list[_Outcome], list[_Letter]]:
    """Send until the time is used up; after one failure a webhook's other letters are kept."""
    outcomes: list[_Outcome] = []
    kept: list[_Letter] = []
    broken: set[str] = set()
    deadline = time.monotonic() + BUDGET_SECONDS
    for letter in letters:
        if letter.webhook_id in broken or time.monotonic() > deadline:
            kept.append(letter)
            continue
        outcome = _send(http, letter)
        outcomes.append(outcome)
        if not outcome.delivered:
            broken.add(letter.webhook_id)
    return outcomes, kept


def _write_outcome(books: Books, outcome: _Outcome) -> None:
    done_ms = books.now_ms if outcome.delivered else None
    books.db.execute(
        "UPDATE delivery SET attempts = attempts + 1, answer = ?, done_ms = ?, due_ms = ? WHERE id = ?",
        (outcome.answer, done_ms, books.now_ms + books.settings.webhook_retry_ms, outcome.letter.id),
    )
    books.db.execute(
        "UPDATE webhook SET failures = CASE WHEN ? THEN 0 ELSE failures + 1 END WHERE id = ?",
        (outcome.delivered, outcome.letter.webhook_id),
    )
    books.db.execute(
        "UPDATE webhook SET active = 0 WHERE id = ? AND failures >= ?", (outcome.letter.webhook_id, PASSIVE_AFTER)
    )


def _put_back(books: Books, kept: Sequence[_Letter], *, broken: set[str]) -> None:
    later = books.now_ms + books.settings.webhook_retry_ms
    books.db.executemany(
        "UPDATE delivery SET due_ms = ? WHERE id = ?",
        [(later if one.webhook_id in broken else one.due_ms, one.id) for one in kept],
    )


def pump(twin: Twin, *, limit: int = 50) -> Pumped:
    """Send what is due, at most `limit` letters; nothing is held locked while the network is used.

    A failed delivery is tried again after five minutes; after thirteen failures in a row its webhook falls silent.
    """
    with twin.books() as books:
        letters = _claim(books, limit)
    outcomes, kept = _send_all(twin.http, letters)
    with twin.books() as books:
        for outcome in outcomes:
            _write_outcome(books, outcome)
        _put_back(books, kept, broken={one.letter.webhook_id for one in outcomes if not one.delivered})
        row = books.db.execute("SELECT count(*) AS waiting FROM delivery WHERE done_ms IS NULL").fetchone()
    sent = sum(outcome.delivered for outcome in outcomes)
    return Pumped(sent=sent, failed=len(outcomes) - sent, waiting=row["waiting"])
