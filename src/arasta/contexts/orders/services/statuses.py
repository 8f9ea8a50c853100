"""Count what was paid, shipped and canceled; the statuses follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.orders import events
from arasta.contexts.orders.domain import statuses
from arasta.contexts.orders.services import timeline
from arasta.contexts.orders.types import (
    ORDER_MOVES,
    FulfillmentStatus,
    OrderClosed,
    OrderPaid,
    OrderStatus,
    PaymentSums,
    UnknownOrder,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish

_BEFORE_PAYMENTS = """
SELECT o.id, o.total_minor - (SELECT coalesce(sum(l.total_minor * l.canceled / l.quantity), 0)::bigint FROM orders_line l
                              WHERE l.order_id = o.id), o.status, o.payment_status
FROM orders_order o WHERE o.id = ANY(%s) ORDER BY o.id FOR UPDATE OF o
"""


def record_payments(sums: Sequence[OrderPaid], *, actor: Actor) -> None:
    """Store what payments come to, in all; write "paid" when an order became so."""
    if not sums:
        return
    with db.transaction():
        before = {row[0]: row[1:] for row in db.rows(_BEFORE_PAYMENTS, [[one.order_id for one in sums]])}
        after = [
            (one, statuses.payment_status(worth=worth, sums=one, is_canceled=status == OrderStatus.CANCELED))
            for one in sums
            for worth, status, _ in [before[one.order_id]]
        ]
        db.execute(
            "UPDATE orders_order o SET paid_minor = p.paid, refunded_minor = p.refunded, payment_status = p.status"
            " FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::text[]) AS p(id, paid, refunded, status) WHERE o.id = p.id",
            [
                [one.order_id for one in sums],
                [one.paid for one in sums],
                [one.refunded for one in sums],
                [status.value for _, status in after],
            ],
        )
        changed = [(one.order_id, status.value, "") for one, status in after if before[one.order_id][2] != status]
        timeline.note(changed, actor=actor)


def note_payments(order_id: UUID, sums: PaymentSums, *, actor: Actor) -> None:
    """Store on a locked order what its payments come to."""
    paid = OrderPaid(order_id, sums.promised, sums.paid, sums.refunded, sums.is_let_go, sums.undone)
    record_payments([paid], actor=actor)


def lock(order_ids: Sequence[UUID]) -> None:
    """Lock orders in the order of their keys, before anything that belongs to them: whoever moves an order does so."""
    db.require_transaction()
    db.rows("SELECT id FROM orders_order WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(order_ids)])


def require_open(number: str, status: str) -> None:
    """Raise OrderClosed for an order from whose status no move leads."""
    if not ORDER_MOVES[OrderStatus(status)]:
        raise OrderClosed(number=number, status=status)


def record_shipped(lines: Sequence[tuple[UUID, int]], *, note: str = "", actor: Actor) -> dict[UUID, FulfillmentStatus]:
    """Count units of lines as shipped; an order whose last unit left is completed. Publishes OrderFulfilled.

    Raises OrderClosed if nothing of an order is open any more.
    """
    with db.transaction():
        _lock_orders_of([line[0] for line in lines])
        found = db.rows(
            "UPDATE orders_line l SET shipped = l.shipped + s.quantity"
            " FROM unnest(%s::uuid[], %s::int[]) AS s(id, quantity) WHERE l.id = s.id RETURNING l.order_id",
            [[line[0] for line in lines], [line[1] for line in lines]],
        )
        after = _refresh(sorted({row[0] for row in found}))
        timeline.note([(order, status.value, note) for order, (status, _, _) in after.items()], actor=actor)
        publish(
            [
                events.OrderFulfilled(order_id=order, number=number, channel_id=channel, fulfillment_status=status)
                for order, (status, number, channel) in after.items()
            ],
            actor=actor,
        )
    return {order: row[0] for order, row in after.items()}


def record_returned(order_id: UUID, lines: Mapping[UUID, int], *, note: str, actor: Actor) -> None:
    """Count units of a locked order's lines as come back."""
    db.require_transaction()
    db.execute(
        "UPDATE orders_line l SET returned = l.returned + r.quantity"
        " FROM unnest(%s::uuid[], %s::int[]) AS r(id, quantity) WHERE l.id = r.id AND l.order_id = %s",
        [list(lines), list(lines.values()), order_id],
    )
    timeline.note([(order_id, "returned", note)], actor=actor)


