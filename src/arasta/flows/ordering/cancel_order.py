"""Cancel what has not left: promises are released, requests taken back, money given back.

one transaction: cancel the order or some of its units (which locks it), take requests back, release allocations;
outside: refund at the provider; then record it. What is left of an order is asked for anew by whoever hears that some
of it was canceled.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ACTIVE, FulfillmentStatus
from arasta.contexts.inventory.queries import on_way as travel
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.inventory.services import allocations, backorders, on_way
from arasta.contexts.inventory.types import StockLine
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import PaymentResult, PaymentRow, Tender
from arasta.flows.ordering.note_refunds import note_refunds
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.errors import Conflict, gettext_noop

_NOT_ASKED = {FulfillmentStatus.CANCELED, FulfillmentStatus.SENT, FulfillmentStatus.ARRIVED}
"""Nobody is asked to do anything there: what is brought to another place is on its way, and lies there free at last."""

_AT_PROVIDER = {Tender.CARD, Tender.TERMINAL}


class PartlyLeft(Conflict):
    code = "partly_left"
    template = gettext_noop("Some of order %(number)s has left already. Cancel the rest by keeping none of it.")


def cancel_order(order_id: UUID, *, reason: str, at: datetime, actor: Actor) -> None:
    """Cancel an order of which nothing has left.

    Raises UnknownOrder, OrderClosed, PartlyLeft, and what fulfillment refuses.
    """
    with db.transaction():
        drop_order(order_id, reason=reason, at=at, actor=actor)
    refund(order_id, actor=actor)


def drop_order(order_id: UUID, *, reason: str, at: datetime, actor: Actor) -> None:
    """Cancel an order in the caller's transaction, who gives its money back afterwards. Raises as `cancel_order`."""
    db.require_transaction()
    statuses.cancel(order_id, reason=reason, actor=actor)
    asked = [row.id for row in fulfillment.of_orders([order_id]) if row.status not in _NOT_ASKED]
    if asked:
        requests.cancel(asked, at=at, actor=actor)
    order = order_book.order(order_id)
    if any(line.shipped for line in order.lines):  # no place was asked for what was taken along from a till
        raise PartlyLeft(number=order.row.number)
    on_way.stop(order_id)
    promised = [
        (allocation, StockLine(variant, location, quantity, line))
        for allocation, _, line, variant, location, quantity in stock.open_allocations([order_id])
    ]
    waiting = [(one.id, one.units) for one in promises.waits_of([order_id])]
    backorders.cancel(waiting, beside=[line for _, line in promised], actor=actor)
    allocations.release(promised, actor=actor)
    on_way.let_go([(one.transfer_id, one.line_id, one.units) for one in travel.on_way([order_id])])


def cancel_rest(order_id: UUID, *, reason: str, at: datetime, actor: Actor) -> None:
    """Cancel what has not left of an order, all of it or the rest. Raises as `cancel_order`, but for PartlyLeft."""
    with db.transaction():
        is_whole = drop_rest(order_id, reason=reason, at=at, actor=actor)
    if is_whole:
        refund(order_id, actor=actor)


def drop_rest(order_id: UUID, *, reason: str, at: datetime, actor: Actor) -> bool:
    """Cancel what has not left of an order in the caller's transaction; tell whether that is the whole order.

    Whoever hears of it gives the money back; that of a whole order is the caller's matter. Raises as `cancel_rest`.
    """
    db.require_transaction()
    statuses.lock([order_id])
    lines = order_book.order(order_id).lines
    if not any(line.shipped for line in lines):
        drop_order(order_id, reason=reason, at=at, actor=actor)
        return True
    left = {line.id: units for line in lines if (units := line.quantity - line.shipped - line.canceled)}
    drop_lines(order_id, left, reason=reason, at=at, actor=actor)
    note_refunds(order_id, actor=actor)
    return False


def cancel_lines(order_id: UUID, units: Mapping[UUID, int], *, reason: str, at: datetime, actor: Actor) -> None:
    """Cancel some units, by line, of an order paid at a marketplace, where the money was given back already.

    Raises UnknownOrder, OrderClosed, and what fulfillment refuses.
    """
    with db.transaction():
        drop_lines(order_id, units, reason=reason, at=at, actor=actor)
        note_refunds(order_id, actor=actor)


def drop_lines(order_id: UUID, units: Mapping[UUID, int], *, reason: str, at: datetime, actor: Actor) -> None:
    """Cancel some units, by line, in the caller's transaction; what that means for the money is the caller's matter.

    Raises UnknownOrder, OrderClosed, and what fulfillment refuses.
    """
    db.require_transaction()
    statuses.cancel_lines(order_id, units, reason=reason, actor=actor)
    asked = [row.id for row in fulfillment.of_orders([order_id]) if row.status in ACTIVE]
    if asked:
        requests.end(asked, at=at, actor=actor)
    on_way.stop(order_id)
    waiting, promised, traveling = _ending(order_id, units)
    backorders.cancel(waiting, beside=[line for _, line in promised], actor=actor)
    allocations.release(promised, actor=actor)
    on_way.let_go(traveling)


def refund(order_id: UUID, *, actor: Actor) -> None:
    """Give back what was taken for an order at providers; at a marketplace it was given back. Again changes nothing."""
    for payment in payment_book.payments_of([order_id]):
        if payment.tender in _AT_PROVIDER and payment.is_good:
            _give_back(payment, actor)
    with db.transaction():
        statuses.lock([order_id])  # before its payments, as everybody does
        note_refunds(order_id, actor=actor)


def sweep_refunds() -> int:
    """Give back what a crash or a silent provider kept of canceled orders; return how many orders were looked at."""
    kept = order_book.canceled_but_paid()
    for order_id in kept:
        refund(order_id, actor=SYSTEM)
    return len(kept)


def _ending(
    order_id: UUID, units: Mapping[UUID, int]
) -> tuple[list[tuple[UUID, int]], list[tuple[UUID, StockLine]], list[tuple[UUID, UUID, int]]]:
    """Choose what ends, line by line: first what is not there yet, then what lies on shelves, then what is on its way."""
    left, waiting, ending, traveling = dict(units), [], [], []
    for one in promises.waits_of([order_id]):
        share = min(one.units, left.get(one.line_id, 0))
        if share:
            waiting.append((one.id, share))
            left[one.line_id] -= share
    for allocation, _, line, variant, location, quantity in stock.open_allocations([order_id]):
        share = min(quantity, left.get(line, 0))
        if share:
            ending.append((allocation, StockLine(variant, location, share, line)))
            left[line] -= share
    for moving in travel.on_way([order_id]) if any(left.values()) else ():
        share = min(moving.units, left.get(moving.line_id, 0))
        if share:
            traveling.append((moving.transfer_id, moving.line_id, share))
            left[moving.line_id] -= share
    return waiting, ending, traveling


def _give_back(payment: PaymentRow, actor: Actor) -> None:
    gateway = ports.gateway(payment.provider)
    known = ports.ProviderPayment(payment.id, payment.provider_reference)
    left = payment.captured - payment.refunded
    answer = gateway.refund(known, amount=left, key=f"cancel-{payment.id}") if left else gateway.void(known)
    payments.record_results([PaymentResult(payment.id, answer)], actor=actor)
