"""What stores have of a variant, with how far they are and when they have it ready: the nearest that has it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from arasta.surfaces.storefront import arriving, nearby, places
from arasta.surfaces.storefront.nearby import Near
from arasta.surfaces.storefront.places import StoreStock, StoreView

_FAR = 1e9


def at_stores(
    stores: Sequence[StoreView], by_location: Mapping[UUID, int], *, near: Near, here: str, at: datetime
) -> list[StoreStock]:
    """Return the stores: the one the shopper stands in, then those that have it, the nearest of them first."""
    told = places.stock_at(list(stores), by_location)
    ready = arriving.ready_at([one.store.id for one in told if one.store.picks_up], at=at)
    shown = [_told(one, ready.get(one.store.id), near=near, here=here, at=at) for one in told]
    return sorted(shown, key=lambda one: (not one.is_here, one.tone == "bad", _far(near, one.store)))


def _far(near: Near, store: StoreView) -> float:
    kilometers = nearby.distance(near, store)
    return _FAR if kilometers is None else kilometers


def _told(one: StoreStock, ready: datetime | None, *, near: Near, here: str, at: datetime) -> StoreStock:
    return replace(
        one,
        distance=nearby.distance_words(nearby.distance(near, one.store)),
        ready="" if one.tone == "bad" else arriving.ready_words(ready, at=at),
        is_here=one.store.row.code.lower() == here.lower(),
    )
