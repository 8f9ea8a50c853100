"""What every call passes: its token, its bucket, the faults, the log; and the login that gives tokens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import parse_qsl

from arasta.twins import buckets, log
from arasta.twins.amazon.types import PLANS, Books, Settings
from arasta.twins.faults import Fault
from arasta.twins.store import savepoint, take_numbers
from arasta.twins.twin import Twin, secret_digest
from arasta.twins.wire import Answer, Call, Refusal

Handler = Callable[[Books, Call], Answer]

SELLER, APPLICATION = "seller", "application"
# Rates are finer than whole thousandths, so one call counts as ten points.
POINTS = 10


@dataclass(frozen=True)
class Operation:
    """One operation of the contract: its name, which is its bucket's too, where it is, what it does, who may."""

    name: str
    method: str
    path: str
    handler: Handler
    scope: str = SELLER

    @property
    def writes(self) -> bool:
        """Say whether the operation changes anything."""
        return self.method != "GET"


def error(status: int, code: str, message: str, details: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """Write a refusal the way the interface does."""
    return Answer(status, {"errors": [{"code": code, "message": message, "details": details}]}, headers or {})


def _denied(details: str) -> Refusal:
    return Refusal(403, "Unauthorized", f"Access to requested resource is denied. {details}")


def _check_token(books: Books, operation: Operation, call: Call) -> None:
    books.refuse_while_out()
    if books.strikes(Fault.TOKEN_REVOKED):
        raise _denied("The grant was revoked.")
    if not call.headers.get("user-agent"):
        raise _denied("The user agent is missing.")
    token = call.headers.get("x-amz-access-token", "")
    row = books.db.execute("SELECT * FROM token WHERE digest = ?", (secret_digest(token),)).fetchone()
    if row is None or row["scope"] != operation.scope:
        raise _denied("Access token is missing or not for this operation.")
    if row["expires_ms"] <= books.now_ms or books.strikes(Fault.TOKEN_EXPIRED):
        books.db.execute("DELETE FROM token WHERE digest = ?", (row["digest"],))
        raise _denied("The access token you provided has expired.")


def _check_rate(books: Books, operation: Operation) -> dict[str, str]:
    burst, rate = PLANS[operation.name]
    told = {"x-amzn-RateLimit-Limit": rate}
    too_many = "You exceeded your quota for the requested resource."
    if books.strikes(Fault.RATE_LIMITED):
        raise Refusal(429, "QuotaExceeded", too_many, told)
    if books.strikes(Fault.RATE_LIMITED_BARE):
        raise Refusal(429, "QuotaExceeded", too_many)
    milli = int(Decimal(rate) * buckets.MILLI * POINTS)
    left = buckets.left_in(books, operation.name, capacity=burst * POINTS, milli_per_second=milli)
    if left < POINTS * buckets.MILLI:
        raise Refusal(429, "QuotaExceeded", too_many, told)
    buckets.spend(books, operation.name, left_milli=left, points=POINTS)
    return told


def _perform(books: Books, operation: Operation, call: Call) -> Answer:
    try:
        _check_token(books, operation, call)
        told = _check_rate(books, operation)
        with savepoint(books.db):
            answer = operation.handler(books, call)
    except Refusal as refusal:
        return error(refusal.status, refusal.code, refusal.message, headers=refusal.headers)
    answer = Answer(answer.status, answer.body, {**answer.headers, **told})
    if not operation.writes:
        return answer
    return books.after_write(answer, error(500, "InternalFailure", "We encountered an internal error.", headers=told))


def serve(twin: Twin[Settings], operation: Operation, call: Call) -> Answer:
    """Answer one call in one transaction."""
    with twin.books() as books:
        answer = _perform(books, operation, call)
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
        return answer


def give_token(twin: Twin[Settings], call: Call) -> Answer:
    """Sell a token: to the seller's application for its grant, or to the application itself."""
    form = dict(parse_qsl(call.body.decode(errors="replace")))
    with twin.books() as books:
        answer = _token(books, form)
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
        return answer


def _token(books: Books, form: Mapping[str, str]) -> Answer:
    client = (form.get("client_id", ""), secret_digest(form.get("client_secret", "")))
    seller = books.db.execute("SELECT * FROM seller WHERE client_id = ? AND client_digest = ?", client).fetchone()
    if seller is None:
        return _login_error(401, "invalid_client", "Client authentication failed")
    kind = form.get("grant_type", "")
    if kind == "refresh_token":
        is_known = secret_digest(form.get("refresh_token", "")) == seller["grant_digest"]
        if not is_known or books.strikes(Fault.TOKEN_REVOKED):
            return _login_error(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
    elif kind != "client_credentials" or form.get("scope") != "sellingpartnerapi::notifications":
        return _login_error(400, "unsupported_grant_type", "The request has an invalid grant_type")
    number = take_numbers(books.db, "token", 1)
    token = "Atza|" + books.digest(f"token {number}")
    scope = SELLER if kind == "refresh_token" else APPLICATION
    row = (secret_digest(token), scope, books.now_ms + books.settings.token_ms)
    books.db.execute("DELETE FROM token WHERE expires_ms <= ?", (books.now_ms,))
    books.db.execute("INSERT INTO token VALUES (?, ?, ?)", row)
    body = {"access_token": token, "token_type": "bearer", "expires_in": books.settings.token_ms // 1000}
    if kind == "refresh_token":
        body["refresh_token"] = form["refresh_token"]
    return Answer(200, body)


def _login_error(status: int, code: str, text: str) -> Answer:
    return Answer(status, {"error": code, "error_description": text})
