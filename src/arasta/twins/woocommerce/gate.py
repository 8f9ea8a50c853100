"""What every call of the REST interface passes: keys, the host's limit, faults, the log."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from arasta.twins import log
from arasta.twins.faults import Fault
from arasta.twins.store import savepoint
from arasta.twins.wire import Answer, Call, Refusal
from arasta.twins.woocommerce.shop import Shop
from arasta.twins.woocommerce.types import Books

MINUTE_MS = 60_000
SKEW_MS = 7 * MINUTE_MS
BARE_WAIT = "2"

Handler = Callable[[Books, Call], Answer]
After = Callable[[Shop, Answer], None]


@dataclass(frozen=True)
class Operation:
    """One operation: where it is, what it does, and what it does once all is written."""

    method: str
    path: str
    handler: Handler
    after: After | None = None

    @property
    def writes(self) -> bool:
        """Say whether the operation changes anything."""
        return self.method != "GET"


def _refused(refusal: Refusal) -> Answer:
    body = {"code": refusal.code, "message": refusal.message, "data": {"status": refusal.status}}
    return Answer(refusal.status, body, refusal.headers)


def _keys(call: Call) -> tuple[str, str]:
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return call.query.get("consumer_key", ""), call.query.get("consumer_secret", "")
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return key, secret


def _admit(shop: Shop, books: Books, call: Call) -> None:
    books.refuse_while_out()
    if books.strikes(Fault.TOKEN_REVOKED) or not shop.knows(*_keys(call)):
        raise Refusal(401, "woocommerce_rest_authentication_error", "Consumer secret is invalid.")
    if books.strikes(Fault.RATE_LIMITED):
        raise Refusal(429, "too_many_requests", "Too many requests.", {"retry-after": BARE_WAIT})
    if books.strikes(Fault.RATE_LIMITED_BARE):
        raise Refusal(429, "too_many_requests", "Too many requests.")
    _count(books)


def _count(books: Books) -> None:
    most, minute = books.settings.calls_per_minute, books.now_ms // MINUTE_MS
    if not most:
        return
    row = books.db.execute("SELECT minute, calls FROM rate WHERE name = 'all'").fetchone()
    calls = row["calls"] if row and row["minute"] == minute else 0
    if calls >= most:
        wait = MINUTE_MS - books.now_ms % MINUTE_MS
        raise Refusal(429, "too_many_requests", "Too many requests.", {"retry-after": str(-(-wait // 1000))})
    books.db.execute(
        "INSERT INTO rate (name, minute, calls) VALUES ('all', ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET minute = excluded.minute, calls = excluded.calls",
        (minute, calls + 1),
    )


def _perform(shop: Shop, books: Books, operation: Operation, call: Call) -> Answer:
    try:
        _admit(shop, books, call)
        with savepoint(books.db):
            answer = operation.handler(books, call)
    except Refusal as refusal:
        return _refused(refusal)
    if not operation.writes:
        return answer
    return books.after_write(answer, _refused(Refusal(500, "internal_server_error", "There was a critical error.")))


def _dated(books: Books, answer: Answer) -> Answer:
    """Let the host say what time it is."""
    skew = SKEW_MS if books.strikes(Fault.CLOCK_SKEW) else 0
    at = datetime.fromtimestamp((books.now_ms + skew) // 1000, tz=UTC)
    return replace(answer, headers={**answer.headers, "date": format_datetime(at, usegmt=True)})


def serve(shop: Shop, operation: Operation, call: Call) -> Answer:
    """Answer one call in one transaction."""
    with shop.books() as books:
        answer = _dated(books, _perform(shop, books, operation, call))
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
    if operation.after is not None and answer.status < 300:
        operation.after(shop, answer)
    return answer
