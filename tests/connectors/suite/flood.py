"""A flood of changes: very many goods put on offer, then all sold or found again, then all at new prices; calls counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import unquote
from uuid import UUID

import httpx

from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import outbound, sync
from arasta.contexts.channels.services import content, listings
from arasta.contexts.channels.types import Listing, ListingInput, Op
from arasta.contexts.channels.types.outbound import Rollout
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import StockLine
from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.flows.publishing.poll_tickets import poll_tickets
from arasta.flows.publishing.publish_listings import publish_waiting
from arasta.flows.publishing.push_offers import push_offers
from arasta.flows.publishing.push_queue import TOPICS
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from arasta.kernel.money import Money
from tests import makers
from tests.connectors.suite.house import House
from tests.connectors.suite.rig import PRICE_MINOR, Rig
from tests.makers_catalog import save_plain_products

T = TypeVar("T")

AT_ONCE = 1_000
SOLD_OUT_SHARE = 100
PAUSE = 5
APPROVED = 3600
UNITS = 5
SLOWED = {"woocommerce": "calls_per_minute"}
"""The settings that lift a limit for other tests; here the channel has the one that a merchant begins with."""


Names = Callable[[httpx.Request], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Channel:
    """How a channel is told: the goods that a call names, in their order (none: it tells nothing), what a listing is
    called when its stock is told, how many goods one call can tell at most of content, of stock, and of prices, and how
    many calls of their own the first that sold out are worth.
    """

    names: Names
    called: Callable[[Listing], str]
    most: Mapping[Op, int]
    apart: int = 0


@dataclass(frozen=True, kw_only=True)
class Told:
    """What telling took: calls that tell and others, the fewest there can be, seconds of the channel's time."""

    goods: int
    calls: int
    others: int
    fewest: int
    seconds: int
    names: Sequence[str]


def opened(rig: Rig) -> Rig:
    """Return a rig with the limits of the real channel."""
    lifted = SLOWED.get(rig.connector)
    if lifted:
        settings = {name: value for name, value in rig.account.settings.items() if name != lifted}
        rig.account = replace(rig.account, settings=settings)
    return rig


