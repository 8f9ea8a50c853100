"""Learn from orders what is popular and what goes together, and tell the shelves what a channel offers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.catalog.queries import owners
from arasta.contexts.catalog.services import standings
from arasta.contexts.catalog.types import OfferTold
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.discovery.services import companions
from arasta.contexts.inventory.queries import availability
from arasta.contexts.orders.queries import together
from arasta.contexts.pricing.queries import prices

LOOKED_AT = timedelta(days=60)
MOST_ORDERS = 50_000
_LEAST_ORDERS = 2
_MOST_EACH = 12
_PRODUCTS_AT_ONCE = 500


def learn_from_orders(*, at: datetime) -> None:
    """Count the units and the pairs of the last weeks, and replace what was known before."""
    since = at - LOOKED_AT
    units, pairs = together.units_sold(since=since), together.pairs(since=since, most_orders=MOST_ORDERS)
    product_of = owners.products_of({*units, *(key for one, other, _ in pairs for key in (one, other))})
    popularity: Counter[UUID] = Counter()
    for variant, sold in units.items():
        if variant in product_of:
            popularity[product_of[variant]] += sold
    standings.tell_popularity(dict(popularity))
    met: Counter[tuple[UUID, UUID]] = Counter()
    for one, other, orders in pairs:
        if one in product_of and other in product_of and product_of[one] != product_of[other]:
            first, second = sorted((product_of[one], product_of[other]))
            met[first, second] += orders
    seen: Counter[UUID] = Counter()
    kept = []
    for (first, second), orders in met.most_common():
        if orders >= _LEAST_ORDERS and min(seen[first], seen[second]) < _MOST_EACH:
            seen.update((first, second))
            kept.append((first, second, orders))
    companions.learn(kept)


def tell_offers(channel: Channel, *, at: datetime) -> None:
    """Tell the shelves the lowest price of each product on a channel and whether any of it is there."""
    places = [place.location_id for place in channels.locations_of(channel.id)]
    after = None
    while part := owners.sold_products(after=after, limit=_PRODUCTS_AT_ONCE):
        ids = [variant for _, variants in part for variant in variants]
        priced = prices.prices(ids, channel_id=channel.id, currency=channel.currency, at=at)
        stock = availability.offered(ids, channel_id=channel.id, location_ids=places)
        told = []
        for product, variants in part:
            amounts = [priced[variant].price.minor for variant in variants if variant in priced]
            if amounts:
                is_there = any(stock[variant].total for variant in variants if variant in priced)
                told.append(OfferTold(product, min(amounts), is_there))
        standings.tell_offers(
            told, looked_at=[product for product, _ in part], channel_id=channel.id, currency=channel.currency
        )
        after = part[-1][0]
