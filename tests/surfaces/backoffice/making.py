"""Makers for the back office's pages: people at work, and an order that waits at a location."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.test import Client

from arasta.contexts.fulfillment.types import FulfillmentOrderRow
from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, StockLine
from arasta.contexts.orders.services import placing
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput, PlacedOrder
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.money import Money
from tests import makers

PASSWORD = "three blue kettles"


@dataclass(frozen=True)
class Waiting:
    """An order whose units are promised at a location, and what was asked of that location."""

    order: PlacedOrder
    variant: UUID
    place: UUID
    asked: FulfillmentOrderRow

    @property
    def order_url(self) -> str:
        return f"/office/orders/{to_public('ord', self.order.id)}"

    @property
    def asked_url(self) -> str:
        return f"/office/fulfillment/{to_public('ful', self.asked.id)}"

    @property
    def stock_url(self) -> str:
        return f"/office/stock/{to_public('var', self.variant)}"

    @property
    def place_key(self) -> str:
        return to_public("loc", self.place)


def come_in(client: Client, role: Role = Role.OWNER, *, locations: frozenset[UUID] = frozenset()) -> Client:
    """Add a member of staff and send them through the sign-in page."""
    email = f"{role}-{makers.some_id().hex[-6:]}@example.com"
    person = NewStaff(email=email, name="Olcay", role=role, password=PASSWORD, locations=locations)
    staff.add_staff([person], actor=SYSTEM)
    assert client.post("/office/sign-in", {"email": email, "password": PASSWORD}).status_code == 302
    return client


def make_waiting(
    *, units: int = 2, stock: int = 5, delivery: DeliveryKind = DeliveryKind.DELIVERY, channel: UUID | None = None
) -> Waiting:
    """Place an order of one variant at 10.00 TRY a unit, promise its units and ask the location to fulfill it."""
    place, variant, where = makers.make_location(), makers.make_variant(), channel or makers.make_channel()
    makers.receive(variant, place, stock)
    return make_promised(variant, place, where, units=units, delivery=delivery)


def make_promised(
    variant: UUID, place: UUID, where: UUID, *, units: int = 1, delivery: DeliveryKind = DeliveryKind.DELIVERY
) -> Waiting:
    """Place an order of units that are there, promise them and ask the location to fulfill it."""
    line = new_id()
    order = OrderInput(
        id=new_id(),
        channel_id=where,
        currency="TRY",
        lines=(LineInput(variant, "SKU", "Thing", "", units, Money(1000, "TRY"), Decimal("0.20"), id=line),),
        delivery=delivery,
        email="buyer@example.com",
        customer_name="Defne Korkmaz",
        location_id=place if delivery is DeliveryKind.PICKUP else None,
    )
    with db.transaction():
        placed = placing.place_orders([order], actor=SYSTEM)[0]
    promise = AllocationRequest(placed.id, where, (StockLine(variant, place, units, line),))
    allocations.allocate([promise], actor=SYSTEM)
    asked = source_orders([placed.id], at=makers.DAY, actor=SYSTEM)[0]
    return Waiting(placed, variant, place, asked)