class Flood:
    """Goods of a house, and everything that changes about them."""

    def __init__(self, house: House, count: int) -> None:
        self.house, self.rig = house, house.rig
        self.channel = CHANNELS[house.rig.connector]
        self.codes = [f"869{number:010}" for number in range(count)]
        self.variants = [key for some in _parts(self.codes) for key in save_plain_products(some)]
        self.price(PRICE_MINOR)
        self._receive(self.variants, UNITS)
        described = self.rig.describe(self.codes[0])
        says = {"description": described.description, "images": "\n".join(described.images), "brand": described.brand}
        named = {f"fact:{name}": value for name, value in described.facts.items()}
        named |= {f"attribute:{name}": value for name, value in described.attributes.items()}
        content.save_templates(house.channel, {**says, **named, "category": described.category})
        for codes, keys in zip(_parts(self.codes), _parts(self.variants), strict=True):
            wanted = [ListingInput(variant_id=key, external_id=code) for key, code in zip(keys, codes, strict=True)]
            listings.save_listings(house.channel, wanted, actor=SYSTEM)

    def run(self) -> tuple[Told, Told, Told]:
        """Let all of it happen; return what telling content, stock and prices took. What sold out was told first."""
        told = self.publish()
        self.forget()
        gone = self.sell()
        stock = self.tell(Op.STOCK)
        self.price(PRICE_MINOR + 500)
        assert set(stock.names[: len(gone)]) == set(gone)
        return told, stock, self.tell(Op.PRICE)

    def publish(self) -> Told:
        """Put all goods on offer, until the channel has them."""
        told = self._told(Op.LISTING, lambda: publish_waiting(self.house.installation, at=self.rig.now))
        self.rig.wait(APPROVED)
        self.rig.wait(APPROVED)
        return told

    def sell(self) -> Sequence[str]:
        """Find one more of each, and none of some any more, those that come last; return what these are called there."""
        gone = self.variants[len(self.variants) // 2 :: SOLD_OUT_SHARE]
        self._receive(self.variants, 1)
        for some in _parts(gone):
            lines = [Correction(key, self.house.warehouse, -UNITS - 1) for key in some]
            levels.adjust(lines, reason="missing", actor=SYSTEM)
        return [self.channel.called(row) for row in self.rows(gone)]

    def price(self, minor: int) -> None:
        """Let all cost so much."""
        currency = self.rig.account.currency
        base = f"base-{currency.lower()}"
        makers.make_price(self.variants[0], minor, currency=currency)
        for some in _parts(self.variants):
            given = [PriceInput(price_list=base, variant_id=key, price=Money(minor, currency)) for key in some]
            prices.set_prices(given, now=makers.DAY, actor=SYSTEM)

    def tell(self, op: Op) -> Told:
        """Tell all that changed, until the channel knows it."""
        return self._told(op, lambda: push_offers(self.house.installation, at=self.rig.now))

    def rows(self, keys: Sequence[UUID]) -> list[Listing]:
        """Return the listings of some variants."""
        return [row for some in _parts(keys) for row in listing_reads.listings_of(some, channel_id=self.house.channel)]

    def _told(self, op: Op, act: Callable[[], int]) -> Told:
        installation = self.house.installation
        self.rig.calls.clear()
        began = self.rig.now
        while not self._knows(op):
            act()
            poll_tickets(installation, at=self.rig.now)
            if not self._knows(op):
                self.rig.wait(PAUSE)
        named = [names for call in self.rig.calls if (names := self.channel.names(call))]
        return Told(
            goods=len(self.codes),
            calls=len(named),
            others=len(self.rig.calls) - len(named),
            fewest=-(-len(self.codes) // self.channel.most[op]),
            seconds=round((self.rig.now - began).total_seconds()),
            names=[name for names in named for name in names],
        )

    def forget(self) -> None:
        """Tell nothing of what waits."""
        listener = self.house.installation.listener
        for topic in TOPICS:
            while taken := dirty.take(topic, listener, limit=AT_ONCE):
                dirty.settle(topic, listener, taken)

    def _knows(self, op: Op) -> bool:
        installation = self.house.installation
        if sync.due_tickets(self.rig.now + timedelta(days=1), installation_id=installation.id, limit=1):
            return False
        if op is Op.LISTING:
            return not outbound.waiting_drafts(self.house.channel, Rollout(), limit=1)
        return not dirty.keys_waiting(installation.listener, topics=TOPICS, limit=1)

    def _receive(self, keys: Sequence[UUID], units: int) -> None:
        for some in _parts(keys):
            lines = [StockLine(key, self.house.warehouse, units) for key in some]
            levels.receive(lines, reference="opening", actor=SYSTEM)


def _parts(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]


def _body(call: httpx.Request) -> dict[str, Any]:
    return dict(json.loads(call.content)) if call.content[:1] == b"{" else {}


def _in_amazon(call: httpx.Request) -> Sequence[str]:
    if call.method == "PATCH":
        return [call.url.path.rpartition("/")[2]]
    return [one["sku"] for one in _body(call).get("messages", [])]


def _in_google(call: httpx.Request) -> Sequence[str]:
    if call.method == "GET" or "productInputs" not in call.url.path:
        return []
    return [_body(call).get("offerId") or unquote(call.url.path).rpartition("~")[2]]


def _in_meta(call: httpx.Request) -> Sequence[str]:
    return [one["data"]["id"] for one in _body(call).get("requests", [])]


def _in_shopify(call: httpx.Request) -> Sequence[str]:
    asked = _body(call)
    query, given = asked.get("query", ""), asked.get("variables", {})
    if "productSet(" in query:
        return [one["sku"] for one in given["input"]["variants"]]
    if "inventorySetQuantities(" in query:
        return [one["inventoryItemId"].rpartition("/")[2] for one in given["input"]["quantities"]]
    return [one["id"] for one in given["variants"]] if "productVariantsBulkUpdate(" in query else []


def _in_trendyol(call: httpx.Request) -> Sequence[str]:
    return [one["barcode"] for one in _body(call).get("items", [])]


def _in_woocommerce(call: httpx.Request) -> Sequence[str]:
    said = _body(call)
    return [str(one.get("id") or one["sku"]) for one in [*said.get("create", []), *said.get("update", [])]]


def _code(row: Listing) -> str:
    return row.external_id


def _ref(name: str) -> Callable[[Listing], str]:
    return lambda row: row.refs[name]


def _alike(most: int) -> Mapping[Op, int]:
    return {Op.LISTING: most, Op.STOCK: most, Op.PRICE: most}


CHANNELS: Mapping[str, Channel] = {
    "amazon": Channel(names=_in_amazon, called=_code, most=_alike(25_000), apart=5),
    "google": Channel(names=_in_google, called=_code, most=_alike(1)),
    "meta": Channel(names=_in_meta, called=_code, most=_alike(5_000)),
    "shopify": Channel(
        names=_in_shopify,
        called=_ref("inventory_item"),
        most={Op.LISTING: 1, Op.STOCK: 250, Op.PRICE: 1},
    ),
    "trendyol": Channel(names=_in_trendyol, called=_code, most=_alike(1_000)),
    "woocommerce": Channel(names=_in_woocommerce, called=_ref("product_id"), most=_alike(100)),
}
