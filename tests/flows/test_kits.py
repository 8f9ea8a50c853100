"""A kit is sold on the site, at the till and on the marketplace like any product; what leaves the shelf is its parts."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentLineId, ShipmentToMake
from arasta.contexts.inventory.services import kits
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.orders.queries import orders as order_book
from arasta.flows.ordering.cancel_order import cancel_lines, cancel_order
from arasta.flows.ordering.price_cart import price_cart
from arasta.flows.ordering.ring_up_sale import ring_up_cash
from arasta.flows.shipping.ship import ship
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.money import Money
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.ordering.till import CASHIER, make_till
from tests.flows.stall import Stall
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)

Parts = tuple[UUID, UUID]


def as_kit(kit: UUID, place: UUID, *, boxes: int, cups: int) -> Parts:
    """Let a variant consist of one box and two cups, of which so many lie at a place."""
    box, cup = makers.make_variants(2)
    kits.set_kits([KitInput(kit, ((box, 1), (cup, 2)))], actor=SYSTEM)
    for part, units in ((box, boxes), (cup, cups)):
        makers.receive(part, place, units)
    return box, cup


def shop_with_kits(*, boxes: int = 5, cups: int = 10) -> tuple[Shop, Parts]:
    shop = open_shop()
    return shop, as_kit(shop.variant, shop.warehouse, boxes=boxes, cups=cups)


def levels(parts: Parts, place: UUID) -> list[tuple[int, int, int]]:
    return [makers.level_of(part, place) for part in parts]


def place(shop: Shop, units: int) -> UUID:
    order = shop.order(shop.cart(units)).order
    assert order is not None
    source_orders([order.id], at=makers.DAY, actor=SYSTEM)
    return order.id


def test_the_site_offers_what_the_parts_make_and_its_order_is_picked_as_kits(staff: Actor) -> None:
    shop, parts = shop_with_kits(boxes=5, cups=7)

    offered = price_cart(shop.cart(1), at=makers.DAY).lines[0].offered
    [row] = fulfillment.of_orders([place(shop, 3)])

    assert offered == 3
    assert [(line.variant_id, line.quantity) for line in row.lines] == [(shop.variant, 3)]
    assert levels(parts, shop.warehouse) == [(5, 3, 0), (7, 6, 0)]
    assert find_lies() == []


def test_a_part_of_the_kits_ships_then_the_rest(staff: Actor) -> None:
    shop, parts = shop_with_kits()
    order = place(shop, 3)
    [row] = fulfillment.of_orders([order])
    requests.accept([row.id], at=makers.DAY, actor=staff)
    one = {FulfillmentLineId(row.lines[0].id): 1}

    ship([ShipmentToMake(row.id, "Carrier", "T1", quantities=one)], at=makers.DAY, actor=staff)
    between = levels(parts, shop.warehouse)
    ship([ShipmentToMake(row.id, "Carrier", "T2")], at=makers.DAY, actor=staff)

    assert between == [(4, 2, 0), (8, 4, 0)]
    assert levels(parts, shop.warehouse) == [(2, 0, 0), (4, 0, 0)]
    assert order_book.order(order).lines[0].shipped == 3
    assert find_lies() == []


def test_canceling_frees_the_parts() -> None:
    shop, parts = shop_with_kits()
    order = place(shop, 3)

    cancel_order(order, reason="changed my mind", at=makers.DAY, actor=SYSTEM)

    assert levels(parts, shop.warehouse) == [(5, 0, 0), (10, 0, 0)]
    assert find_lies() == []


def test_canceling_one_of_three_asks_anew_for_two() -> None:
    shop, parts = shop_with_kits()
    order = place(shop, 3)
    line = order_book.order(order).lines[0]

    cancel_lines(order, {line.id: 1}, reason="one is enough less", at=makers.DAY, actor=SYSTEM)
    source_orders([order], at=makers.DAY, actor=SYSTEM)

    assert levels(parts, shop.warehouse) == [(5, 2, 0), (10, 4, 0)]
    assert [row.units_left for row in fulfillment.of_orders([order]) if row.status == "open"] == [2]
    assert find_lies() == []


def test_the_till_sells_a_kit() -> None:
    till = make_till(on_shelf=1)
    kit = makers.make_variant()
    makers.make_price(kit, 24990)
    parts = as_kit(kit, till.store, boxes=1, cups=3)

    ring_up_cash(
        replace(till, variant=kit).cart(),
        register=till.register,
        tendered=Money(50000, "TRY"),
        at=makers.DAY,
        actor=CASHIER,
    )

    assert levels(parts, till.store) == [(0, 0, 0), (1, 0, 0)]
    assert find_lies() == []


def test_the_marketplace_hears_of_a_kit_when_its_parts_change_and_sells_it(stall: Stall) -> None:
    [kit] = stall.describe(BARCODE)
    parts = as_kit(kit, stall.warehouse, boxes=4, cups=9)
    stall.publish()
    stall.round()
    before = stall.shown()

    makers.receive(parts[0], stall.warehouse, 6)
    stall.take_away(parts[1], 3)
    stall.round()
    after = stall.shown()
    stall.buy(2)
    stall.pull()

    assert (before, after) == (4, 3)
    assert levels(parts, stall.warehouse) == [(10, 2, 0), (6, 4, 0)]
    assert stall.parked() == []
    assert find_lies() == []
