"""Pages as every stranger sees them: written once, shown until something in them changes.

A page is kept beside what it was written from, and shown again only where all of that is the same. What differs from
reader to reader, the word that proves a form and the one that lets scripts run, is written into it each time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from arasta.kernel.keeping import Kept
from arasta.surfaces.storefront.shop import CURRENCY_COOKIE, Shop

Key = tuple[object, ...]
THEME_COOKIE = "arasta_theme"
_MOST = 800
_LONGEST = 200
"""Letters of a question in an address: pages say it many times over, so longer ones would fill the memory."""

# Nobody can guess these, and so nobody can write them into an address to have a reader's words put there.
_TOKEN, _NONCE = (token_hex().encode() for _ in range(2))


@dataclass(frozen=True, slots=True)
class _Window:
    made_from: object
    page: bytes


_WINDOWS: Kept[Key, _Window] = Kept(seconds=600, most=_MOST)


def page(
    request: HttpRequest,
    shop: Shop,
    made_from: object,
    write: Callable[[], HttpResponse],
    *,
    unread: Collection[str] = (),
) -> HttpResponse:
    """Return a page that is written from the address, the shop and `made_from`.

    `unread` names further cookies that the page does not depend on. Who brings others gets a page of their own.
    """
    asked = request.META["QUERY_STRING"]
    if not _is_strange(request, unread) or len(asked) > _LONGEST:
        return write()
    key = (
        shop.edition,
        request.build_absolute_uri(request.path),
        asked,
        shop.language,
        shop.currency,
        request.COOKIES.get(THEME_COOKIE),
    )
    kept = _WINDOWS.get(key)
    if kept is not None and kept.made_from == made_from:
        return HttpResponse(_filled(request, kept.page))
    response = write()
    _WINDOWS.put(key, _Window(made_from, _emptied(request, response.content)))
    return response


def token_of(request: HttpRequest) -> str:
    """Return the word that proves the forms of a page, the same one for the whole page."""
    known = getattr(request, "form_token", None)
    if known is None:
        known = cast(Any, request).form_token = get_token(request)
    return str(known)


def _is_strange(request: HttpRequest, unread: Collection[str]) -> bool:
    indifferent = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, CURRENCY_COOKIE, THEME_COOKIE, *unread}
    is_plain = request.method == "GET" and "HX-Request" not in request.headers
    return is_plain and indifferent.issuperset(request.COOKIES)


def _emptied(request: HttpRequest, page: bytes) -> bytes:
    token, nonce = _words(request)
    return page.replace(token, _TOKEN).replace(nonce, _NONCE)


def _filled(request: HttpRequest, page: bytes) -> bytes:
    token, nonce = _words(request)
    return page.replace(_TOKEN, token).replace(_NONCE, nonce)


def _words(request: HttpRequest) -> tuple[bytes, bytes]:
    return token_of(request).encode(), str(cast(Any, request).csp_nonce).encode()
