"""What stores have of a variant, or can have brought, with how far they are and when they have it ready.

The nearest that has it comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from arasta.surfaces.storefront import arriving, nearby, places
from arasta.surfaces.storefront.nearby import Near
from arasta.surfaces.storefront.places import StoreStock, StoreView

_FAR = 1e9


def _rank(one: StoreStock) -> int:
    """Put what lies there before what is brought, and that before nothing."""
    return 0 if one.tone != "bad" else 1 if one.is_brought else 2


def at_stores(
    stores: Sequence[StoreView],
    by_location: Mapping[UUID, int],
    *,
    near: Near,
    here: str,
    at: datetime,
    elsewhere: int = 0,
) -> list[StoreStock]:
    """Return the stores: the one the shopper stands in, then those that have it, the nearest of them first.

    `elsewhere`: how many units can be sent, and so be brought to a store.
    """
    told = places.stock_at(list(stores), by_location)
    fetching = [one.store.id for one in told if one.store.picks_up]
    ready, calendars = arriving.ready_at(fetching, at=at), arriving.calendars(fetching, at=at)
    shown = []
    for one in told:
        brought = arriving.brought_words(calendars.get(one.store.id), at=at) if elsewhere and one.tone == "bad" else ""
        soon = brought or arriving.ready_words(ready.get(one.store.id), at=at)
        shown.append(_told(one, soon, is_brought=bool(brought), near=near, here=here))
    return sorted(shown, key=lambda one: (not one.is_here, _rank(one), _far(near, one.store)))


def _far(near: Near, store: StoreView) -> float:
    kilometers = nearby.distance(near, store)
    return _FAR if kilometers is None else kilometers


def _told(one: StoreStock, ready: str, *, is_brought: bool, near: Near, here: str) -> StoreStock:
    return replace(
        one,
        words=_("We bring it here") if is_brought else one.words,
        distance=nearby.distance_words(nearby.distance(near, one.store)),
        ready="" if one.tone == "bad" and not is_brought else ready,
        is_brought=is_brought,
        is_here=one.store.row.code.lower() == here.lower(),
    )
