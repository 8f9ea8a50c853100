"""What every integration call passes: user agent, credentials, rate limits, faults, the log."""

import base64
import binascii
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

from arasta.twins import log
from arasta.twins.faults import Fault
from arasta.twins.store import savepoint
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.twin import Twin
from arasta.twins.trendyol.types import MINUTE_MS, Group
from arasta.twins.twin import secret_digest
from arasta.twins.wire import Answer, Call, Refusal

USER_AGENT = re.compile(r"(\d{1,18}) - [A-Za-z0-9 ]{1,30}")
BURST_MS = 10_000

Handler = Callable[[Books, Call], Answer]


@dataclass(frozen=True)
class Operation:
    """One operation of the contract: where it is, which limit it shares, what it does."""

    name: str
    method: str
    path: str
    group: Group
    handler: Handler

    @property
    def writes(self) -> bool:
        """Say whether the operation changes anything."""
        return self.method != "GET"


def error_body(books: Books, refusal: Refusal) -> dict[str, object]:
    """Write a refusal the way the marketplace does."""
    return {
        "timestamp": books.now_ms,
        "exception": refusal.code,
        "errors": [{"key": refusal.code, "message": refusal.message, "errorCode": str(refusal.status)}],
    }


def _check_user_agent(call: Call) -> None:
    match = USER_AGENT.fullmatch(call.headers.get("user-agent", ""))
    if match is None or int(match[1]) != call.params["seller_id"]:
        raise Refusal(403, "UserAgentException", "User-Agent must be '{sellerId} - {company of up to 30 letters}'.")


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return key, secret


def _check_credentials(books: Books, call: Call) -> None:
    unauthorized = Refusal(401, "ClientApiAuthenticationException", "The credentials are not valid.")
    if books.strikes(Fault.TOKEN_REVOKED):
        raise unauthorized
    row = books.db.execute("SELECT * FROM seller WHERE id = ?", (call.params["seller_id"],)).fetchone()
    key, secret = _credentials(call.headers.get("authorization", ""))
    known_key, known_digest = (row["api_key"], row["secret_digest"]) if row else ("", "")
    same_key = hmac.compare_digest(key.encode(), known_key.encode())
    same_secret = hmac.compare_digest(secret_digest(secret), known_digest)
    if row is None or not (same_key and same_secret):
        raise unauthorized


def _too_many(wait_ms: int | None) -> Refusal:
    headers = {} if wait_ms is None else {"retry-after": str(max(1, -(-wait_ms // 1000)))}
    return Refusal(429, "TooManyRequestsException", "Too many requests.", headers)


def count_call(books: Books, seller_id: int, name: str, *, window_ms: int, limit: int) -> None:
    """Count a call in a fixed window of twin time. Raises Refusal 429 when the window is full."""
    start = books.now_ms - books.now_ms % window_ms
    row = books.db.execute(
        "SELECT calls FROM rate WHERE seller_id = ? AND name = ? AND window_ms = ?", (seller_id, name, start)
    ).fetchone()
    calls = row["calls"] if row else 0
    if calls >= limit:
        raise _too_many(start + window_ms - books.now_ms)
    _remember_calls(books, seller_id, name, (start, calls + 1))


def _remember_calls(books: Books, seller_id: int, name: str, window: tuple[int, int]) -> None:
    books.db.execute(
        "INSERT INTO rate (seller_id, name, window_ms, calls) VALUES (?, ?, ?, ?) ON CONFLICT (seller_id, name) "
        "DO UPDATE SET window_ms = excluded.window_ms, calls = excluded.calls",
        (seller_id, name, *window),
    )


def keep_apart(books: Books, seller_id: int, name: str, gap_ms: int) -> None:
    """Refuse a call that comes too soon after the one before. Raises Refusal 429."""
    row = books.db.execute("SELECT window_ms FROM rate WHERE seller_id = ? AND name = ?", (seller_id, name)).fetchone()
    since_ms = gap_ms if row is None else books.now_ms - row["window_ms"]
    if 0 <= since_ms < gap_ms:
        raise _too_many(gap_ms - since_ms)
    _remember_calls(books, seller_id, name, (books.now_ms, 1))


def _check_rate(books: Books, operation: Operation, call: Call) -> None:
    if books.strikes(Fault.RATE_LIMITED):
        raise _too_many(MINUTE_MS // 60)
    if books.strikes(Fault.RATE_LIMITED_BARE):
        raise _too_many(None)
    seller_id = call.params["seller_id"]
    limit = books.settings.limit_of(operation.group)
    count_call(books, seller_id, operation.group.value, window_ms=MINUTE_MS, limit=limit)
    burst = books.settings.burst_per_10s
    count_call(books, seller_id, f"burst:{operation.name}", window_ms=BURST_MS, limit=burst)


def _perform(books: Books, operation: Operation, call: Call) -> Answer:
    try:
        books.refuse_while_out()
        _check_user_agent(call)
        _check_credentials(books, call)
        _check_rate(books, operation, call)
        with savepoint(books.db):
            answer = operation.handler(books, call)
    except Refusal as refusal:
        return Answer(refusal.status, error_body(books, refusal), refusal.headers)
    if not operation.writes:
        return answer
    broken = Refusal(500, "InternalServerError", "An unexpected error occurred.")
    return books.after_write(answer, Answer(500, error_body(books, broken)))


def serve(twin: Twin, operation: Operation, call: Call) -> Answer:
    """Answer one integration call in one transaction."""
    with twin.books() as books:
        answer = _perform(books, operation, call)
        fault = ", ".join(books.struck)
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=fault)
        return answer
