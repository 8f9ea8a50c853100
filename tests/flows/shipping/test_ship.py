"""Parcels leave together: stock, the order book and fulfillment agree, and pickers never wait for each other in a ring."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus, ShipmentToMake
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, StockLine
from arasta.contexts.orders.services import placing
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput, PlacedOrder
from arasta.flows.shipping.ship import ship
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.racing import race_all

pytestmark = pytest.mark.django_db(transaction=True)


def place(variants: list[UUID], location: UUID, channel: UUID) -> PlacedOrder:
    """Place an order of one unit of each variant, promised at a location."""
    lines = tuple(LineInput(key, "SKU", "Thing", "", 1, Money(1000, "TRY"), Decimal("0.20")) for key in variants)
    order = OrderInput(new_id(), channel, "TRY", lines, DeliveryKind.DELIVERY, cart_id=new_id())
    with db.transaction():
        placed = placing.place_orders([order], actor=SYSTEM)[0]
        promises = tuple(StockLine(line.variant_id, location, line.quantity, line.id) for line in placed.lines)
        allocations.allocate([AllocationRequest(placed.id, channel, promises)], actor=SYSTEM)
    return placed


def test_two_pickers_with_the_same_goods_do_not_block_each_other(staff: Actor) -> None:
    location, channel, variants = makers.make_location(), makers.make_channel(), makers.make_variants(6)
    for variant in variants:
        makers.receive(variant, location, 50)
    orders = [place(variants if step % 2 else variants[::-1], location, channel) for step in range(12)]
    source_orders([order.id for order in orders], at=makers.DAY, actor=SYSTEM)
    rows = fulfillment.of_orders([order.id for order in orders])
    requests.accept([row.id for row in rows], at=makers.DAY, actor=staff)
    parcels = [ShipmentToMake(row.id, "Carrier", f"T{row.number}") for row in rows]

    answers = race_all(
        [
            lambda: ship(parcels[:6], at=makers.DAY, actor=staff),
            lambda: ship(parcels[6:], at=makers.DAY, actor=staff),
        ]
    )

    assert [len(answer) for answer in answers if not isinstance(answer, Exception)] == [6, 6]
    rows = fulfillment.of_orders([order.id for order in orders])
    assert {row.status for row in rows} == {FulfillmentStatus.SHIPPED}
    assert {makers.level_of(variant, location) for variant in variants} == {(38, 0, 0)}
    assert [lie for lie in find_lies() if "payments" not in str(lie)] == []
