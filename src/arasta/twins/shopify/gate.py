"""What every call passes: the token, the points, the faults; then the schema answers it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    execute_sync,
    get_directive_values,
)

from arasta.twins import buckets, log
from arasta.twins.faults import Fault
from arasta.twins.shopify import subscribing
from arasta.twins.shopify.answering import CHANGES, KEYED, QUESTIONS
from arasta.twins.shopify.costs import Price
from arasta.twins.shopify.desk import Desk, Wrong
from arasta.twins.shopify.language import SCHEMA, understood
from arasta.twins.shopify.shop import Shop, read_shop
from arasta.twins.shopify.types import MOST_POINTS, VERSION, Books
from arasta.twins.store import savepoint
from arasta.twins.twin import secret_digest
from arasta.twins.wire import Answer, Call, Refusal, decode, encode

_IDEMPOTENT = next(one for one in SCHEMA.directives if one.name == "idempotent")
POINTS = "points"
KEY_LIVES_MS = 24 * 3_600_000


@dataclass(frozen=True)
class Budget:
    """The bucket as a call found it."""

    asked: int
    left_milli: int


def serve(twin: Shop, call: Call) -> Answer:
    """Answer one call in one transaction."""
    with twin.books() as books:
        answer = _answer(books, call)
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
        return answer


def _answer(books: Books, call: Call) -> Answer:
    try:
        shop = read_shop(books)
        _check(books, call, shop)
        body = call.json_object()
    except Refusal as refusal:
        return Answer(refusal.status, {"errors": refusal.message}, refusal.headers)
    document = understood(str(body.get("query") or ""))
    if isinstance(document, tuple):
        return Answer(200, {"errors": [{"message": message} for message in document]})
    variables = body.get("variables") or {}
    price = Price(SCHEMA, document, variables)
    budget = Budget(price.asked(), _left(books))
    if budget.asked > MOST_POINTS:
        return _error(books, budget, f"Query cost is {budget.asked}, which exceeds the limit.", "MAX_COST_EXCEEDED")
    throttled = books.strikes(Fault.RATE_LIMITED_BARE)
    if throttled or budget.left_milli < budget.asked * buckets.MILLI:
        return _error(
            books,
            Budget(budget.asked, min(budget.left_milli, budget.asked * buckets.MILLI // 2)),
            "Throttled",
            "THROTTLED",
        )
    desk = Desk(books, shop, origin=call.origin, skewed=books.strikes(Fault.CLOCK_SKEW))
    return _perform(books, desk, document, (price, budget, variables))


def _check(books: Books, call: Call, shop: Mapping[str, Any]) -> None:
    books.refuse_while_out()
    given = secret_digest(call.headers.get("x-shopify-access-token", ""))
    is_known = hmac.compare_digest(given, shop["token_digest"]) or _is_installed(books, given)
    if books.strikes(Fault.TOKEN_REVOKED) or not is_known:
        raise Refusal(
            401, "unauthorized", "[API] Invalid API key or access token (unrecognized login or wrong password)"
        )
    if call.params["version"] != VERSION:
        raise Refusal(404, "not_found", "Not Found")
    if books.strikes(Fault.RATE_LIMITED):
        raise Refusal(429, "throttled", "Exceeded API call limit.", {"retry-after": "2"})


def _is_installed(books: Books, digest: str) -> bool:
    return books.db.execute("SELECT 1 FROM app_token WHERE digest = ?", (digest,)).fetchone() is not None


def _left(books: Books) -> int:
    rate = books.settings.restore_per_second * buckets.MILLI
    return buckets.left_in(books, POINTS, capacity=books.settings.bucket_points, milli_per_second=rate)


def _extensions(books: Books, budget: Budget, real: int | None, left_milli: int) -> dict[str, Any]:
    status = {
        "maximumAvailable": books.settings.bucket_points,
        "currentlyAvailable": max(0, left_milli // buckets.MILLI),
        "restoreRate": books.settings.restore_per_second,
    }
    return {"cost": {"requestedQueryCost": budget.asked, "actualQueryCost": real, "throttleStatus": status}}


def _error(books: Books, budget: Budget, message: str, code: str) -> Answer:
    errors = [{"message": message, "extensions": {"code": code}}]
    return Answer(200, {"errors": errors, "extensions": _extensions(books, budget, None, budget.left_milli)})


def _perform(
    books: Books, desk: Desk, document: DocumentNode, terms: tuple[Price, Budget, Mapping[str, Any]]
) -> Answer:
    price, budget, variables = terms
    operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    is_change = operation.operation.value == "mutation"
    try:
        with savepoint(books.db):
            result = _execute(desk, document, variables, is_change=is_change)
            subscribing.announce(desk)
    except GraphQLError as error:
        result = ExecutionResult(None, [error])
    real = price.real(result.data)
    left = buckets.spend(books, POINTS, left_milli=budget.left_milli, points=real)
    body: dict[str, Any] = {"data": result.data, "extensions": _extensions(books, budget, real, left)}
    if result.errors:
        body = {"errors": [_shown(one) for one in result.errors], **body}
    answer = Answer(200, body, {"x-shopify-api-version": VERSION})
    if not is_change or result.errors:
        return answer
    broken = [{"message": "Internal error.", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]
    return books.after_write(answer, Answer(500, {"errors": broken}))


def _execute(desk: Desk, document: DocumentNode, variables: Mapping[str, Any], *, is_change: bool) -> ExecutionResult:
    roots = CHANGES if is_change else QUESTIONS
    root = {name: partial(_resolve, desk, name, act) for name, act in roots.items()}
    result = execute_sync(SCHEMA, document, root_value=root, variable_values=dict(variables))
    if is_change and result.errors:
        raise result.errors[0]
    return result


def _resolve(desk: Desk, name: str, act: Any, info: GraphQLResolveInfo[None], **asked: Any) -> Any:
    key = _key(info) if name in KEYED else None
    if key is None:
        return act(desk, asked)
    digest = sha256(encode([name, asked])).hexdigest()
    before = desk.books.db.execute("SELECT * FROM done_before WHERE key = ?", (key,)).fetchone()
    if before is not None and before["at_ms"] > desk.books.now_ms - KEY_LIVES_MS:
        if before["digest"] != digest:
            return _mismatch(name)
        return decode(before["answer"])
    answer = act(desk, asked)
    if not answer["userErrors"]:
        plain = {field: value for field, value in answer.items() if field in {"userErrors", "refund"}}
        desk.books.db.execute(
            "INSERT OR REPLACE INTO done_before VALUES (?, ?, ?, ?)",
            (key, digest, encode(plain).decode(), desk.books.now_ms),
        )
    return answer


def _mismatch(name: str) -> dict[str, Any]:
    error = {
        "field": None,
        "message": "The same idempotency key cannot be used with different operation parameters.",
        "code": "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    }
    return {"userErrors": [error]}


def _key(info: GraphQLResolveInfo[None]) -> str | None:
    values = get_directive_values(_IDEMPOTENT, info.field_nodes[0], info.variable_values)
    return str(values["key"]) if values else None


def _shown(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    code = cause.code if isinstance(cause, Wrong) else "INTERNAL_SERVER_ERROR"
    return {"message": error.message, "path": list(error.path or ()), "extensions": {"code": code}}
