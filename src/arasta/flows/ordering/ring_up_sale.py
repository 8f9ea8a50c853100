"""Sell at a till: the goods leave with the customer.

cash: one transaction: price, allocate, write the order, ship, take the money, write the receipt;
card: prepare (hold the units, prepare the payment); outside: the terminal; finish as with cash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.inventory.services import allocations, reservations
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, OutOfStock, StockLine
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import CartStatus, DeliveryKind, EmptyCart, OrderInput, PlacedOrder
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import money, payments
from arasta.contexts.payments.types import (
    GatewayResult,
    Outcome,
    PaymentId,
    PaymentResult,
    PaymentRow,
    PaymentTaken,
    PaymentToPrepare,
    Tender,
)
from arasta.contexts.registers import queries as registers
from arasta.contexts.registers import services as receipts
from arasta.contexts.registers.types import ReceiptRow, ReceiptTender, ReceiptToWrite, RegisterRow
from arasta.flows.ordering.place_order import NotSold, PaymentDeclined, PaymentUnclear, PriceChanged
from arasta.flows.ordering.price_cart import PricedCart, price_cart
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

_TERMINAL_TIME = timedelta(minutes=5)


class TooLittleCash(Conflict):
    code = "too_little_cash"
    template = gettext_noop("%(missing)s is still missing.")


@dataclass(frozen=True, slots=True)
class Sale:
    """A finished sale and its receipt."""

    order: PlacedOrder
    receipt: ReceiptRow


def ring_up_cash(cart_id: UUID, *, register: RegisterRow, tendered: Money, at: datetime, actor: Actor) -> Sale:
    """Sell a till's cart for cash; doing it twice gives the same sale. Raises OutOfStock, TooLittleCash, EmptyCart."""
    with db.transaction():
        if cart_book.lock(cart_id) is CartStatus.ORDERED:
            return _former(cart_id)
        priced = _priced(cart_id, at)
        if tendered < priced.total:
            missing = priced.total - tendered
            raise TooLittleCash(missing=f"{missing.amount} {missing.currency}")
        order = _hand_over(priced, register, actor)
        taken = PaymentTaken(id=PaymentId(new_id()), order_id=order.id, amount=order.total, cart_id=cart_id)
        money.take_cash([taken], actor=actor)
        receipt = _close(order, register, ReceiptTender.CASH, tendered, at, actor)
    return Sale(order, receipt)


def ring_up_card(
    cart_id: UUID, *, register: RegisterRow, provider: str, token: str, at: datetime, actor: Actor
) -> Sale:
    """Sell a till's cart by the card terminal; doing it twice gives the same sale.

    Raises OutOfStock, PaymentDeclined (the cart stays), PaymentUnclear (ask again: the terminal is asked first), EmptyCart.
    """
    former, payment = _prepare(cart_id, register, provider, at, actor)
    if former is not None:
        return former
    assert payment is not None  # noqa: S101 - no former sale means that a payment stands
    gateway = ports.gateway(payment.provider)
    result = gateway.fetch(payment.id)
    if result.outcome is Outcome.MISSING:
        request = ports.AuthorizationRequest(payment.id, payment.amount, Tender.TERMINAL, token, capture=True)
        result = gateway.authorize(request)
    if result.outcome is Outcome.UNKNOWN:
        result = gateway.fetch(payment.id)
    if result.outcome in {Outcome.UNKNOWN, Outcome.MISSING}:
        raise PaymentUnclear
    if result.outcome not in {Outcome.AUTHORIZED, Outcome.CAPTURED}:
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        reservations.release([cart_id], actor=actor)
        raise PaymentDeclined(reason=result.decline_code or result.outcome.value)
    return _finish_card(payment, result, register, at, actor)


