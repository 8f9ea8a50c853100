"""Where a shopper is, as far as they say: a town, a postcode, or what the browser knows, rounded to about a kilometer.

It stands in the address of the page and nowhere else, unless the shopper asks us to remember it: then in a cookie of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from arasta.contexts.customers.types import fold
from arasta.surfaces.storefront.places import StoreView

COOKIE = "arasta_place"
PARAMETER = "near"
MONTH = 30 * 24 * 3600
_TOWNS = Path(__file__).parent / "places_known" / "towns.txt"
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),\s?(-?\d{1,3}(?:\.\d{1,6})?)", re.ASCII)
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_EARTH = 6371.0


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe."""

    latitude: float
    longitude: float

    def kilometers_to(self, other: Point) -> float:
        """Return how far a bird flies."""
        north = radians(other.latitude - self.latitude)
        east = radians(other.longitude - self.longitude)
        spread = cos(radians(self.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
        return 2 * _EARTH * asin(min(1.0, sqrt(sin(north / 2) ** 2 + spread)))


@dataclass(frozen=True, slots=True)
class Near:
    """What a shopper said, and where that is if we know it. `name` is empty for a place that a browser told."""

    said: str
    point: Point | None
    name: str
    is_remembered: bool

    @property
    def is_unknown(self) -> bool:
        return bool(self.said) and self.point is None

    @property
    def words(self) -> str:
        return self.name or (_("where you are") if self.point else "")


def near_of(request: HttpRequest, stores: Iterable[StoreView] = ()) -> Near:
    """Return where the shopper is: as the address says, else as they let us remember."""
    kept = unquote(request.COOKIES.get(COOKIE, ""))
    said = " ".join(request.GET.get(PARAMETER, "").split())[:60] or kept[:60]
    point, name = find(said, stores)
    return Near(said, point, name, is_remembered=bool(kept) and said == kept)


def find(said: str, stores: Iterable[StoreView] = ()) -> tuple[Point | None, str]:
    """Return where something is and its name: coordinates, the postcode of a store or a province, a town."""
    if point := _POINT.fullmatch(said):
        return _on_earth(float(point[1]), float(point[2])), ""
    word = _plain(said)
    for store in stores:
        if word and word in {_plain(store.row.postal_code), _plain(store.row.name)} and (place := place_of(store)):
            return place, said
    known = _towns().get(word[:2] if _POSTCODE.fullmatch(word) else word)
    return (known[1], known[0]) if known else (None, said)


def rounded(said: str) -> str:
    """Return what may be remembered: a point no finer than about a kilometer, or the words; nothing for what is unknown."""
    point, _name = find(said)
    if point is None:
        return ""
    return f"{point.latitude:.2f},{point.longitude:.2f}" if _POINT.fullmatch(said) else said


def place_of(store: StoreView) -> Point | None:
    """Return where a store stands, if somebody entered it."""
    if store.row.latitude is None or store.row.longitude is None:
        return None
    return Point(float(store.row.latitude), float(store.row.longitude))


def distance(near: Near, store: StoreView) -> float | None:
    """Return how many kilometers there are to a store."""
    place = place_of(store)
    return near.point.kilometers_to(place) if near.point and place else None


def distance_words(kilometers: float | None) -> str:
    """Say a distance as people do: below ten kilometers with a digit after the comma."""
    if kilometers is None:
        return ""
    shown = Decimal(kilometers).quantize(Decimal("0.1") if kilometers < 10 else Decimal(1))
    return _("%(distance)s km") % {"distance": number_format(shown, use_l10n=True)}


def remember(response: HttpResponse, said: str, *, is_secure: bool) -> None:
    """Keep a place on the shopper's device for a month; only ever called on their word.

    Written in plain letters: browsers send others back in a way in which servers lose all cookies at once.
    """
    response.set_cookie(COOKIE, quote(said, safe=","), max_age=MONTH, httponly=True, samesite="Lax", secure=is_secure)


def _on_earth(latitude: float, longitude: float) -> Point | None:
    return Point(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", fold(text)).split())


@cache
def _towns() -> dict[str, tuple[str, Point]]:
    """Read the towns: by folded name and by the first digits of a postcode; of two of one name the larger."""
    found: dict[str, tuple[str, Point]] = {}
    for line in _TOWNS.read_text(encoding="utf-8").splitlines():
        _country, name, latitude, longitude, names, digits = line.split("\t")
        town = (name, Point(float(latitude), float(longitude)))
        for word in filter(None, [*names.split("|"), *digits.split("|")]):
            found.setdefault(word, town)
    return found
