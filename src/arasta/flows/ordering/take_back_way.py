"""Remind customers of what a dearer way of delivery costs more, and take the change back if nobody pays it in time.

one transaction each: lock the order and tell that it waits; or lock it, promise the goods for the former way, write that
way and its price down. Whoever hears of it asks the locations, and tells the customer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries import unpaid_ways as reads
from arasta.contexts.orders.services import changing, unpaid_ways
from arasta.contexts.orders.types import OrderClosed, UnpaidWay
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.types import UNSETTLED
from arasta.flows.ordering.cancel_own import require_untouched
from arasta.flows.ordering.change_order import standing
from arasta.flows.ordering.change_way import told
from arasta.flows.ordering.move_goods import move_goods
from arasta.flows.ordering.order_payments import due_of, note_payments
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import Conflict

_TRIED_AGAIN = timedelta(days=1)


def sweep(*, at: datetime) -> int:
    """Remind of what waits for a day, take back what waited too long; return how many changes were taken back."""
    for order_id in reads.to_remind(at=at):
        _remind(order_id)
    return sum(_end(waiting, at) for waiting in reads.overdue(at=at))


def _remind(order_id: UUID) -> None:
    with db.transaction():
        if _waits(order_id):
            unpaid_ways.remind(order_id, actor=SYSTEM)


def _end(waiting: UnpaidWay, at: datetime) -> bool:
    """Take a change back; where the former way is not to be had, the order waits on, and a day later it is tried again."""
    try:
        return _take_back(waiting, at)
    except Conflict:
        unpaid_ways.wait_longer(waiting.order_id, until=at + _TRIED_AGAIN)
        return False


def _take_back(waiting: UnpaidWay, at: datetime) -> bool:
    order_id, way = waiting.order_id, waiting.former
    with db.transaction():
        if not _waits(order_id) or _is_being_paid(order_id):
            return False
        order = standing(order_id)
        require_untouched(order, actor=SYSTEM)
        served = channels.served_channels(ids=[order.row.channel_id])[0]
        move_goods(order, way, served, at=at, actor=SYSTEM)
        changing.change_way(order_id, way, told=told(order, way), actor=SYSTEM, is_taken_back=True)
        note_payments(order_id, actor=SYSTEM)
        unpaid_ways.forget(order_id)
    return True


def _waits(order_id: UUID) -> bool:
    """Lock an order and tell whether it waits for money; one that does not is looked at no more."""
    try:
        standing(order_id)
    except OrderClosed:
        unpaid_ways.forget(order_id)
        return False
    if not due_of(order_id):
        unpaid_ways.forget(order_id)
    return reads.unpaid_way(order_id) is not None


def _is_being_paid(order_id: UUID) -> bool:
    """Tell whether somebody is at the bank with it: what comes of that is known within the hour."""
    return any(row.status in UNSETTLED for row in payment_book.payments_of([order_id]))
