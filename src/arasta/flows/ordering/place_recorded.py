"""Turn carts into orders whose money was taken elsewhere: nobody need be asked, so it is one transaction for many.

one transaction: lock the carts, replay, price, check, then write_orders and close the carts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import CartStatus, PlacedOrder, UnknownCart
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.queries import Tried
from arasta.contexts.payments.types import PaymentId
from arasta.flows.ordering.price_cart import price_carts
from arasta.flows.ordering.refusals import PaymentUnclear, refusal_of
from arasta.flows.ordering.take_orders import Answer, TakenOrder, taken
from arasta.flows.ordering.write_orders import Sale, held_as_wanted, write_orders
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True)
class CartToOrder:
    """A cart whose owner paid elsewhere: their reference of the payment, and the total that was seen."""

    cart_id: UUID
    reference: str
    seen_total: Money | None = None


def place_recorded(wanted: Sequence[CartToOrder], *, at: datetime, actor: Actor) -> list[Answer]:
    """Place carts, each by itself; a cart that is an order already is answered by it. Raises Overtaken."""
    ids = list(dict.fromkeys(one.cart_id for one in wanted))
    with db.transaction():
        statuses = cart_book.lock_all(ids)
        answers: dict[UUID, Answer] = {key: UnknownCart() for key in ids if key not in statuses}
        answers.update({key: _former(key) for key, status in statuses.items() if status is CartStatus.ORDERED})
        left = [one for one in wanted if one.cart_id not in answers]
        sales = _sales({one.cart_id: one for one in left}, answers, at)
        placed = write_orders(sales, actor=actor) if sales else []
        for sale, order in zip(sales, placed, strict=True):
            answers[sale.id] = taken(sale, order)
        closed = [sale.id for sale in sales if isinstance(answers[sale.id], TakenOrder)]
        if closed:
            cart_book.close(closed)
    return [answers[one.cart_id] for one in wanted]


def _sales(wanted: dict[UUID, CartToOrder], answers: dict[UUID, Answer], at: datetime) -> list[Sale]:
    """Price the carts; those that may not become orders are answered, the others become sales."""
    if not wanted:
        return []
    carts = cart_reads.carts(list(wanted))
    tried = payment_book.tried_for_carts(list(wanted))
    held = stock.held_by(list(wanted))
    sales = []
    for priced in price_carts(list(carts.values()), at=at, shows_stock=False):
        key = priced.cart.id
        before = tried.get(key, Tried())
        refusal: DomainError | None = refusal_of(priced, wanted[key].seen_total)
        if before.is_pending:
            refusal = PaymentUnclear()
        if refusal:
            answers[key] = refusal
            continue
        sales.append(
            Sale(
                priced,
                payment_id=PaymentId(new_id()),
                reference=wanted[key].reference,
                attempt=1 + before.attempts,
                held=held_as_wanted(priced, held.get(key, [])),
            )
        )
    return sales


def _former(order_id: UUID) -> TakenOrder:
    detail = order_book.order(order_id)
    return TakenOrder(PlacedOrder(detail.row.id, detail.row.number, detail.row.total, (), is_new=False))
