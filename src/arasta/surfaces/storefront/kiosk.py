"""A device that stands in a store and shows the whole shop: it knows its store, and forgets each shopper after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import LocationKind
from arasta.kernel.ids import UnknownId, from_public, to_public

COOKIE = "arasta_kiosk"
IDLE_SECONDS = 90
ASK_SECONDS = 20
LINK_LASTS = timedelta(minutes=30)
_START = signing.TimestampSigner(salt="arasta.shop.kiosk.start", sep=".")
_SALT = "arasta.shop.kiosk"
_YEARS = 5 * 365 * 24 * 3600
_HOLDS_KIOSKS = {LocationKind.STORE, LocationKind.POPUP, LocationKind.PARTNER}


@dataclass(frozen=True, slots=True)
class Kiosk:
    """The store a device stands in, and how long it waits before it asks, and then forgets."""

    location_id: UUID
    code: str
    store: str
    idle_seconds: int = IDLE_SECONDS
    ask_seconds: int = ASK_SECONDS


def stores(*, language: str) -> list[LocationRow]:
    """Return the locations where a kiosk may stand."""
    return [row for row in locations.locations(language=language) if row.kind in _HOLDS_KIOSKS]


def start_path(location_id: UUID) -> str:
    """Return the address that makes a device a kiosk of a store, good for half an hour."""
    return reverse("shop_kiosk_start", args=[_START.sign(to_public("loc", location_id))])


def read_start(word: str, *, language: str) -> LocationRow | None:
    """Return the store a start address was made for, unless it is forged or old."""
    try:
        location_id = from_public("loc", _START.unsign(word, max_age=LINK_LASTS))
    except (signing.BadSignature, UnknownId):
        return None
    return next((row for row in stores(language=language) if row.id == location_id), None)


def begin(response: HttpResponse, store: LocationRow) -> None:
    """Let the device stand in a store."""
    response.set_signed_cookie(
        COOKIE,
        f"{to_public('loc', store.id)} {store.code} {store.name}".encode().hex(),
        salt=_SALT,
        max_age=_YEARS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def end(response: HttpResponse) -> None:
    """Let the device be a browser like any other."""
    response.delete_cookie(COOKIE, samesite="Lax")


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """Return the kiosk a request comes from; browsers elsewhere have no such cookie, so they cost nothing."""
    if COOKIE not in request.COOKIES:
        return None
    kept = request.get_signed_cookie(COOKIE, default="", salt=_SALT) or ""
    try:
        word, code, store = bytes.fromhex(kept).decode().split(" ", 2)
        return Kiosk(from_public("loc", word), code, store)
    except (ValueError, UnknownId):
        return None
