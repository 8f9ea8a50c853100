"""Promise anew what is left of an order that is to reach its customer another way.

in the caller's transaction: take the requests and promises back, promise where the goods come from now. Who waits for
goods keeps the place in the queue where that is possible.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ACTIVE
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.inventory.queries.promises import Wait
from arasta.contexts.inventory.services import allocations, backorders
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockLine
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import DeliveryKind, Way
from arasta.contexts.pickup.queries import hours
from arasta.flows.ordering.choose_later import Split, choose_now_or_later, or_brought, with_brought, with_lines
from arasta.flows.ordering.choose_places import Demand, choose_places
from arasta.kernel import db
from arasta.kernel.access import Actor


def left_of(order: OrderDetail) -> list[tuple[UUID, UUID, int]]:
    """Return what has not left of an order: (line, variant, units)."""
    left = [(line.id, line.variant_id, line.quantity - line.canceled - line.shipped) for line in order.lines]
    return [one for one in left if one[2]]


def move_goods(order: OrderDetail, way: Way, served: ServedChannel, *, at: datetime, actor: Actor) -> None:
    """Promise what is left of an order where it comes from now, and nowhere else. Raises OutOfStock.

    Of an order that waits for goods and is sent by another method, everything stays promised where it is, and its place
    in the queue is kept. If it is fetched now, or not any more, it takes what is on shelves if that is all of it; else it
    keeps its place in the queue if what comes there can reach its customer; else it waits anew, behind the others.
    """
    order_id = order.row.id
    waiting = promises.waits_of([order_id])
    asked = [row.id for row in fulfillment.of_orders([order_id]) if row.status in ACTIVE]
    if asked:
        requests.end(asked, at=at, actor=actor)
    move = _Move(order, _demand(order, served, way.location_id), waiting, actor)
    if not waiting:
        move.to_shelves()
    elif order.row.delivery is way.delivery is DeliveryKind.DELIVERY and not order.fetched:
        return
    elif not move.is_on_shelves() and not _may_stay(order_id, move.demand):
        move.to_what_comes()


def staying_for(order_id: UUID, location_ids: Collection[UUID], served: ServedChannel) -> set[UUID]:
    """Return the places at which an order could be fetched with all that it is promised staying where it is."""
    promised, brought = _promised_at(order_id), hours.taking_goods_from_elsewhere(location_ids)
    reach = {key: Demand(served, (), pickup_location_id=key, is_brought=key in brought) for key in location_ids}
    return {key for key, demand in reach.items() if promised <= set(demand.priorities)}


@dataclass(frozen=True, slots=True)
class _Move:
    """What is left of an order, to be promised anew: what it waits for, and what it demands now."""

    order: OrderDetail
    demand: Demand
    waiting: Sequence[Wait]
    actor: Actor

    def to_shelves(self) -> None:
        """Promise all of it from what is there. Raises OutOfStock."""
        self._release()
        chosen = or_brought(self.demand, choose_places([self.demand])[0])
        if isinstance(chosen, OutOfStock):
            raise chosen
        self._promise(Split(chosen))

    def is_on_shelves(self) -> bool:
        """Promise all of it from what is there, or change nothing; tell which."""
        try:
            with db.savepoint():
                self.to_shelves()
        except OutOfStock:
            return False
        return True

    def to_what_comes(self) -> None:
        """Promise what is there, and the rest from what is to come. Raises OutOfStock."""
        self._release()
        split = choose_now_or_later(self.demand)
        if isinstance(split, OutOfStock):
            raise split
        self._promise(split)

    def _release(self) -> None:
        promised = [
            (allocation, StockLine(variant, place, units, line))
            for allocation, _, line, variant, place, units in stock.open_allocations([self.order.row.id])
        ]
        places = [place.location_id for place in self.demand.served.places]
        anywhere = [StockLine(variant, place, 1) for variant, _ in self.demand.wanted for place in places]
        ended = [(one.id, one.units) for one in self.waiting]
        backorders.cancel(ended, beside=[*anywhere, *(line for _, line in promised)], actor=self.actor)
        allocations.release_to_move(promised, location_ids=places, actor=self.actor)

    def _promise(self, split: Split) -> None:
        now, later = with_lines(left_of(self.order), split)
        request = AllocationRequest(self.order.row.id, self.demand.served.channel.id, now, later=later, is_anew=True)
        [answer] = allocations.allocate([request], actor=self.actor)
        if isinstance(answer, OutOfStock):
            raise answer


def _demand(order: OrderDetail, served: ServedChannel, location_id: UUID | None) -> Demand:
    wanted = tuple((variant, units) for _, variant, units in left_of(order))
    return Demand(served, wanted, pickup_location_id=location_id)


def _may_stay(order_id: UUID, demand: Demand) -> bool:
    """Tell whether all that an order is promised reaches its customer from where it is promised."""
    return _promised_at(order_id) <= set(with_brought(demand).priorities)


def _promised_at(order_id: UUID) -> set[UUID]:
    """Return where all lies or comes that an order is promised."""
    lies = {place for _, place in stock.places_of([order_id]).get(order_id, ())}
    return lies | {one.location_id for one in promises.waiting_of([order_id])}
