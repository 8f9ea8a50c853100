"""Pages as every stranger sees them: written once for all processes, shown until something in them changes.

A page is kept beside a sum of what it was written from, and shown again only where that is the same. Where it rests on
the edition, prices and stock alone it is sealed: then three short questions tell that, and nothing is read anew. What
differs from reader to reader, the word that proves a form and the one that lets scripts run, is written into it each time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from hashlib import blake2b
from secrets import token_hex
from typing import Any, cast

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from arasta.kernel import clock
from arasta.kernel.changes.edition import Edition
from arasta.kernel.shared import KEY, Shared
from arasta.surfaces.storefront.seals import Seal
from arasta.surfaces.storefront.shop import CURRENCY_COOKIE, Shop, edition_of

THEME_COOKIE = "arasta_theme"
_LONGEST = 200
"""Letters of a question in an address: pages say it many times over, so longer ones would fill the memory."""

# Nobody can guess these, and so nobody can write them into an address to have a reader's words put there.
_TOKEN, _NONCE = (token_hex().encode() for _ in range(2))


class _Window(msgspec.Struct, frozen=True):
    edition: Edition
    made_from: bytes
    page: bytes
    seal: Seal | None


_WINDOWS = Shared(seconds=600, places=1_024, most=64_000)
_encode, _decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(_Window).decode


def again(request: HttpRequest, *, unread: Collection[str] = ()) -> HttpResponse | None:
    """Return a page that was written before, if its seal is whole."""
    key = _key(request, unread)
    kept = _kept(key) if key else None
    if kept is None or kept.seal is None or kept.edition != edition_of(request):
        return None
    return HttpResponse(_filled(request, kept.page)) if kept.seal.is_whole(at=clock.now()) else None


def is_kept(request: HttpRequest, *, unread: Collection[str] = ()) -> bool:
    """Tell whether a page of this reader may be kept, and so is worth a seal."""
    return _key(request, unread) is not None


def page(
    request: HttpRequest,
    shop: Shop,
    made_from: object,
    write: Callable[[], HttpResponse],
    *,
    seal: Seal | None = None,
    unread: Collection[str] = (),
) -> HttpResponse:
    """Return a page that is written from the address, the shop and `made_from`.

    `seal` is whole for as long as `made_from` is the same in an edition; a page without one is compared each time. `unread`
    names further cookies that the page does not depend on. Who brings others gets a page of their own.
    """
    key = _key(request, unread)
    if key is None:
        return write()
    total = blake2b(_encode(made_from), digest_size=16).digest()
    kept = _kept(key)
    if kept is not None and (kept.edition, kept.made_from) == (shop.edition, total):
        if kept.seal != seal:
            _WINDOWS.put(key, _encode(_Window(shop.edition, total, kept.page, seal)))
        return HttpResponse(_filled(request, kept.page))
    response = write()
    _WINDOWS.put(key, _encode(_Window(shop.edition, total, _emptied(request, response.content), seal)))
    return response


def token_of(request: HttpRequest) -> str:
    """Return the word that proves the forms of a page, the same one for the whole page."""
    known = getattr(request, "form_token", None)
    if known is None:
        known = cast(Any, request).form_token = get_token(request)
    return str(known)


def _key(request: HttpRequest, unread: Collection[str]) -> bytes | None:
    """Return what tells a page of strangers from all others; nothing for who is none, or asks at length."""
    indifferent = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, CURRENCY_COOKIE, THEME_COOKIE, *unread}
    is_plain = request.method == "GET" and "HX-Request" not in request.headers
    asked, chosen = (
        request.META["QUERY_STRING"],
        (request.COOKIES.get(CURRENCY_COOKIE), request.COOKIES.get(THEME_COOKIE)),
    )
    if not is_plain or len(asked) > _LONGEST or not indifferent.issuperset(request.COOKIES):
        return None
    told = (request.build_absolute_uri(request.path), asked, get_language(), *chosen)
    return blake2b(_encode(told), digest_size=KEY).digest()


def _kept(key: bytes) -> _Window | None:
    found = _WINDOWS.get(key)
    return _decode(found) if found else None


def _emptied(request: HttpRequest, page: bytes) -> bytes:
    token, nonce = _words(request)
    return page.replace(token, _TOKEN).replace(nonce, _NONCE)


def _filled(request: HttpRequest, page: bytes) -> bytes:
    token, nonce = _words(request)
    return page.replace(_TOKEN, token).replace(_NONCE, nonce)


def _words(request: HttpRequest) -> tuple[bytes, bytes]:
    return token_of(request).encode(), str(cast(Any, request).csp_nonce).encode()
