"""What stands at a product in a store: its price there, its stars, a review; composed in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from arasta.contexts.catalog.queries import assortment, variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, ChannelKind
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import LocationKind, UnknownLocation
from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.types import PriceRow
from arasta.contexts.reviews.queries import reviews
from arasta.contexts.reviews.types import ReviewRow, Summary

OPEN_TO_SHOPPERS = {LocationKind.STORE, LocationKind.POPUP, LocationKind.PARTNER}
_OWN_KINDS = {ChannelKind.STORE: 0, ChannelKind.POPUP: 0, ChannelKind.WEB: 1}


@dataclass(frozen=True, slots=True)
class Store:
    """A store and the channel on which it sells."""

    row: LocationRow
    channel: Channel


@dataclass(frozen=True, slots=True)
class Tag:
    """A variant at its shelf."""

    variant: VariantRow
    price: PriceRow


@dataclass(frozen=True, slots=True)
class Praise:
    """The stars of a product and the review that tells most; both may be missing."""

    summary: Summary | None
    review: ReviewRow | None

    @property
    def whole(self) -> int:
        """The stars to draw."""
        return int(self.summary.average + Decimal("0.5")) if self.summary else 0


def stores(*, language: str) -> list[LocationRow]:
    """Return the places where shoppers stand at shelves."""
    return [row for row in locations.locations(language=language) if row.kind in OPEN_TO_SHOPPERS]


def store(code: str, *, language: str = "") -> Store:
    """Return a store by code, in a language or in that of its channel. Raises UnknownLocation."""
    row = locations.by_code(code, language=language or "en")
    found = _channel_at(row.id) if row.kind in OPEN_TO_SHOPPERS else None
    if found is None:
        raise UnknownLocation(location=code[:60])
    return Store(row if language else locations.by_code(code, language=found.language), found)


def tags(where: Store, skus: Sequence[str], *, language: str, at: datetime) -> list[Tag]:
    """Return the variants in the store's range, in the order given; what has no price there is left out."""
    found = variants.variants_by_sku(skus, language=language)
    priced = prices.prices(
        [row.id for row in found.values()], channel_id=where.channel.id, currency=where.channel.currency, at=at
    )
    sold = assortment.within({row.product_id for row in found.values()}, categories=where.channel.sold_categories)
    wanted = [found[sku] for sku in dict.fromkeys(skus) if sku in found]
    return [Tag(row, priced[row.id]) for row in wanted if row.is_active and row.id in priced and row.product_id in sold]


def praise(product_id: UUID, *, language: str) -> Praise:
    """Return what buyers say of a product."""
    summary = reviews.summaries([product_id]).get(product_id)
    return Praise(summary, reviews.telling(product_id, language=language) if summary else None)


def _channel_at(location_id: UUID) -> Channel | None:
    """Return the channel on which a place sells: its own till's first, else the web shop that it serves."""
    known = {one.id: one for one in channels.channels() if one.kind in _OWN_KINDS}
    serving = channels.locations_of_many(list(known))
    here = [known[key] for key, places in serving.items() if any(place.location_id == location_id for place in places)]
    return min(here, key=lambda one: (_OWN_KINDS[one.kind], len(serving[one.id]), one.code), default=None)