def _prepare(
    cart_id: UUID, register: RegisterRow, provider: str, at: datetime, actor: Actor
) -> tuple[Sale | None, PaymentRow | None]:
    with db.transaction():
        if cart_book.lock(cart_id) is CartStatus.ORDERED:
            return _former(cart_id), None
        priced = _priced(cart_id, at)
        hold = HoldRequest(cart_id, priced.channel.id, _stock_lines(priced, register), _TERMINAL_TIME)
        held = reservations.reserve([hold], actor=actor)[0]
        if isinstance(held, OutOfStock):
            raise held
        tried = payment_book.payments_of_carts([cart_id])
        unsettled = [row for row in tried if not row.is_settled and row.amount == priced.total]
        if unsettled:
            return None, unsettled[-1]
        payment = PaymentToPrepare(
            id=PaymentId(new_id()),
            order_id=cart_id,
            cart_id=cart_id,
            tender=Tender.TERMINAL,
            provider=provider,
            amount=priced.total,
            attempt=1 + len(tried),
        )
        return None, payments.prepare_payments([payment])[0]


def _finish_card(
    payment: PaymentRow, result: GatewayResult, register: RegisterRow, at: datetime, actor: Actor
) -> Sale:
    with db.transaction():
        if cart_book.lock(payment.order_id) is CartStatus.ORDERED:
            return _former(payment.order_id)
        priced = _priced(payment.order_id, at)
        if priced.total != payment.amount:
            raise PriceChanged(total=f"{priced.total.amount} {priced.total.currency}", total_minor=priced.total.minor)
        order = _hand_over(priced, register, actor)
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        receipt = _close(order, register, ReceiptTender.TERMINAL, order.total, at, actor)
    return Sale(order, receipt)


def _priced(cart_id: UUID, at: datetime) -> PricedCart:
    priced = price_cart(cart_id, at=at)
    if not priced.cart.lines:
        raise EmptyCart
    if priced.unsellable:
        raise NotSold(variants=[str(key) for key in priced.unsellable])
    return priced


def _hand_over(priced: PricedCart, register: RegisterRow, actor: Actor) -> PlacedOrder:
    """Write the order, promise its units at the store and let them leave. Raises OutOfStock."""
    cart = priced.cart
    order = placing.place_orders(
        [
            OrderInput(
                id=cart.id,
                channel_id=cart.channel_id,
                currency=cart.currency,
                lines=priced.order_lines(),
                delivery=DeliveryKind.COUNTER,
                email=cart.email,
                customer_id=cart.customer_id,
                language=cart.language,
                cart_id=cart.id,
                location_id=register.location_id,
            )
        ],
        actor=actor,
    )[0]
    line_of = {line.variant_id: line.id for line in order.lines}
    lines = tuple(
        StockLine(line.variant_id, line.location_id, line.quantity, line_of[line.variant_id])
        for line in _stock_lines(priced, register)
    )
    request = AllocationRequest(order.id, cart.channel_id, lines, cart_id=cart.id, dips_into_safety=True)
    answer = allocations.allocate([request], actor=actor)[0]
    if isinstance(answer, OutOfStock):
        raise answer
    allocations.ship(answer.allocations, actor=actor)
    statuses.record_shipped([(line.id, line.quantity) for line in order.lines], actor=actor)
    cart_book.close([cart.id])
    return order


def _stock_lines(priced: PricedCart, register: RegisterRow) -> tuple[StockLine, ...]:
    return tuple(StockLine(line.variant.id, register.location_id, line.quantity) for line in priced.lines)


def _close(
    order: PlacedOrder, register: RegisterRow, tender: ReceiptTender, tendered: Money, at: datetime, actor: Actor
) -> ReceiptRow:
    statuses.record_payments([(order.id, order.total.minor, order.total.minor, 0)], actor=actor)
    receipt = ReceiptToWrite(
        register_id=register.id,
        order_id=order.id,
        order_number=order.number,
        cashier_id=actor.id,
        cashier_name=actor.name,
        tender=tender,
        tendered=tendered,
        change=tendered - order.total,
        printed_at=at,
    )
    return receipts.write_receipts([receipt], actor=actor)[0]


def _former(cart_id: UUID) -> Sale:
    detail = order_book.order(cart_id)
    order = PlacedOrder(detail.row.id, detail.row.number, detail.row.total, (), is_new=False)
    return Sale(order, registers.receipts_of([cart_id])[0])
