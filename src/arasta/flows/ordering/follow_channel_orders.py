"""Follow what buyers do at the marketplace with orders that we know: cancel what they no longer want.

Judged by all that is known of an order's packages: doing it again, after a crash or a repeated page, is harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.services import parking
from arasta.contexts.channels.types.explaining import explain_error
from arasta.contexts.channels.types.orders import has_arrived, lacks_a_package, still_wanted
from arasta.contexts.channels.types.parking import ParkedReason
from arasta.contexts.fulfillment.services import delivering
from arasta.contexts.inventory.services import reservations
from arasta.contexts.orders.queries import standing as order_book
from arasta.contexts.orders.queries.standing import OrderStanding
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.cancel_order import cancel_lines, cancel_order
from arasta.flows.ordering.read_channel_order import Pair, parked
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError

REASON = "canceled at the marketplace"


@dataclass(slots=True)
class Followed:
    """What following came to: orders canceled whole and in part, and ids of those that must be read whole before."""

    canceled: int = 0
    reduced: int = 0
    partial: list[str] = field(default_factory=list)


def follow_channel_orders(
    channel_id: UUID, pairs: Sequence[Pair], *, at: datetime, actor: Actor, whole: bool = False
) -> Followed:
    """Cancel whole orders, and parts of orders, that buyers no longer want. `whole`: no package is missing."""
    followed = Followed()
    standing = order_book.standing([_order_of(pair) for pair in pairs])
    if arrived := [_order_of(pair) for pair in pairs if has_arrived(pair[0].packages)]:
        delivering.mark_orders_delivered(arrived, at=at, actor=actor)
    for pair in pairs:
        order = standing[_order_of(pair)]
        excess = _excess(pair, order)
        if not excess or order.status is not OrderStatus.PLACED:
            continue
        if not whole and lacks_a_package(pair[0].packages):
            followed.partial.append(pair[0].external_id)
            continue
        try:
            is_whole = _cancel(order, excess, at, actor)
        except DomainError as refusal:
            item = parked(pair[1], ParkedReason.REFUSED, [], explanation=explain_error(refusal))
            parking.park(channel_id, [item], actor=actor)
            continue
        followed.canceled += is_whole
        followed.reduced += not is_whole
    return followed


def let_go(external_order_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Free what was held for orders whose payment never came."""
    if external_order_ids:
        reservations.release(external_order_ids, actor=actor)


def _order_of(pair: Pair) -> UUID:
    order_id = pair[0].order_id
    assert order_id is not None  # noqa: S101 - only orders that are in the book are followed
    return order_id


def _excess(pair: Pair, order: OrderStanding) -> dict[UUID, int]:
    """Return by line what is still to be fulfilled, but no longer wanted."""
    wanted = still_wanted(pair[0].packages)
    excess = {}
    for key, line in order.lines.items():
        unwanted = min(line.still_open, line.quantity - line.canceled - wanted.get(key, line.quantity))
        if unwanted > 0:
            excess[key] = unwanted
    return excess


def _cancel(order: OrderStanding, excess: dict[UUID, int], at: datetime, actor: Actor) -> bool:
    everything = {key: line.quantity for key, line in order.lines.items()}
    if excess == everything:
        cancel_order(order.order_id, reason=REASON, at=at, actor=actor)
        return True
    cancel_lines(order.order_id, excess, reason=REASON, at=at, actor=actor)
    return False
