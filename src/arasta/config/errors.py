"""Pages and problems for what no view answered."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from arasta.kernel.http import problems


def _answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problems.at_the_edge(code)
    return render(request, "arasta/error.html", {"status": status, "message": message, "code": code}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return _answer(request, 404, "not_found", gettext("There is nothing at this address."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what may not be done, a lost form token among it."""
    return _answer(request, 403, "forbidden", gettext("That was refused. Reload the page and try again."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return _answer(request, 400, "bad_request", gettext("The request could not be read."))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer our own failure, or that the database is away, without touching the database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        answer = _answer(request, 503, "unavailable", "")
        answer.headers["Retry-After"] = problems.RETRY_AFTER
        return answer
    return _answer(request, 500, "internal_error", gettext("Something went wrong on our side. It was logged."))
