"""Let goods leave: fulfillment, stock and the order book agree in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.services import leaving
from arasta.contexts.fulfillment.types import Left, ShipmentToMake
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import StockLine
from arasta.contexts.orders.services import statuses
from arasta.kernel import db
from arasta.kernel.access import Actor


def ship(shipments: Sequence[ShipmentToMake], *, at: datetime, actor: Actor) -> list[Left]:
    """Send goods with a carrier, all that is left of the fulfillment orders or a part."""
    with db.transaction():
        left = leaving.ship(shipments, at=at, actor=actor)
        _take_off_shelves(left, actor)
        tracking = {one.fulfillment_order_id: f"{one.carrier} {one.tracking_number}".strip() for one in shipments}
        for one in left:
            _note([one], note=tracking[one.fulfillment_order_id], actor=actor)
    return left


def hand_over(fulfillment_order_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> list[Left]:
    """Give pickups to their customers."""
    with db.transaction():
        left = leaving.hand_over(fulfillment_order_ids, at=at, actor=actor)
        _take_off_shelves(left, actor)
        _note(left, note="", actor=actor)
    return left


def _take_off_shelves(left: Sequence[Left], actor: Actor) -> None:
    """All levels are locked at once, in their order: parcel by parcel, two pickers would wait for each other."""
    allocations.ship(
        [
            (line.allocation_id, StockLine(line.variant_id, line.location_id, line.quantity, line.order_line_id))
            for one in left
            for line in one.lines
        ],
        actor=actor,
    )


def _note(left: Sequence[Left], *, note: str, actor: Actor) -> None:
    lines = [(line.order_line_id, line.quantity) for one in left for line in one.lines]
    statuses.record_shipped(lines, note=note, actor=actor)
