"""Makers of fulfillment orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from arasta.contexts.fulfillment.services import orders
from arasta.contexts.fulfillment.types import (
    DeliveryKind,
    FulfillmentOrderRow,
    FulfillmentOrderToOpen,
    FulfillmentStatus,
    LineToFulfill,
    ShipmentToMake,
)
from arasta.contexts.orders.types import PlacedOrder
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from tests import makers
from tests.makers_orders import make_order

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

STEPS = {
    FulfillmentStatus.OPEN: (),
    FulfillmentStatus.ACCEPTED: (orders.accept,),
    FulfillmentStatus.READY: (orders.accept, orders.mark_ready),
    FulfillmentStatus.CANCELED: (orders.cancel,),
}


def wanted(order: PlacedOrder, location: UUID, kind: DeliveryKind = DeliveryKind.DELIVERY) -> FulfillmentOrderToOpen:
    """Return a request for all of an order's lines."""
    lines = [
        LineToFulfill(line.id, line.variant_id, line.quantity, new_id(), line.sku, f"Product {line.sku}")
        for line in order.lines
    ]
    target = makers.make_location() if kind is DeliveryKind.BRING else None
    return FulfillmentOrderToOpen(order.id, order.number, location, kind, tuple(lines), target_id=target)


def opened(
    *,
    kind: DeliveryKind = DeliveryKind.DELIVERY,
    status: FulfillmentStatus = FulfillmentStatus.OPEN,
    quantities: Sequence[int] = (2, 1),
    location: UUID | None = None,
) -> FulfillmentOrderRow:
    """Open a fulfillment order and take it to a status."""
    place = location or makers.make_location()
    row = orders.open_fulfillment_orders([wanted(make_order(quantities=quantities), place, kind)], at=AT, actor=SYSTEM)[
        0
    ]
    for step in STEPS[status]:
        row = step([row.id], at=AT, actor=SYSTEM)[0]
    return row


def parcel(row: FulfillmentOrderRow, *units: int) -> ShipmentToMake:
    """Return a shipment of so many units of each line, or of all that is left."""
    quantities = {line.id: count for line, count in zip(row.lines, units, strict=False) if count} if units else None
    return ShipmentToMake(row.id, "Yurtiçi Kargo", "YK123", "https://track.example/YK123", quantities)
