"""Errors as problem details (RFC 9457) with a stable code."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from arasta.kernel.errors import DomainError, Kind

log = logging.getLogger(__name__)

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


def sentence(error: DomainError) -> str:
    """Say the error in the reader's language."""
    return error.sentence(gettext(error.template))


def problem(status: int, code: str, detail: str, **extra: Any) -> JsonResponse:
    """Build the answer; `code` is stable, `detail` is for people and translated."""
    body = {"type": f"/api/v1/problems#{code}", "title": code, "status": status, "code": code, "detail": detail}
    return JsonResponse({**body, **extra}, status=status, content_type="application/problem+json")


def from_domain(error: DomainError) -> JsonResponse:
    """Answer a domain error by its kind."""
    details = {key: value if isinstance(value, int | list | dict) else str(value) for key, value in error.details.items()}
    return problem(STATUS[error.kind], error.code, sentence(error), details=details)


def install(api: NinjaAPI) -> None:
    """Teach an API to answer every error as a problem."""
    api.add_exception_handler(DomainError, lambda request, error: from_domain(error))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    for trouble in (OperationalError, InterfaceError):
        api.add_exception_handler(trouble, _database)
    api.add_exception_handler(Exception, _unforeseen)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"path": ".".join(map(str, e["loc"])), "message": e["msg"], "rule": e["type"]} for e in error.errors]
    return problem(422, "invalid_request", gettext("The request does not fit the schema."), errors=fields)


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "unauthenticated", gettext("Send a valid API key as “Authorization: Bearer …”."))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = "malformed_json" if error.status_code == 400 else "http_error"
    return problem(error.status_code, code, str(error))


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "body_too_large", gettext("The body is too large. Split it into smaller requests."))


def _database(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    log.exception("database trouble", exc_info=error)
    return problem(503, "unavailable", gettext("The database cannot answer now. Nothing was changed. Try again soon."))


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("unforeseen error", exc_info=error)
    return problem(500, "internal_error", gettext("Something went wrong on our side. It was logged."))
