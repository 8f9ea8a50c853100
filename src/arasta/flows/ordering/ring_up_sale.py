"""Sell at a till: the goods leave with the customer, or are sent home.

cash: one transaction: price, allocate, write the order, ship, take the money, write the receipt;
card: prepare (hold the units, prepare the payment); outside: the terminal; finish as with cash, or give the money back.
A payment that is unclear is asked about before anything else is sold to the cart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.inventory.queries import lots
from arasta.contexts.inventory.services import reservations, serials
from arasta.contexts.inventory.types import StockLine, TrackingMode
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import CartStatus, DeliveryKind, PlacedOrder
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
from arasta.contexts.registers.types import ReceiptRow, RegisterRow
from arasta.flows.ordering.give_up_sale import give_back
from arasta.flows.ordering.hand_over import Named, goods_of, hand_over, hold_goods, write_receipt
from arasta.flows.ordering.price_cart import PricedCart, price_cart
from arasta.flows.ordering.refusals import PaidTwice, PaymentDeclined, PaymentUnclear, refusal_of
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, DomainError, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

_TERMINAL_TIME = timedelta(minutes=5)


class TooLittleCash(Conflict):
    """Less was tendered than is to be paid."""

    code = "too_little_cash"
    template = gettext_noop("%(missing)s is still missing.")


class PaidElsewhere(Conflict):
    """The cart became an order on its owner's device while the till had it before its eyes."""

    code = "paid_elsewhere"
    template = gettext_noop(
        "This cart was paid on the customer's own device, as order %(number)s. Nothing is to be taken here."
    )


@dataclass(frozen=True, slots=True)
class Sale:
    """A finished sale and its receipt."""

    order: PlacedOrder
    receipt: ReceiptRow


@dataclass(frozen=True, slots=True)
class Terminal:
    """The provider of a card terminal, and what names the one that stands here."""

    provider: str
    token: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be sold how: where, by which terminal, for which sum, and which numbered units."""

    register: RegisterRow
    terminal: Terminal
    seen_total: Money | None
    traced: Named

    def require_here(self, lines: Sequence[StockLine]) -> None:
        """Let nobody be charged for a numbered unit that is not on the shelf."""
        if self.traced:
            numbered = lots.tracking(list(self.traced))
            named = [replace(line, traced=self.traced.get(line.variant_id, ())) for line in lines]
            is_numbered = {key for key, how in numbered.items() if how.mode is TrackingMode.SERIAL}
            serials.require_here([line for line in named if line.variant_id in is_numbered])


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A payment to put to the terminal; one that was put there before is asked about first."""

    payment: PaymentRow
    is_fresh: bool


def ring_up_cash(
    cart_id: UUID,
    *,
    register: RegisterRow,
    tendered: Money,
    at: datetime,
    actor: Actor,
    seen_total: Money | None = None,
    traced: Named | None = None,
) -> Sale:
    """Sell a till's cart for cash; doing it twice gives the same sale. `traced`: which lots or units, by variant.

    Raises EmptyCart, NotSold, PriceChanged, CheckoutIncomplete (what is sent says where to), TooLittleCash, OutOfStock,
    PaymentUnclear (a card payment comes first), and what inventory refuses of lots and units.
    """
    with db.transaction():
        if cart_book.lock(cart_id) is CartStatus.ORDERED:
            return _former(cart_id)
        tried = payment_book.payments_of_carts([cart_id])
        if not all(row.is_settled for row in tried):
            raise PaymentUnclear
        priced = _priced(cart_id, seen_total, at)
        if tendered < priced.total:
            missing = priced.total - tendered
            raise TooLittleCash(missing=f"{missing.amount} {missing.currency}", missing_minor=missing.minor)
        order = hand_over(priced, register=register, traced=traced, actor=actor)
        taken = PaymentTaken(
            id=PaymentId(new_id()),
            order_id=order.id,
            amount=order.total,
            cart_id=cart_id,
            attempt=1 + len(tried),
        )
        paid = money.take_cash([taken], actor=actor)[0]
        receipt = write_receipt(order, paid, register=register, tendered=tendered, at=at, actor=actor)
    return Sale(order, receipt)


