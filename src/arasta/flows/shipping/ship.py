"""Let goods leave: fulfillment, stock and the order book agree in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import leaving
from arasta.contexts.fulfillment.types import FulfillmentLineId, Left, ShipmentToMake
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import StockLine, Traced
from arasta.contexts.orders.services import statuses
from arasta.kernel import db
from arasta.kernel.access import Actor

Named = Mapping[FulfillmentLineId, tuple[Traced, ...]]


def ship(shipments: Sequence[ShipmentToMake], *, traced: Named | None = None, at: datetime, actor: Actor) -> list[Left]:
    """Send goods with a carrier, all that is left of the fulfillment orders or a part.

    `traced`: which lots or units leave, by fulfillment line. Raises what inventory refuses of them.
    """
    with db.transaction():
        _lock_orders([one.fulfillment_order_id for one in shipments])
        left = leaving.ship(shipments, at=at, actor=actor)
        tracking = {one.fulfillment_order_id: f"{one.carrier} {one.tracking_number}".strip() for one in shipments}
        _take_off_shelves(left, traced, actor)
        for one in left:
            statuses.record_shipped(_units([one]), note=tracking[one.fulfillment_order_id], actor=actor)
    return left


def hand_over(
    fulfillment_order_ids: Sequence[UUID], *, traced: Named | None = None, at: datetime, actor: Actor
) -> list[Left]:
    """Give pickups to their customers. `traced`: which lots or units leave, by fulfillment line."""
    with db.transaction():
        _lock_orders(fulfillment_order_ids)
        left = leaving.hand_over(fulfillment_order_ids, at=at, actor=actor)
        _take_off_shelves(left, traced, actor)
        statuses.record_shipped(_units(left), actor=actor)
    return left


def _lock_orders(fulfillment_order_ids: Sequence[UUID]) -> None:
    """Lock the orders before their fulfillment orders and levels, as whoever cancels does."""
    statuses.lock(fulfillment.order_ids_of(fulfillment_order_ids))


def _take_off_shelves(left: Sequence[Left], traced: Named | None, actor: Actor) -> None:
    """All levels are locked at once, in their order: parcel by parcel, two pickers would wait for each other."""
    named = traced or {}
    allocations.ship(
        [
            (
                line.allocation_id,
                StockLine(
                    line.variant_id,
                    line.location_id,
                    line.quantity,
                    line.order_line_id,
                    traced=named.get(line.line_id, ()),
                ),
            )
            for one in left
            for line in one.lines
        ],
        actor=actor,
    )


def _units(left: Sequence[Left]) -> list[tuple[UUID, int]]:
    return [(line.order_line_id, line.quantity) for one in left for line in one.lines]
