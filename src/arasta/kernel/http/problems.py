"""Errors as problem details (RFC 9457) with a stable code."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from arasta.kernel.errors import DomainError, Kind, Unauthenticated, gettext_noop

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
PAGE = "/api/v1/problems"

STATUS = {
    Kind.INVALID: 422,
    Kind.MISSING: 404,
    Kind.CONFLICT: 409,
    Kind.FORBIDDEN: 403,
    Kind.UNAUTHENTICATED: 401,
    Kind.TOO_LARGE: 413,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}

# Refusals of the edge itself: code to status and sentence. Those of the business are subclasses of DomainError.
AT_THE_EDGE: dict[str, tuple[int, str]] = {
    "malformed_json": (400, gettext_noop("The body is not valid JSON.")),
    "bad_request": (400, gettext_noop("The request could not be read.")),
    "unauthenticated": (401, gettext_noop("Send a valid API key as “Authorization: Bearer …”.")),
    "forbidden": (403, gettext_noop("You may not do that.")),
    "not_found": (404, gettext_noop("There is nothing at this address.")),
    "method_not_allowed": (405, gettext_noop("This address does not take that method.")),
    "length_required": (411, gettext_noop("Send the body with a Content-Length, not in chunks.")),
    "body_too_large": (413, gettext_noop("The body is too large. Split it into smaller requests.")),
    "invalid_request": (422, gettext_noop("The request does not fit the schema.")),
    "internal_error": (500, gettext_noop("Something went wrong on our side. It was logged.")),
    # A commit whose answer was lost may stand: so this may not say that nothing was changed.
    "unavailable": (
        503,
        gettext_noop("The database cannot answer now. Send the same request again soon: nothing is done twice."),
    ),
}
RETRY_AFTER = "5"
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": RETRY_AFTER}}


class ProblemResponse(JsonResponse):
    """Problem details. `is_final`: the same request would be refused again, so its key keeps the refusal."""

    is_final = True


def sentence(error: DomainError) -> str:
    """Say the error in the reader's language."""
    return error.sentence(gettext(error.template))


def problem(status: int, code: str, detail: str, **extra: Any) -> ProblemResponse:
    """Build the answer; `code` is stable, `detail` is for people and translated."""
    headers = _HEADERS.get(status)
    return ProblemResponse(
        _body(status, code, detail, **extra), status=status, content_type=CONTENT_TYPE, headers=headers
    )


def _body(status: int, code: str, detail: str, **extra: Any) -> dict[str, Any]:
    return {"type": f"{PAGE}#{code}", "title": code, "status": status, "code": code, "detail": detail, **extra}


def as_body(error: DomainError) -> dict[str, Any]:
    """Write a domain error as the body of a problem: for one refusal among many results."""
    return _body(STATUS[error.kind], error.code, sentence(error), details=_plain(error))


def unreadable(errors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write what does not fit the schema as the body of a problem: for one entry among many."""
    status, text = AT_THE_EDGE["invalid_request"]
    return _body(status, "invalid_request", gettext(text), errors=_fields(errors))


def _fields(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"path": ".".join(map(str, e["loc"])), "message": e["msg"], "rule": e["type"]} for e in errors]


def _plain(error: DomainError) -> dict[str, Any]:
    return {key: value if isinstance(value, int | list | dict) else str(value) for key, value in error.details.items()}


def at_the_edge(code: str, **extra: Any) -> ProblemResponse:
    """Answer with a refusal of the edge."""
    status, text = AT_THE_EDGE[code]
    return problem(status, code, gettext(text), **extra)


def install(api: NinjaAPI) -> None:
    """Teach an API to answer every error as a problem."""

    def handle(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        return answer(error if isinstance(error, Exception) else error())

    for kind in (DomainError, ValidationError, AuthenticationError, HttpError, Exception):
        api.add_exception_handler(kind, handle)


def is_decided(error: DomainError) -> bool:
    """Tell whether the same request would be refused again, so that its key keeps the refusal as its answer."""
    return error.is_final and STATUS[error.kind] in {404, 409}


@singledispatch
def answer(error: Exception) -> ProblemResponse:
    """Answer any error; what nobody foresaw is logged and told as our own fault."""
    log.error("unforeseen error", exc_info=error)
    return at_the_edge("internal_error")


@answer.register
def from_domain(error: DomainError) -> ProblemResponse:
    """Answer a domain error by its kind."""
    if isinstance(error, Unauthenticated):
        return at_the_edge("unauthenticated")
    response = problem(STATUS[error.kind], error.code, sentence(error), details=_plain(error))
    response.is_final = error.is_final
    return response


@answer.register
def _invalid(error: ValidationError) -> ProblemResponse:
    return at_the_edge("invalid_request", errors=_fields(error.errors))


@answer.register
def _unauthenticated(error: AuthenticationError) -> ProblemResponse:
    return at_the_edge("unauthenticated")


@answer.register
def _http(error: HttpError) -> ProblemResponse:
    return at_the_edge("malformed_json" if error.status_code == 400 else "bad_request")


@answer.register
def _too_large(error: RequestDataTooBig) -> ProblemResponse:
    return at_the_edge("body_too_large")


@answer.register
def _beyond_a_column(error: DataError) -> ProblemResponse:
    log.warning("a value does not fit its column: %s", error)
    return at_the_edge("invalid_request")


@answer.register(OperationalError)
@answer.register(InterfaceError)
def _database(error: DatabaseError | InterfaceError) -> ProblemResponse:
    log.error("database trouble", exc_info=error)
    return at_the_edge("unavailable")
