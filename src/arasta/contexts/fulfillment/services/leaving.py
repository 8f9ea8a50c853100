"""Let goods leave: ship them with a carrier, or hand them over at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.events import LeftUnits, PickupHandedOver, ShipmentDispatched
from arasta.contexts.fulfillment.services import moves
from arasta.contexts.fulfillment.types import (
    FulfillmentLineId,
    FulfillmentLineRow,
    FulfillmentOrderRow,
    FulfillmentStatus,
    Left,
    LeftLine,
    ShipmentId,
    ShipmentToMake,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.events import Event
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish
from arasta.kernel.quantity import quantity

_S = FulfillmentStatus

_COUNT_UP = """
UPDATE fulfillment_line l SET shipped_quantity = l.shipped_quantity + n.quantity
FROM unnest(%s::uuid[], %s::integer[]) AS n(id, quantity) WHERE l.id = n.id
"""

_SHIPMENTS = """
INSERT INTO fulfillment_shipment (id, fulfillment_order_id, carrier, tracking_number, tracking_url, shipped_at)
SELECT s.*, %s FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[]) AS s
"""

_SHIPMENT_LINES = """
INSERT INTO fulfillment_shipment_line (id, shipment_id, line_id, quantity)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::integer[])
"""


class CarrierMissing(Invalid):
    """A shipment without a carrier was asked for."""

    code = "carrier_missing"
    template = gettext_noop("Say which carrier takes the parcel.")


class NothingToShip(Invalid):
    """The shipment would be empty."""

    code = "nothing_to_ship"
    template = gettext_noop("Choose at least one unit of %(number)s to ship.")


class NotLeftToShip(Conflict):
    """More units were to leave than are left."""

    code = "not_left_to_ship"
    template = gettext_noop("Only %(left)s of %(sku)s are left to ship, not %(asked)s.")


class ForeignLine(Invalid):
    """A line of another fulfillment order was named."""

    code = "foreign_fulfillment_line"
    template = gettext_noop("A line does not belong to fulfillment order %(number)s.")


class OneShipmentAtATime(Invalid):
    """One call may make one shipment per fulfillment order."""

    code = "one_shipment_at_a_time"
    template = gettext_noop("Ship the parcels of one fulfillment order one after another.")


@dataclass(frozen=True, slots=True)
class _Departure:
    row: FulfillmentOrderRow
    leaving: tuple[tuple[FulfillmentLineRow, int], ...]
    shipment: ShipmentToMake | None
    shipment_id: ShipmentId | None

    @property
    def is_last(self) -> bool:
        return sum(units for _, units in self.leaving) == self.row.units_left


def ship(shipments: Sequence[ShipmentToMake], *, at: datetime, actor: Actor) -> list[Left]:
    """Let goods leave with a carrier, all that is left or part of it; answers what inventory must be told.

    Raises UnknownFulfillmentOrder, AnotherLocationsWork, FulfillmentMoveRefused, CarrierMissing, NothingToShip,
    ForeignLine, NotLeftToShip, OneShipmentAtATime; publishes ShipmentDispatched.
    """
    keys = [shipment.fulfillment_order_id for shipment in shipments]
    if len(set(keys)) < len(keys):
        raise OneShipmentAtATime
    if any(not shipment.carrier.strip() for shipment in shipments):
        raise CarrierMissing
    with db.transaction():
        locked = moves.lock(keys, actor=actor)
        departures = [_packed(locked[shipment.fulfillment_order_id], shipment) for shipment in shipments]
        _write_shipments(departures, at)
        return _leave(departures, _S.SHIPPED, at, actor)


def hand_over(keys: Sequence[UUID], *, at: datetime, actor: Actor) -> list[Left]:
    """Give pickups to their customers, whole; answers what inventory must be told.

    Raises UnknownFulfillmentOrder, AnotherLocationsWork, FulfillmentMoveRefused; publishes PickupHandedOver.
    """
    with db.transaction():
        locked = moves.lock(keys, actor=actor)
        for row in locked.values():
            moves.check(row, _S.PICKED_UP)
        departures = [_Departure(row, _everything(row), None, None) for row in locked.values()]
        gone = _leave(departures, _S.PICKED_UP, at, actor)
    left: dict[UUID, Left] = {one.fulfillment_order_id: one for one in gone}
    return [left[key] for key in keys]


def _packed(row: FulfillmentOrderRow, shipment: ShipmentToMake) -> _Departure:
    moves.check(row, _S.SHIPPED)
    leaving = _everything(row) if shipment.quantities is None else _picked(row, shipment.quantities)
    if not leaving:
        raise NothingToShip(number=row.number)
    return _Departure(row, leaving, shipment, ShipmentId(new_id()))


def _everything(row: FulfillmentOrderRow) -> tuple[tuple[FulfillmentLineRow, int], ...]:
    return tuple((line, line.left) for line in row.lines if line.left)


def _picked(
    row: FulfillmentOrderRow, quantities: Mapping[FulfillmentLineId, int]
) -> tuple[tuple[FulfillmentLineRow, int], ...]:
    lines = {line.id: line for line in row.lines}
    if not quantities.keys() <= lines.keys():
        raise ForeignLine(number=row.number)
    for key, units in quantities.items():
        if quantity(units) > lines[key].left:
            raise NotLeftToShip(sku=lines[key].sku, left=lines[key].left, asked=units)
    return tuple((line, quantities[line.id]) for line in row.lines if line.id in quantities)


def _write_shipments(departures: Sequence[_Departure], at: datetime) -> None:
    made = [(departure, departure.shipment) for departure in departures if departure.shipment]
    db.execute(
        _SHIPMENTS,
        [
            at,
            [departure.shipment_id for departure, _ in made],
            [departure.row.id for departure, _ in made],
            [shipment.carrier.strip() for _, shipment in made],
            [shipment.tracking_number.strip() for _, shipment in made],
            [shipment.tracking_url.strip() for _, shipment in made],
        ],
    )
    parts = [(departure, line, units) for departure, _ in made for line, units in departure.leaving]
    db.execute(
        _SHIPMENT_LINES,
        [
            [new_id() for _ in parts],
            [departure.shipment_id for departure, _, _ in parts],
            [line.id for _, line, _ in parts],
            [units for _, _, units in parts],
        ],
    )


def _leave(departures: Sequence[_Departure], target: FulfillmentStatus, at: datetime, actor: Actor) -> list[Left]:
    parts = [(line.id, units) for departure in departures for line, units in departure.leaving]
    db.execute(_COUNT_UP, [[key for key, _ in parts], [units for _, units in parts]])
    moves.write([(departure.row.id, target) for departure in departures if departure.is_last], at=at)
    publish([_fact(departure, at) for departure in departures], actor=actor)
    return [_left(departure, target if departure.is_last else departure.row.status) for departure in departures]


def _fact(departure: _Departure, at: datetime) -> Event:
    row, shipment = departure.row, departure.shipment
    lines = tuple(
        LeftUnits(order_line_id=line.order_line_id, variant_id=line.variant_id, quantity=units)
        for line, units in departure.leaving
    )
    if shipment is None or departure.shipment_id is None:
        return PickupHandedOver(**moves.about(row), handed_over_at=at, lines=lines)
    return ShipmentDispatched(
        **moves.about(row),
        shipment_id=departure.shipment_id,
        carrier=shipment.carrier.strip(),
        tracking_number=shipment.tracking_number.strip(),
        tracking_url=shipment.tracking_url.strip(),
        shipped_at=at,
        lines=lines,
        is_last=departure.is_last,
    )


def _left(departure: _Departure, status: FulfillmentStatus) -> Left:
    row = departure.row
    return Left(
        fulfillment_order_id=row.id,
        order_id=row.order_id,
        shipment_id=departure.shipment_id,
        status=status,
        lines=tuple(
            LeftLine(line.id, line.order_line_id, line.variant_id, row.location_id, line.allocation_id, units)
            for line, units in departure.leaving
        ),
    )
