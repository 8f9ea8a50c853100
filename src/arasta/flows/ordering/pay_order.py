"""Pay an order that stands unpaid: by a payment link, at the till, after reserving.

prepare (one transaction): lock the order, see what is due, prepare the payment;
outside: authorize the tender at its provider; finish (one transaction): record it on the order, or give it back.
Cash needs nobody to be asked: it is one transaction, with the receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services import changing, statuses
from arasta.contexts.orders.types import OrderClosed, OrderStatus
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import money, payments
from arasta.contexts.payments.types import PaymentId, PaymentRow, PaymentTaken, PaymentToPrepare, Tender
from arasta.contexts.registers import queries as registers
from arasta.contexts.registers import services as receipts
from arasta.contexts.registers.types import ReceiptRow, ReceiptTender, ReceiptToWrite, RegisterRow
from arasta.flows.ordering.order_payments import due, former, note_payments
from arasta.flows.ordering.place_order import PayWith, Placed, authorize, resume
from arasta.flows.ordering.refusals import NothingDue, PaymentUnclear, PriceChanged
from arasta.flows.ordering.ring_up_sale import TooLittleCash
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True)
class _Owed:
    """An order, what is due of it, and what was tried before."""

    order: OrderDetail
    due: Money
    tried: tuple[PaymentRow, ...]

    @property
    def pending(self) -> PaymentRow | None:
        return next((row for row in self.tried if not row.is_settled and not row.redirect_url), None)

    @property
    def attempt(self) -> int:
        return 1 + max((row.attempt for row in self.tried), default=0)


def pay_order(order_id: UUID, *, pay_with: PayWith, seen: Money | None, at: datetime, actor: Actor) -> Placed:
    """Pay what is due of an order; one that is paid is answered as it stands. A silent attempt is asked about first.

    Raises UnknownOrder, OrderClosed, PriceChanged, PaymentDeclined, PaymentUnclear.
    """
    with db.transaction():
        owed = _owed(order_id, seen)
        if not owed.due:
            return Placed(former(owed.order))
        fresh = None if owed.pending else payments.prepare_payments([_attempt(owed, pay_with)])[0]
    if fresh:
        return authorize(fresh, pay_with, at=at, actor=actor)
    assert owed.pending is not None  # noqa: S101 - what is not fresh is pending
    return resume(owed.pending.id, at=at, actor=actor)


def pay_cash(
    order_id: UUID, *, register: RegisterRow, tendered: Money, seen: Money | None, at: datetime, actor: Actor
) -> ReceiptRow:
    """Take cash for what is due of an order and write its receipt; doing it twice gives the same receipt.

    Raises UnknownOrder, OrderClosed, PriceChanged, TooLittleCash, PaymentUnclear, NothingDue (paid elsewhere).
    """
    with db.transaction():
        owed = _owed(order_id, seen)
        if not owed.due:
            return _former_receipt(owed)
        if owed.pending:
            raise PaymentUnclear
        if tendered < owed.due:
            missing = owed.due - tendered
            raise TooLittleCash(missing=f"{missing.amount} {missing.currency}", missing_minor=missing.minor)
        taken = PaymentTaken(
            id=PaymentId(new_id()), order_id=order_id, amount=owed.due, cart_id=order_id, attempt=owed.attempt
        )
        money.take_cash([taken], actor=actor)
        note_payments(order_id, actor=actor)
        changing.tell_due_paid(order_id, actor=actor)
        return _receipt(owed, register, (Tender.CASH, tendered, tendered - owed.due), at, actor)


def pay_at_terminal(
    order_id: UUID, *, register: RegisterRow, pay_with: PayWith, seen: Money | None, at: datetime, actor: Actor
) -> ReceiptRow:
    """Let the card terminal take what is due, and write the receipt; doing it twice gives the same receipt.

    Raises what `pay_order` raises.
    """
    pay_order(order_id, pay_with=pay_with, seen=seen, at=at, actor=actor)
    with db.transaction():
        statuses.lock([order_id])
        order, tried = order_book.order(order_id), tuple(payment_book.payments_of([order_id]))
        owed = _Owed(order, due(order, tried), tried)
        taken = next((row.captured for row in reversed(tried) if row.tender is Tender.TERMINAL and row.is_good), None)
        if taken is None:
            return _former_receipt(owed)
        return _receipt(owed, register, (Tender.TERMINAL, taken, taken - taken), at, actor)


def _owed(order_id: UUID, seen: Money | None) -> _Owed:
    statuses.lock([order_id])
    order, tried = order_book.order(order_id), tuple(payment_book.payments_of([order_id]))
    if order.row.status is OrderStatus.CANCELED:
        raise OrderClosed(number=order.row.number, status=order.row.status)
    left = due(order, tried)
    if left and seen is not None and seen != left:
        raise PriceChanged(total=f"{left.amount} {left.currency}", total_minor=left.minor)
    return _Owed(order, left, tried)


def _attempt(owed: _Owed, pay_with: PayWith) -> PaymentToPrepare:
    return PaymentToPrepare(
        id=PaymentId(new_id()),
        order_id=owed.order.row.id,
        cart_id=owed.order.row.id,
        tender=pay_with.tender,
        provider=pay_with.provider,
        amount=owed.due,
        attempt=owed.attempt,
    )


def _former_receipt(owed: _Owed) -> ReceiptRow:
    found = registers.receipts_of([owed.order.row.id])
    if not found:
        raise NothingDue(number=owed.order.row.number)
    return found[0]


def _receipt(
    owed: _Owed, register: RegisterRow, given: tuple[Tender, Money, Money], at: datetime, actor: Actor
) -> ReceiptRow:
    tender, tendered, change = given
    wanted = ReceiptToWrite(
        register_id=register.id,
        order_id=owed.order.row.id,
        order_number=owed.order.row.number,
        cashier_id=actor.id,
        cashier_name=actor.name,
        tender=ReceiptTender(tender.value),
        tendered=tendered,
        change=change,
        printed_at=at,
    )
    return receipts.write_receipts([wanted], actor=actor)[0]
