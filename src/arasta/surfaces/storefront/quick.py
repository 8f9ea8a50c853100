"""The shortest way to the order: a customer whose ways are known goes from the basket straight to the payment."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CustomerRow
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import Address, CartClosed, DeliveryKind, UnknownOrder
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.kernel import db
from arasta.surfaces.storefront import baskets, visitors
from arasta.surfaces.storefront.checkouts import Choices, choices
from arasta.surfaces.storefront.forms import address_of
from arasta.surfaces.storefront.shop import shop_of


def fill_in(request: HttpRequest) -> bool:
    """Say for a known customer how the goods reach them, as last time, and hold them; tell whether that could be done.

    What they chose for this cart already stays. Where anything is missing the form asks.
    """
    cart, customer_id = baskets.align(request, shop_of(request)), visitors.customer_id_of(request)
    if cart is None or not cart.lines or customer_id is None or cart.email:
        return False
    said = _as_usual(customers.customer(customer_id), choices(shop_of(request), cart))
    if said is None:
        return False
    try:
        with db.transaction():
            cart_book.set_checkout(cart.id, said)
            hold_cart(cart.id, actor=visitors.shopper_of(request))
    except (OutOfStock, CartClosed):
        return False
    baskets.forget(request)
    return True


def _as_usual(customer: CustomerRow, offered: Choices) -> CheckoutInput | None:
    """Return the way of the last order where it can be taken now; else a delivery to the usual address."""
    if not customer.email:
        return None
    last = order_book.page(OrderFilter(customer_id=customer.id), limit=1).items
    if last and last[0].delivery is DeliveryKind.PICKUP:
        return _pickup(customer, offered, last[0].location_id)
    return _delivery(customer, offered, last[0].id if last else None)


def _pickup(customer: CustomerRow, offered: Choices, location_id: UUID | None) -> CheckoutInput | None:
    store = offered.store(location_id)
    if store is None or not store.can_serve:
        return None
    who = Address(name=customer.name, line1="", city="", country=store.store.row.country, phone=customer.phone)
    return CheckoutInput(customer.email, DeliveryKind.PICKUP, pickup_location_id=store.store.id, address=who)


def _delivery(customer: CustomerRow, offered: Choices, last_order: UUID | None) -> CheckoutInput | None:
    book = customers.addresses(customer.id)
    method = offered.method(_method_of(last_order)) or next(iter(offered.methods), None)
    if not book or method is None or book[0].address.wrong_fields():
        return None
    usual = address_of(book[0].address)
    return CheckoutInput(customer.email, DeliveryKind.DELIVERY, method.code, address=usual, book_id=book[0].id)


def _method_of(order_id: UUID | None) -> str:
    try:
        return order_book.order(order_id).delivery_method if order_id else ""
    except UnknownOrder:
        return ""
