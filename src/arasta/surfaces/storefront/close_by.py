"""What a shopper who said where they are can fetch close by: the nearest store, and what of a page lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.catalog.types import ProductCard
from arasta.surfaces.storefront import arriving, nearby
from arasta.surfaces.storefront.cards import CardView, offered
from arasta.surfaces.storefront.nearby import Near
from arasta.surfaces.storefront.places import StoreView
from arasta.surfaces.storefront.shop import Shop

MOST = 4
FARTHEST = 60.0
"""Kilometers that somebody may go for a pickup; whoever lives farther off is told nothing."""


@dataclass(frozen=True, slots=True)
class CloseBy:
    """A store, how far it is, when it has an order ready that is placed now, and what lies there."""

    store: StoreView
    distance: str
    ready: str
    cards: list[CardView]


def close_by(
    shop: Shop,
    stores: Sequence[StoreView],
    cards: Sequence[ProductCard],
    views: Mapping[UUID, CardView],
    *,
    near: Near,
    at: datetime,
) -> CloseBy | None:
    """Return the nearest store that hands out, with those of the cards that lie there; nothing if none is close."""
    far = {one.id: nearby.distance(near, one) for one in stores if one.picks_up and one.is_ours}
    kilometers, key = min(((way, key) for key, way in far.items() if way is not None), default=(FARTHEST, None))
    if key is None or kilometers >= FARTHEST:
        return None
    stock = offered(shop, [variant for card in cards for variant in card.variant_ids])
    there = [
        views[card.id]
        for card in cards
        if card.id in views and any(stock[variant].by_location.get(key) for variant in card.variant_ids)
    ]
    ready = arriving.ready_words(arriving.ready_at([key], at=at).get(key), at=at)
    store = next(one for one in stores if one.id == key)
    return CloseBy(store, nearby.distance_words(kilometers), ready, there[:MOST])
