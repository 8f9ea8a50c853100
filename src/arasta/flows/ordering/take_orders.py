"""Take orders that come whole: lines, buyer, delivery and payment in one message, one or many at once.

one transaction: find channels and variants, price, check what the sender saw, take pickup times, then write_orders. Each
order is taken or refused by itself. The money was taken elsewhere, or is still owed; who must ask a provider goes by place_order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.types import PlacedOrder
from arasta.contexts.payments.types import PaymentId
from arasta.contexts.pickup.services import plans
from arasta.flows.ordering.choose_time import choose_for_sale
from arasta.flows.ordering.order_requests import OrderRequest, Shop
from arasta.flows.ordering.price_cart import PricedCart, price_carts
from arasta.flows.ordering.refusals import SeenPriceChanged, refusal_of
from arasta.flows.ordering.write_orders import Sale, write_orders
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, DomainError
from arasta.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class TakenOrder:
    """An order that was taken now or, `order.is_new` being false, before; `payment_id` of the money recorded now."""

    order: PlacedOrder
    priced: PricedCart | None = None
    payment_id: UUID | None = None


Answer = TakenOrder | DomainError


def taken(sale: Sale, order: PlacedOrder | OutOfStock) -> Answer:
    """Say what became of a sale."""
    return TakenOrder(order, sale.priced, sale.payment_id) if isinstance(order, PlacedOrder) else order


def take_orders(requests: Sequence[OrderRequest], *, at: datetime, actor: Actor) -> list[Answer]:
    """Take orders, each by itself; the answers stand in the order given. Raises Overtaken, which undoes all.

    An order with an `external_id` that the channel's book knows is answered by the one in the book.
    """
    with db.transaction():
        shop = Shop(requests)
        answers, doubles = _answered(shop, requests)
        asked = [place for place in range(len(requests)) if place not in answers and place not in doubles]
        carts = {place: shop.cart(requests[place], at=at) for place in asked}
        answers.update({place: cart for place, cart in carts.items() if isinstance(cart, DomainError)})
        good = {place: cart for place, cart in carts.items() if isinstance(cart, CartRow)}
        sales = _priced(shop, requests, good, answers, at)
        timed = _timed(shop, requests, sales, answers, at)
        written = write_orders(list(sales.values()), actor=actor) if sales else []
        for (place, sale), order in zip(sales.items(), written, strict=True):
            answers[place] = taken(sale, order)
        if timed:
            plans.forget([key for place, key in timed.items() if isinstance(answers[place], OutOfStock)])
        answers.update(_known_by_now(shop, requests, answers))
    answers.update({place: _again(answers[first]) for place, first in doubles.items()})
    return [answers[place] for place in range(len(requests))]


def _answered(shop: Shop, requests: Sequence[OrderRequest]) -> tuple[dict[int, Answer], dict[int, int]]:
    """Return the orders that are in the book already, and those that repeat an earlier one of this very batch."""
    keys = {place: key for place, request in enumerate(requests) if (key := shop.key(request))}
    known = order_book.placed_before(list(keys.values())) if keys else {}
    answers: dict[int, Answer] = {}
    doubles: dict[int, int] = {}
    first: dict[tuple[UUID, str], int] = {}
    for place, key in keys.items():
        if key in known:
            answers[place] = TakenOrder(known[key])
        elif key in first:
            doubles[place] = first[key]
        else:
            first[key] = place
    return answers, doubles


def _known_by_now(shop: Shop, requests: Sequence[OrderRequest], answers: dict[int, Answer]) -> dict[int, Answer]:
    """Return what is in the book after all: while we waited for units, the same order may have been taken with them."""
    short = [place for place, answer in answers.items() if isinstance(answer, OutOfStock)]
    keys = {place: key for place in short if (key := shop.key(requests[place]))}
    known = order_book.placed_before(list(keys.values())) if keys else {}
    return {place: TakenOrder(known[key]) for place, key in keys.items() if key in known}


def _priced(
    shop: Shop, requests: Sequence[OrderRequest], carts: dict[int, CartRow], answers: dict[int, Answer], at: datetime
) -> dict[int, Sale]:
    """Price the carts; those that may not become orders are answered, the others become sales."""
    if not carts:
        return {}
    sales = {}
    standing, sold = shop.standing, shop.sold_by_id
    priced = price_carts(list(carts.values()), at=at, shows_stock=False, standing=standing, sold=sold)
    for place, one in zip(carts, priced, strict=True):
        refusal = refusal_of(one, requests[place].seen_total) or _changed_line(one)
        if refusal:
            answers[place] = refusal
        else:
            sales[place] = _sale(one, requests[place])
    return sales


def _timed(
    shop: Shop, requests: Sequence[OrderRequest], sales: dict[int, Sale], answers: dict[int, Answer], at: datetime
) -> dict[int, UUID]:
    """Take the times at which buyers come, at places in the order of their keys; who cannot have one is answered so.

    Return the ids of the orders that have a time.
    """
    wanted = [
        (str(one.pickup_location_id), place, one.pickup_at) for place in sales if (one := requests[place]).pickup_at
    ]
    timed = {}
    for _, place, starts_at in sorted(wanted):
        cart = sales[place].priced.cart
        try:
            with db.savepoint():
                choose_for_sale(cart, shop.by_id[cart.channel_id], starts_at, at=at)
        except Conflict as refusal:
            answers[place] = refusal
            del sales[place]
        else:
            timed[place] = cart.id
    return timed


def _changed_line(priced: PricedCart) -> SeenPriceChanged | None:
    for line in priced.lines:
        if line.price_changed:
            price = line.unit_price
            return SeenPriceChanged(
                sku=line.variant.sku, price=f"{price.amount} {price.currency}", price_minor=price.minor
            )
    return None


def _sale(priced: PricedCart, request: OrderRequest) -> Sale:
    payment = PaymentId(new_id()) if request.reference else None
    return Sale(
        priced, payment_id=payment, reference=request.reference, external_id=request.external_id, is_stored=False
    )


def _again(answer: Answer) -> Answer:
    return replace(answer, order=replace(answer.order, is_new=False)) if isinstance(answer, TakenOrder) else answer
