"""Turn a cart into an order that is paid later: in the store, at the till, or by a payment link.

one transaction: lock the cart, replay, price, check, promise the units, write the order, close the cart.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import CartStatus, PlacedOrder
from arasta.contexts.payments import queries as payment_book
from arasta.flows.ordering.order_payments import former
from arasta.flows.ordering.price_cart import price_cart
from arasta.flows.ordering.refusals import PaymentUnclear, refusal_of
from arasta.flows.ordering.write_orders import Sale, held_as_wanted, write_orders
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money


def place_unpaid(cart_id: UUID, *, seen_total: Money | None, at: datetime, actor: Actor) -> PlacedOrder:
    """Place a cart's order without money. Doing it twice gives the same order.

    Raises UnknownCart, EmptyCart, CheckoutIncomplete, PriceChanged, OutOfStock, PaymentUnclear, Overtaken.
    """
    with db.transaction():
        if cart_book.lock(cart_id) is CartStatus.ORDERED:
            return former(order_book.order(cart_id))
        if any(not row.is_settled for row in payment_book.payments_of_carts([cart_id])):
            raise PaymentUnclear
        priced = price_cart(cart_id, at=at)
        refusal = refusal_of(priced, seen_total)
        if refusal:
            raise refusal
        held = held_as_wanted(priced, stock.held_lines(cart_id))
        answer = write_orders([Sale(priced, held=held)], actor=actor)[0]
        if isinstance(answer, OutOfStock):
            raise answer
        cart_book.close([cart_id])
    return answer
