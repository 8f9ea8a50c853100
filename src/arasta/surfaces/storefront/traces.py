"""What a shopper looked at and what they compare, in cookies of their own browser: nothing of it is kept here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SEEN, COMPARED = "arasta_seen", "arasta_compare"
MOST_SEEN, MOST_COMPARED = 9, 4
_MONTH = 30 * 24 * 3600
_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
_BETWEEN = "~"


def seen(request: HttpRequest) -> list[str]:
    """Return the handles of the products that were looked at, the last one first."""
    return _read(request, SEEN)[:MOST_SEEN]


def look(request: HttpRequest, response: HttpResponse, handle: str) -> None:
    """Note that a product was looked at."""
    told = [handle, *(one for one in seen(request) if one != handle)][:MOST_SEEN]
    if told != seen(request):
        write(response, SEEN, told)


def compared(request: HttpRequest) -> list[str]:
    """Return the handles of the products to compare."""
    return _read(request, COMPARED)[:MOST_COMPARED]


def write(response: HttpResponse, name: str, handles: Sequence[str]) -> None:
    """Keep handles in a cookie for a month, or take the cookie away."""
    if not handles:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name,
        _BETWEEN.join(handles),
        max_age=_MONTH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _read(request: HttpRequest, name: str) -> list[str]:
    given = request.COOKIES.get(name, "").split(_BETWEEN)
    return list(dict.fromkeys(one for one in given if _HANDLE.fullmatch(one)))
