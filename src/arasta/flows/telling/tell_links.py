"""Send somebody the link of their order, or the one to pay it: only to the address that the order knows, once an hour."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import override

from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.payments import queries as payment_book
from arasta.flows.telling.letters import Letter, hearers, queue
from arasta.kernel import db
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import money


def send_order_link(order: OrderDetail, *, at: datetime) -> None:
    """Write the link to an order's own address."""
    with db.transaction():
        queue([(order, Letter("order_link", _once_an_hour(at)))])


def send_payment_link(order: OrderDetail, *, at: datetime) -> bool:
    """Write the link by which an order is paid; tell whether its customer hears from us at all."""
    worth = wanted_worth(order)
    with override(order.language):
        facts = {"amount": money(worth - Money(payment_book.kept_of(order.row.id), worth.currency))}
    told = hearers([order.row.id])
    with db.transaction():
        queue([(one, Letter("payment_link", _once_an_hour(at), facts, page="shop_pay")) for one in told])
    return bool(told)


def _once_an_hour(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H}"
