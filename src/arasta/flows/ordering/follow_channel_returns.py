"""Follow what a channel gave back for orders that we know, whenever the order or the refund was heard of first.

one transaction per order: lock it, note the refunds; one in another currency is parked for a person.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.channels.queries import returns as return_reads
from arasta.contexts.channels.services import parking, returns
from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.returning import ReturnRow
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.flows.ordering.note_refunds import note_refunds
from arasta.kernel import db
from arasta.kernel.access import Actor


def follow_channel_returns(channel_id: UUID, *, actor: Actor) -> int:
    """Note refunds that our orders do not know of; return how many orders were looked at."""
    waiting = return_reads.orders_with_news(channel_id)
    for order_id in waiting:
        with db.transaction():
            statuses.lock([order_id])
            came_back = return_reads.returns_of_orders([order_id])[order_id]
            note_refunds(order_id, actor=actor)
            returns.mark_noted(came_back)
            currency = order_book.order(order_id).row.total.currency
            parking.park(channel_id, [item for one in came_back for item in _strange(one, currency)], actor=actor)
    return len(waiting)


def _strange(one: ReturnRow, currency: str) -> list[ParkedInput]:
    if one.refunded is None or one.refunded.currency == currency:
        return []
    item = ParkedInput(
        kind=ParkedKind.RETURN,
        external_id=one.external_id,
        reason=ParkedReason.OTHER_CURRENCY,
        about=[one.refunded.currency],
        explanation=explain("refund_of", order=one.external_order),
    )
    return [item]
