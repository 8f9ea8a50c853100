"""Write down that parcels reached their customers, on the word of the carrier, of staff or of the marketplace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.fulfillment.events import ShipmentDelivered
from arasta.contexts.fulfillment.services.moves import AnotherLocationsWork
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.outbox.publishing import publish

_PLACES = """
SELECT s.id, f.location_id, f.number FROM fulfillment_shipment s JOIN fulfillment_order f ON f.id = s.fulfillment_order_id
WHERE s.id = ANY(%s)
"""

_DELIVER = """
UPDATE fulfillment_shipment s SET delivered_at = %(at)s FROM fulfillment_order f
WHERE f.id = s.fulfillment_order_id AND s.delivered_at IS NULL
  AND (s.id = ANY(%(shipments)s) OR f.order_id = ANY(%(orders)s))
RETURNING f.id, f.number, f.order_id, f.location_id, f.kind, s.id
"""


class UnknownShipment(Missing):
    """No parcel has that id."""

    code = "unknown_shipment"
    template = gettext_noop("There is no such parcel.")


def mark_delivered(shipment_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> int:
    """Say that parcels arrived and return how many had not before; publishes ShipmentDelivered for those.

    Raises UnknownShipment, AnotherLocationsWork.
    """
    with db.transaction():
        found = db.rows(_PLACES, [list(shipment_ids)])
        if len(found) < len(set(shipment_ids)):
            raise UnknownShipment
        for _key, location_id, number in found:
            if not actor.may_at(location_id):
                raise AnotherLocationsWork(number=number)
        return _deliver({"at": at, "shipments": list(shipment_ids), "orders": []}, actor)


def mark_orders_delivered(order_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> int:
    """Say that all parcels of orders arrived, as the marketplace tells; publishes ShipmentDelivered."""
    with db.transaction():
        return _deliver({"at": at, "shipments": [], "orders": list(order_ids)}, actor)


def _deliver(which: dict[str, Any], actor: Actor) -> int:
    arrived = db.rows(_DELIVER, which)
    publish([_fact(row, which["at"]) for row in arrived], actor=actor)
    return len(arrived)


def _fact(row: tuple[Any, ...], at: datetime) -> ShipmentDelivered:
    key, number, order_id, location_id, kind, shipment_id = row
    return ShipmentDelivered(
        fulfillment_order_id=key,
        number=number,
        order_id=order_id,
        location_id=location_id,
        kind=kind,
        shipment_id=shipment_id,
        delivered_at=at,
    )
