"""Read what a shop's landing pages say of everything it sells: the same prices, stock and addresses, chunk by chunk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode
from uuid import UUID

from arasta.contexts.catalog.queries import assortment, everything
from arasta.contexts.catalog.queries.everything import Whole
from arasta.contexts.catalog.types import PRODUCT_PREFIX
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, ChannelKind, LocationPlace
from arasta.contexts.channels.types.feeds import Availability, FeedChunk, FeedOffer, StoreStock
from arasta.contexts.inventory.queries import at_once, availability, locations, promises
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.types import PriceRow
from arasta.kernel.ids import to_public

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_TILLS = (ChannelKind.STORE, ChannelKind.POPUP)

Read = Callable[[UUID, UUID | None], Iterator[FeedChunk]]
Priced = Mapping[tuple[UUID, int], PriceRow]


@dataclass(frozen=True, slots=True)
class _Store:
    """A place that hands out what the shop sells, and the channel whose prices hold there."""

    code: str
    location_id: UUID
    channel_id: UUID


@dataclass(frozen=True, slots=True)
class _Shop:
    channel: Channel
    places: Sequence[LocationPlace]
    stores: Sequence[_Store]
    base: str

    @property
    def location_ids(self) -> list[UUID]:
        return [place.location_id for place in self.places]


@dataclass(frozen=True, slots=True)
class _Stock:
    """What the shop may show of a variant, and what is free at each location that has a level of it."""

    total: int
    by_location: Mapping[UUID, int]


def reader(shop_id: UUID, *, language: str, base: str, at: datetime, with_stores: bool) -> Read:
    """Return a way to read the offers of a shop between two products, in chunks; without the second, all to the last.

    `base` is the shop's own address; stores are looked at only if wanted.
    """
    shop = _shop(shop_id, base, with_stores)

    def read(after: UUID, upto: UUID | None) -> Iterator[FeedChunk]:
        for last, chunk in everything.variants_in_chunks(language=language, after=after, upto=upto):
            yield FeedChunk(last, _offers(shop, chunk, at))

    return read


def _offers(shop: _Shop, chunk: Sequence[Whole], at: datetime) -> list[FeedOffer]:
    shown = assortment.within({one.product_id for one in chunk}, categories=shop.channel.sold_categories)
    chunk = [one if one.product_id in shown else replace(one, is_active=False) for one in chunk]
    sold = [one.id for one in chunk if one.is_active]
    priced = _prices(sold, shop.channel.id, shop, at)
    stock = _stock(shop, sold)
    missing = [key for key in sold if not stock[key].total]
    ships = [place.location_id for place in shop.places if place.ships]
    coming = promises.rooms(missing, channel_id=shop.channel.id, location_ids=ships) if missing else {}
    tills = {store.channel_id: _prices(sold, store.channel_id, shop, at) for store in shop.stores}
    groups = {key: to_public(PRODUCT_PREFIX, key) for key in {one.product_id for one in chunk}}
    return [
        _offer(
            shop,
            one,
            groups[one.product_id],
            priced.get((one.id, 1)),
            stock.get(one.id),
            coming.get(one.id),
            _stores(shop, one, stock.get(one.id), tills),
        )
        for one in chunk
    ]


def _stock(shop: _Shop, keys: Sequence[UUID]) -> dict[UUID, _Stock]:
    """Ask the short way for what has levels, the long one for the rest: kits, and what never came."""
    numbered = {place: str(number) for number, place in enumerate(shop.location_ids)}
    places = at_once.Places.of(numbered)
    found: dict[UUID, _Stock] = {}
    for number, total, free in at_once.at_once(keys, channel_id=shop.channel.id, places=places):
        found[keys[number - 1]] = _Stock(total, _by_location(shop, free) if shop.stores else {})
    rest = [key for key in keys if key not in found]
    if rest:
        other = availability.offered(rest, channel_id=shop.channel.id, location_ids=shop.location_ids)
        found |= {key: _Stock(one.total, one.by_location) for key, one in other.items()}
    return found


def _by_location(shop: _Shop, free: str) -> dict[UUID, int]:
    pairs = (pair.split(":") for pair in free.split(","))
    return {shop.places[int(place)].location_id: int(units) for place, units in pairs}


def _prices(keys: Sequence[UUID], channel_id: UUID, shop: _Shop, at: datetime) -> Priced:
    wanted = [(key, 1) for key in keys]
    return prices.unit_prices(wanted, channel_id=channel_id, currency=shop.channel.currency, at=at)


def _offer(
    shop: _Shop,
    one: Whole,
    group: str,
    price: PriceRow | None,
    stock: _Stock | None,
    later: Quote | None,
    stores: Sequence[StoreStock],
) -> FeedOffer:
    chosen = urlencode([(option, value) for option, value, _ in one.options]) if one.options else ""
    link = f"{shop.base}/p/{one.handle if _PLAIN.fullmatch(one.handle) else quote(one.handle, safe='')}"
    total = stock.total if stock else 0
    return FeedOffer(
        variant_id=one.id,
        group=group,
        sku=one.sku,
        title=one.title,
        link=f"{link}?{chosen}" if chosen else link,
        is_sold=one.is_active,
        price=price.price if price else None,
        compare_at=price.compare_at if price else None,
        availability=_availability(total, later),
        available_on=later.promised_on if later and not total else None,
        quantity=total,
        gtin=one.gtin,
        brand=one.brand,
        description=one.description,
        category=one.category,
        options=[(option, name) for option, _, name in one.options],
        options_text=" / ".join([name for _, _, name in one.options]),
        images=[address if address.startswith("http") else shop.base + address for address in one.pictures],
        weight_grams=one.weight_grams,
        stores=stores,
    )


def _availability(total: int, later: Quote | None) -> Availability:
    if total:
        return Availability.IN_STOCK
    if later:
        return Availability.PREORDER if later.is_preorder else Availability.BACKORDER
    return Availability.OUT_OF_STOCK


def _stores(shop: _Shop, one: Whole, stock: _Stock | None, tills: Mapping[UUID, Priced]) -> list[StoreStock]:
    """Say what each store has that ever had any of it, at the price of its till; never more than the shop may show."""
    if stock is None:
        return []
    found = []
    for store in shop.stores:
        if store.location_id in stock.by_location:
            price = tills[store.channel_id].get((one.id, 1))
            units = min(stock.by_location[store.location_id], stock.total)
            if price:
                found.append(StoreStock(store.code, units, price.price, price.compare_at))
    return found


def _shop(shop_id: UUID, base: str, with_stores: bool) -> _Shop:
    channel = channels.channel_by_id(shop_id)
    places = channels.locations_of(shop_id)
    stores: list[_Store] = []
    if with_stores:
        codes = {row.id: row.code for row in locations.locations()}
        tills = _tills(channel)
        stores = [
            _Store(codes[place.location_id], place.location_id, tills.get(place.location_id, shop_id))
            for place in places
            if place.picks_up and place.location_id in codes
        ]
    return _Shop(channel, places, stores, base.rstrip("/"))


def _tills(shop: Channel) -> dict[UUID, UUID]:
    """Return for each location the channel of its tills, where they sell in the shop's currency."""
    tills = [one for one in channels.channels() if one.kind in _TILLS and one.currency == shop.currency]
    served = channels.locations_of_many([one.id for one in tills])
    return {place.location_id: channel for channel, places in served.items() for place in places}
