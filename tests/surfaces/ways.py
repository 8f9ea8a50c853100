"""A shop with a store that has a register, hours and bays, a customer who fetches an order there, and staff at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.test import Client

from arasta.contexts.payments.ports import register_gateway
from arasta.contexts.pickup.services import places
from arasta.contexts.pickup.types import PlaceToSave, Terms, spans_of
from arasta.contexts.registers.types import RegisterRow
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.surfaces.pos.counter import Counter, stand_at
from tests.surfaces.storefront.shopping import Provider, Shop, open_shop, pay, pick_up

SKU = "SHIRT-RED-S"
ALWAYS = {weekday: spans_of("00:00-24:00") for weekday in range(7)}
NOON = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Ways:
    """The shop, its store's register, and the member of staff who stands at it."""

    shop: Shop
    register: RegisterRow
    staff: Client

    @property
    def store(self) -> UUID:
        return self.shop.kadikoy


def open_ways(settings: Any, **terms: int) -> Ways:
    """Open a store that never closes, with the terms given, and put three shirts on its shelf."""
    provider = Provider()
    settings.SHOP_PAYMENT_PROVIDER = "shop-fake"
    register_gateway("shop-fake", lambda: provider)
    shop = open_shop(provider)
    shop.stock(SKU, kadikoy=3)
    set_terms(shop.kadikoy, **terms)
    register = makers.make_register(shop.kadikoy, code="KADIKOY-1")
    counter = Counter(register, shop.kadikoy, shop.variants[SKU], SKU)
    return Ways(shop, register, stand_at(counter, email="deniz@example.com"))


def set_terms(place: UUID, **terms: int) -> None:
    """Let a place be open at all times, on these terms."""
    places.save_places([PlaceToSave(place, Terms(**terms), ALWAYS, {})])


def order_for_pickup(ways: Ways, client: Client, *, quantity: int = 1) -> str:
    """Buy shirts to be fetched in the store; return the word of the order's link."""
    ways.shop.put_in(client, SKU, quantity)
    pick_up(client, ways.store)
    answer = pay(client)
    source(ways)
    return str(answer["Location"]).removesuffix("?thanks=1").rpartition("/")[2]


def source(ways: Ways) -> None:
    """Do what the worker does once an order is placed."""
    source_orders([ways.shop.orders()[0].row.id], at=makers.DAY, actor=SYSTEM)


def part_of(ways: Ways) -> str:
    """Return the public id of the newest order's fulfillment order."""
    from arasta.contexts.fulfillment.queries import orders as fulfillment

    return to_public("ful", fulfillment.of_orders([ways.shop.orders()[0].row.id])[-1].id)


def step(ways: Ways, act: str, key: str, **given: str) -> HttpResponseBase:
    """Let the member of staff press a button of a pickup."""
    return ways.staff.post(f"/till/pickups/{key}/{act}", given)
