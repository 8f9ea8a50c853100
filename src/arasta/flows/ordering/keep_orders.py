"""Keep pickups for whoever comes for them, and put what nobody came for back on the shelf.

one transaction each: keep what was placed unpaid until it is to be paid; keep what is ready until it is to be fetched.
The sweep cancels what is kept no longer, order by order, and of an order that is partly sent only what was to be fetched:
its customer is told, and the money goes back, by whoever hears that it was canceled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.services.orders import PartlyGone
from arasta.contexts.inventory.queries import promises
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import OrderClosed, OrderStatus, PaymentStatus
from arasta.contexts.pickup.queries import hours, plans
from arasta.contexts.pickup.queries import keeps as reads
from arasta.contexts.pickup.services import keeps
from arasta.contexts.pickup.services import plans as plan_book
from arasta.contexts.pickup.types import Calendar, KeepReason, KeepRow
from arasta.flows.ordering.cancel_order import cancel_rest, drop_lines
from arasta.flows.ordering.fall_short import is_rest
from arasta.flows.ordering.order_payments import note_payments
from arasta.kernel import db
from arasta.kernel.access import SYSTEM

_REASONS = {
    KeepReason.PAY: "not paid at the store in time",
    KeepReason.FETCH: "not fetched in time",
}


def keep_unpaid(order_ids: Sequence[UUID], *, at: datetime) -> None:
    """Keep pickups that are to be paid at the store for so long as the store says, once they are ready.

    What waits for goods is kept once it is ready.
    """
    orders = order_book.orders(order_ids).values()
    owed = {
        order.row.id: order.row.location_id
        for order in orders
        if order.row.location_id and order.row.payment_status is PaymentStatus.UNPAID
    }
    for one in promises.waiting_of(list(owed)) if owed else ():
        owed.pop(one.order_id, None)
    places = hours.calendars(set(owed.values())) if owed else {}
    chosen = {key: plan.starts_at for key, plan in plans.plans(owed).items()} if owed else {}
    keeps.keep(
        [
            KeepRow(order_id, place, KeepReason.PAY, _unpaid_until(places[place], max(at, chosen.get(order_id, at))))
            for order_id, place in owed.items()
            if place in places
        ]
    )


def move(order_id: UUID, *, at: datetime) -> None:
    """Keep an order no longer where it was to be fetched, nor the time chosen there; unpaid, it is kept where it is now."""
    place = order_book.order(order_id).row.location_id
    if any(plan.location_id != place for plan in plans.plans([order_id]).values()):
        plan_book.forget([order_id])
    kept = reads.keeps([order_id]).get(order_id)
    if kept and kept.location_id != place:
        keeps.let_go([order_id], at=at)
    keep_unpaid([order_id], at=at)


def keep_ready(order_id: UUID, location_id: UUID, *, at: datetime) -> None:
    """Keep an order that is ready until it is to be fetched; one that is to be paid first stays kept as it was."""
    kept, calendar = reads.keeps([order_id]).get(order_id), hours.calendars([location_id]).get(location_id)
    if calendar is None or (kept and kept.reason is KeepReason.PAY and not _is_paid(order_id)):
        return
    keeps.keep([_to_fetch(order_id, location_id, calendar, at)])


def sweep(*, at: datetime) -> int:
    """Cancel what nobody paid or fetched in time; return how many orders were."""
    return sum(_end(row, at) for row in reads.overdue(at=at))


def _end(row: KeepRow, at: datetime) -> bool:
    order = order_book.order(row.order_id).row
    if order.status is OrderStatus.PLACED and row.reason is KeepReason.PAY and _is_paid(row.order_id):
        calendar = hours.calendars([row.location_id])[row.location_id]
        keeps.keep([_to_fetch(row.order_id, row.location_id, calendar, at)])
        return False
    try:
        _cancel(row, at)
    except (OrderClosed, PartlyGone):  # fetched, canceled or partly given meanwhile: there is nothing to put back
        keeps.let_go([row.order_id], at=at)
        return False
    with db.transaction():
        keeps.end(row.order_id, at=at, actor=SYSTEM)
    return True


def _cancel(row: KeepRow, at: datetime) -> None:
    order = order_book.order(row.order_id)
    units = {line.id: line.quantity - line.canceled - line.shipped for line in order.fetched}
    if units and not any(units.values()):
        raise OrderClosed(number=order.row.number)
    if not units or is_rest(row.order_id, units):
        cancel_rest(row.order_id, reason=_REASONS[row.reason], at=at, actor=SYSTEM)
        return
    with db.transaction():
        statuses.lock([row.order_id])
        given_up = {line: count for line, count in units.items() if count}
        drop_lines(row.order_id, given_up, reason=_REASONS[row.reason], at=at, actor=SYSTEM)
        note_payments(row.order_id, actor=SYSTEM)


def _unpaid_until(calendar: Calendar, at: datetime) -> datetime:
    ready = hours.ready_at(calendar, at) or at
    return hours.kept_until(calendar, ready, days=calendar.terms.unpaid_days)


def _to_fetch(order_id: UUID, location_id: UUID, calendar: Calendar, at: datetime) -> KeepRow:
    until = hours.kept_until(calendar, at, days=calendar.terms.keep_days)
    return KeepRow(order_id, location_id, KeepReason.FETCH, until)


def _is_paid(order_id: UUID) -> bool:
    return order_book.order(order_id).row.payment_status is not PaymentStatus.UNPAID