def ring_up_card(
    cart_id: UUID,
    *,
    register: RegisterRow,
    terminal: Terminal,
    at: datetime,
    actor: Actor,
    seen_total: Money | None = None,
    traced: Named | None = None,
) -> Sale:
    """Sell a till's cart by the card terminal; doing it twice gives the same sale. `traced` as for cash.

    Raises EmptyCart, NotSold, PriceChanged, CheckoutIncomplete, OutOfStock, PaymentDeclined (the cart stays),
    PaymentUnclear (do it again: the terminal is asked first, and never charges a payment twice).
    """
    found = _prepare(cart_id, _Wish(register, terminal, seen_total, traced or {}), at, actor)
    if isinstance(found, Sale):
        return found
    payment, result = found.payment, _ask(found, terminal.token)
    if result.outcome in {Outcome.UNKNOWN, Outcome.MISSING}:
        raise PaymentUnclear
    if result.outcome not in {Outcome.AUTHORIZED, Outcome.CAPTURED}:
        payments.record_results([PaymentResult(payment.id, result)], actor=actor)
        reservations.release([cart_id], actor=actor)
        raise PaymentDeclined(reason=result.decline_code or result.outcome.value)
    try:
        return _finish_card(payment, result, (register, traced), at, actor)
    except DomainError:
        give_back(payment, result, actor=actor)
        raise


def _ask(attempt: _Attempt, token: str) -> GatewayResult:
    """Put a payment to the terminal, or learn what became of it there; the payment's id makes repetition harmless."""
    payment, gateway = attempt.payment, ports.gateway(attempt.payment.provider)
    if not attempt.is_fresh:
        known = gateway.fetch(payment.id)
        if known.outcome is not Outcome.MISSING:
            return known
    request = ports.AuthorizationRequest(payment.id, payment.amount, Tender.TERMINAL, token, capture=True)
    result = gateway.authorize(request)
    return gateway.fetch(payment.id) if result.outcome is Outcome.UNKNOWN else result


def _prepare(cart_id: UUID, wish: _Wish, at: datetime, actor: Actor) -> Sale | _Attempt:
    with db.transaction():
        if cart_book.lock(cart_id) is CartStatus.ORDERED:
            return _former(cart_id)
        tried = payment_book.payments_of_carts([cart_id])
        unsettled = [row for row in tried if not row.is_settled]
        if unsettled:
            return _Attempt(unsettled[-1], is_fresh=False)
        priced = _priced(cart_id, wish.seen_total, at)
        goods = goods_of(priced, wish.register)
        wish.require_here(goods.taken)
        hold_goods(priced, goods, hold_for=_TERMINAL_TIME, actor=actor)
        payment = PaymentToPrepare(
            id=PaymentId(new_id()),
            order_id=cart_id,
            cart_id=cart_id,
            tender=Tender.TERMINAL,
            provider=wish.terminal.provider,
            amount=priced.total,
            attempt=1 + len(tried),
        )
        return _Attempt(payments.prepare_payments([payment])[0], is_fresh=True)


def _finish_card(
    payment: PaymentRow, result: GatewayResult, sold: tuple[RegisterRow, Named | None], at: datetime, actor: Actor
) -> Sale:
    register, traced = sold
    with db.transaction():
        if cart_book.lock(payment.order_id) is CartStatus.ORDERED:
            if not payment_book.payment(payment.id).is_good:
                raise PaidTwice
            return _former(payment.order_id)
        priced = _priced(payment.order_id, payment.amount, at)
        order = hand_over(priced, register=register, traced=traced, actor=actor)
        paid = payments.record_results([PaymentResult(payment.id, result)], actor=actor)[0]
        receipt = write_receipt(order, paid, register=register, tendered=order.total, at=at, actor=actor)
    return Sale(order, receipt)


def _priced(cart_id: UUID, seen_total: Money | None, at: datetime) -> PricedCart:
    priced = price_cart(cart_id, at=at)
    refusal = refusal_of(priced, seen_total, at_counter=priced.cart.delivery is not DeliveryKind.DELIVERY)
    if refusal:
        raise refusal
    return priced


def _former(cart_id: UUID) -> Sale:
    detail, receipts = order_book.order(cart_id), registers.receipts_of([cart_id])
    if not receipts:
        raise PaidElsewhere(number=detail.row.number)
    order = PlacedOrder(detail.row.id, detail.row.number, detail.row.total, (), is_new=False)
    return Sale(order, receipts[0])
