"""Hear that a customer came for an order, and let staff give it to them.

one transaction each: find what of the order waits where, say who came; hand over and see the arrival.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import ACTIVE, DeliveryKind, FulfillmentOrderRow, Left
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.pickup.queries import codes, hours
from arasta.contexts.pickup.services import arrivals, keeps
from arasta.contexts.pickup.types import ArrivalToTell, NoCurbside, Way
from arasta.flows.shipping import ship
from arasta.flows.shipping.ship import Named
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Missing, gettext_noop

_OWED = {PaymentStatus.UNPAID}


class NothingToFetch(Conflict):
    code = "nothing_to_fetch"
    template = gettext_noop("Nothing of this order waits to be picked up.")


class NothingForCode(Missing):
    code = "nothing_for_code"
    template = gettext_noop("Nothing is ready here for this code.")


class NotPaidYet(Conflict):
    """The goods stay until they are paid for."""

    code = "order_not_paid"
    template = gettext_noop("Order %(number)s is not paid yet. Take the payment first.")


def waiting(order_id: UUID) -> list[FulfillmentOrderRow]:
    """Return what of an order is still to be picked up."""
    return [
        row for row in fulfillment.of_orders([order_id]) if row.kind is DeliveryKind.PICKUP and row.status in ACTIVE
    ]


def tell_arrival(order_id: UUID, *, way: Way, bay: str = "", car: str = "", at: datetime, actor: Actor) -> None:
    """Say that the customer is here. Again, it only corrects where they wait.

    Raises NothingToFetch, NoCurbside; publishes CustomerArrived.
    """
    with db.transaction():
        statuses.lock([order_id])
        parts = waiting(order_id)
        if not parts:
            raise NothingToFetch
        places = hours.calendars({part.location_id for part in parts})
        if way is Way.CURBSIDE and not all(
            part.location_id in places and places[part.location_id].terms.curbside_bays for part in parts
        ):
            raise NoCurbside
        arrivals.tell(
            [ArrivalToTell(part.id, order_id, part.location_id, way, bay, car) for part in parts], at=at, actor=actor
        )


def give(
    fulfillment_order_ids: Sequence[UUID], *, traced: Named | None = None, at: datetime, actor: Actor
) -> list[Left]:
    """Give paid pickups to their customers.

    Raises NotPaidYet, and what `ship.hand_over` does.
    """
    with db.transaction():
        order_ids = fulfillment.order_ids_of(fulfillment_order_ids)
        statuses.lock(order_ids)
        for order in order_book.orders(order_ids).values():
            if order.row.payment_status in _OWED and order.row.total:
                raise NotPaidYet(number=order.row.number)
        left = ship.hand_over(fulfillment_order_ids, traced=traced, at=at, actor=actor)
        arrivals.see(fulfillment_order_ids, at=at, actor=actor)
        keeps.let_go([one.order_id for one in left], at=at)
    return left


def collect(location_id: UUID, code: str, *, at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Give what is ready at a place to whoever knows its code; return it. Raises NothingForCode, NotPaidYet."""
    ready = fulfillment.ready_at(location_id)
    found = [row for row in ready if codes.same(codes.code_of(row.order_id), code)]
    if not found or not actor.may_at(location_id):
        raise NothingForCode
    give([row.id for row in found], at=at, actor=actor)
    return found
