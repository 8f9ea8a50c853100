"""What every call passes: its token, its minute, the faults, the log; and the login that gives tokens."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from arasta.twins import buckets, log
from arasta.twins.faults import Fault
from arasta.twins.google.types import CLIENT, SERVICE_ACCOUNT, Books, Settings
from arasta.twins.store import savepoint
from arasta.twins.twin import Twin, secret_digest
from arasta.twins.wire import Answer, Call, Refusal, decode

Handler = Callable[[Books, Call], Answer]
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
}


@dataclass(frozen=True)
class Operation:
    """One operation of the contract: where it is, which budget it is charged to, what it does."""

    method: str
    path: str
    group: str
    handler: Handler

    @property
    def writes(self) -> bool:
        """Say whether the operation changes anything."""
        return self.method != "GET"


def error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Write a refusal the way the interface does."""
    body = {"error": {"code": status, "message": message, "status": _STATUSES.get(status, "INTERNAL")}}
    return Answer(status, body, headers or {})


def serve(twin: Twin[Settings], operation: Operation, call: Call) -> Answer:
    """Answer one call in one transaction."""
    with twin.books() as books:
        try:
            _check(books, operation, call)
            with savepoint(books.db):
                answer = operation.handler(books, call)
        except Refusal as refusal:
            answer = error(refusal.status, refusal.message, refusal.headers)
        if operation.writes and answer.status == 200:
            answer = books.after_write(answer, error(500, "Internal error encountered."))
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
        return answer


def _check(books: Books, operation: Operation, call: Call) -> None:
    token = call.headers.get("authorization", "").removeprefix("Bearer ")
    books.refuse_while_out()
    row = books.db.execute("SELECT * FROM token WHERE digest = ?", (secret_digest(token),)).fetchone()
    if row is None or row["expires_ms"] <= books.now_ms or books.strikes(Fault.TOKEN_EXPIRED):
        books.db.execute("DELETE FROM token WHERE digest = ?", (secret_digest(token),))
        raise Refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
    if books.strikes(Fault.RATE_LIMITED):
        raise Refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", {"retry-after": "2"})
    rate = books.settings.calls_per_minute
    left = buckets.left_in(books, operation.group, capacity=rate, milli_per_second=rate * buckets.MILLI // 60)
    if books.strikes(Fault.RATE_LIMITED_BARE) or left < buckets.MILLI:
        raise Refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded.")
    buckets.spend(books, operation.group, left_milli=left)


def give_token(twin: Twin[Settings], call: Call) -> Answer:
    """Give a token for an hour to who shows the grant, or a claim of the service account."""
    form = dict(parse_qsl(call.body.decode("utf-8", "replace")))
    with twin.books() as books:
        revoked = books.strikes(Fault.TOKEN_REVOKED)
        if revoked or not (_is_grant(form) or _is_claim(books, form)):
            return Answer(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        token = books.digest(f"token {books.now_ms} {form.get('assertion', '')}")
        seconds = books.settings.token_seconds
        books.db.execute(
            "INSERT OR REPLACE INTO token (digest, expires_ms) VALUES (?, ?)",
            (secret_digest(token), books.now_ms + seconds * 1000),
        )
        return Answer(200, {"access_token": token, "expires_in": seconds, "token_type": "Bearer"})


def _is_grant(form: Mapping[str, str]) -> bool:
    return form.get("grant_type") == "refresh_token" and all(form.get(name) == value for name, value in CLIENT.items())


def _is_claim(books: Books, form: Mapping[str, str]) -> bool:
    """Believe the account's claim by what it says; its signature is not looked at here."""
    if form.get("grant_type") != BEARER:
        return False
    said = claims_of(form.get("assertion", ""))
    now = books.now_ms // 1000
    return said.get("iss") == SERVICE_ACCOUNT and said.get("iat", 0) - 300 <= now < said.get("exp", 0)


def claims_of(assertion: str) -> dict[str, Any]:
    """Read what a claim says; nothing if it is none."""
    parts = assertion.split(".")
    if len(parts) != 3:
        return {}
    try:
        said = decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
