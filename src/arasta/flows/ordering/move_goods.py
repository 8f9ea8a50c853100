"""Promise anew what is left of an order that is to reach its customer another way.

in the caller's transaction: take the requests and promises back, promise where the goods come from now.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ACTIVE
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockLine
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import DeliveryKind, Way
from arasta.flows.ordering.choose_later import Split, or_brought, with_lines
from arasta.flows.ordering.choose_places import Demand, choose_places
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop


class StillToCome(Conflict):
    code = "order_waits_for_goods"
    template = gettext_noop(
        "Something of this order is still to come, and is kept for it where it arrives. Please call or write to us, and we"
        " see what can be done."
    )


def left_of(order: OrderDetail) -> list[tuple[UUID, UUID, int]]:
    """Return what has not left of an order: (line, variant, units)."""
    left = [(line.id, line.variant_id, line.quantity - line.canceled - line.shipped) for line in order.lines]
    return [one for one in left if one[2]]


def move_goods(order: OrderDetail, way: Way, served: ServedChannel, *, at: datetime, actor: Actor) -> None:
    """Promise what is left of an order where it comes from now, and nowhere else. Raises StillToCome, OutOfStock.

    Of an order that waits for goods and is sent by another method, everything stays promised where it is, and its place
    in the queue is kept.
    """
    order_id = order.row.id
    waits = bool(promises.waits_of([order_id]))
    stays_sent = order.row.delivery is way.delivery is DeliveryKind.DELIVERY and not order.fetched
    if waits and not stays_sent:
        raise StillToCome
    asked = [row.id for row in fulfillment.of_orders([order_id]) if row.status in ACTIVE]
    if asked:
        requests.end(asked, at=at, actor=actor)
    if waits:
        return
    promised = [
        (allocation, StockLine(variant, place, units, line))
        for allocation, _, line, variant, place, units in stock.open_allocations([order_id])
    ]
    left = left_of(order)
    demand = Demand(served, tuple((variant, units) for _, variant, units in left), pickup_location_id=way.location_id)
    places = [place.location_id for place in served.places]
    allocations.release_to_move(promised, location_ids=places, actor=actor)
    chosen = or_brought(demand, choose_places([demand])[0])
    if isinstance(chosen, OutOfStock):
        raise chosen
    now, _ = with_lines(left, Split(chosen))
    request = AllocationRequest(order_id, served.channel.id, now, is_anew=True)
    [answer] = allocations.allocate([request], actor=actor)
    if isinstance(answer, OutOfStock):
        raise answer