def cancel(order_id: UUID, *, reason: str, actor: Actor) -> None:
    """Cancel all that has not shipped. Raises UnknownOrder, OrderClosed; publishes OrderCanceled."""
    with db.transaction():
        found = db.rows("SELECT number, status, channel_id FROM orders_order WHERE id = %s FOR UPDATE", [order_id])
        if not found:
            raise UnknownOrder
        number, status, channel = found[0]
        require_open(number, status)
        db.execute("UPDATE orders_line SET canceled = quantity - shipped WHERE order_id = %s", [order_id])
        _refresh([order_id])
        timeline.note([(order_id, "canceled", reason)], actor=actor)
        canceled = events.OrderCanceled(order_id=order_id, number=number, channel_id=channel, reason=reason)
        publish([canceled], actor=actor)


def cancel_lines(order_id: UUID, lines: Mapping[UUID, int], *, reason: str, actor: Actor) -> None:
    """Cancel some units of an order's lines. Raises UnknownOrder, OrderClosed; publishes OrderLinesCanceled."""
    with db.transaction():
        found = db.rows("SELECT number, status, channel_id FROM orders_order WHERE id = %s FOR UPDATE", [order_id])
        if not found:
            raise UnknownOrder
        number, status, channel = found[0]
        require_open(number, status)
        done = db.rows(
            "UPDATE orders_line l SET canceled = l.canceled + c.quantity"
            " FROM unnest(%s::uuid[], %s::int[]) AS c(id, quantity)"
            " WHERE l.id = c.id AND l.order_id = %s AND l.quantity - l.shipped - l.canceled >= c.quantity RETURNING l.id",
            [list(lines), list(lines.values()), order_id],
        )
        if len(done) != len(lines):
            raise OrderClosed(number=number, status=status)
        is_all = _refresh([order_id])[order_id][0] is FulfillmentStatus.CANCELED
        timeline.note([(order_id, "canceled" if is_all else "partly_canceled", reason)], actor=actor)
        publish(
            [
                events.OrderLinesCanceled(
                    order_id=order_id, number=number, channel_id=channel, reason=reason, units=sum(lines.values())
                )
            ],
            actor=actor,
        )


def _lock_orders_of(line_ids: Sequence[UUID]) -> None:
    """Lock the orders in a statement of its own: the next one then sees what those before us counted on other lines.

    Raises OrderClosed for an order from whose status no move leads.
    """
    found = db.rows(
        "SELECT number, status FROM orders_order WHERE id IN (SELECT order_id FROM orders_line WHERE id = ANY(%s))"
        " ORDER BY id FOR UPDATE",
        [list(line_ids)],
    )
    for number, status in found:
        require_open(number, status)


def _refresh(order_ids: Sequence[UUID]) -> dict[UUID, tuple[FulfillmentStatus, str, UUID]]:
    """Derive and store the fulfillment status of locked orders, and close those with nothing open.

    Raises OrderClosed where the status would have to go where ORDER_MOVES does not lead.
    """
    found = db.rows(
        "SELECT o.id, o.number, o.channel_id, o.status, array_agg(ARRAY[l.quantity, l.shipped, l.canceled])"
        " FROM orders_order o JOIN orders_line l ON l.order_id = o.id WHERE o.id = ANY(%s) GROUP BY o.id",
        [list(order_ids)],
    )
    after, moved = {}, []
    for order, number, channel, status, lines in found:
        fulfillment = statuses.fulfillment_status([tuple(line) for line in lines])
        after[order] = (fulfillment, number, channel)
        moved.append(_moved(OrderStatus(status), statuses.order_status(fulfillment), number))
    db.execute(
        "UPDATE orders_order o SET fulfillment_status = f.fulfillment, status = f.status"
        " FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS f(id, fulfillment, status) WHERE o.id = f.id",
        [list(after), [row[0] for row in after.values()], moved],
    )
    return after


def _moved(before: OrderStatus, after: OrderStatus, number: str) -> OrderStatus:
    if after is not before and after not in ORDER_MOVES[before]:
        raise OrderClosed(number=number, status=before)
    return after
