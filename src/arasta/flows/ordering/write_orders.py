"""Turn priced carts into paid orders, many at once: the part of placing that needs no network.

one transaction, the caller's: choose the places, promise the units, write the orders, record the money. Each cart becomes
an order or is refused by itself; a rival who took a chosen unit first makes the choice be made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockLine
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import placing
from arasta.contexts.orders.types import DeliveryKind, OrderInput, PlacedOrder
from arasta.contexts.payments.services import money
from arasta.contexts.payments.types import RECORDED, PaymentId, PaymentTaken
from arasta.flows.ordering.choose_later import Split, or_later, with_lines
from arasta.flows.ordering.choose_places import Chosen, Demand, choose_places
from arasta.flows.ordering.own_carts import take_over_own
from arasta.flows.ordering.price_cart import PricedCart
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Sale:
    """A priced cart that shall become an order; its money was taken elsewhere under a reference, or is still owed.

    `is_stored`: there is such a cart, which may hold units; otherwise the order came whole.
    """

    priced: PricedCart
    payment_id: PaymentId | None = None
    reference: str = ""
    external_id: str = ""
    attempt: int = 1
    held: Chosen = ()
    is_stored: bool = True

    @property
    def id(self) -> UUID:
        return self.priced.cart.id

    @property
    def cart_id(self) -> UUID | None:
        return self.id if self.is_stored else None


class Overtaken(Conflict):
    """Somebody else wrote one of the orders meanwhile; done again, it is found in the book."""

    code = "order_overtaken"
    is_final = False
    template = gettext_noop("This order was entered by someone else a moment ago. Ask again.")


def write_orders(sales: Sequence[Sale], *, actor: Actor) -> list[PlacedOrder | OutOfStock]:
    """Promise, write and pay many orders; the answers stand in the order given.

    Raises Overtaken or AttemptTaken, which undo all, if one of them was written by a rival a moment ago.
    """
    db.require_transaction()
    written = {sale.id: order_of(sale.priced, sale) for sale in sales}
    refused: dict[UUID, OutOfStock] = {}
    promised: list[Sale] = []
    open_sales: Sequence[Sale] = sales
    for _ in range(_TRIES):
        open_sales = _promise(open_sales, written, promised, refused, actor)
        if not open_sales:
            break
    placed = {order.id: order for order in placing.place_orders([written[s.id] for s in promised], actor=actor)}
    if not all(order.is_new for order in placed.values()):
        raise Overtaken
    paid = [_payment(sale, placed[sale.id]) for sale in promised if sale.payment_id]
    if paid:
        money.record_elsewhere(paid, actor=actor)
    return [placed.get(sale.id) or refused[sale.id] for sale in sales]


def _promise(
    sales: Sequence[Sale],
    written: Mapping[UUID, OrderInput],
    promised: list[Sale],
    refused: dict[UUID, OutOfStock],
    actor: Actor,
) -> list[Sale]:
    """Choose and promise; return the sales whose chosen units went to a rival meanwhile, or were their customer's own."""
    to_choose = [sale for sale in sales if not sale.held]
    chosen = dict(zip([s.id for s in to_choose], choose_places([_demand(s) for s in to_choose]), strict=True))
    able, requests, lost = [], [], list[Sale]()
    for sale in sales:
        split = Split(sale.held) if sale.held else or_later(_demand(sale), chosen[sale.id])
        if isinstance(split, OutOfStock):
            refused[sale.id] = split
            if sale.is_stored and take_over_own(sale.priced.cart, split.variant_ids, actor=actor):
                lost.append(sale)
            continue
        able.append(sale)
        requests.append(_request(written[sale.id], split))
    for sale, answer in zip(able, allocations.allocate(requests, actor=actor), strict=True):
        if isinstance(answer, OutOfStock):
            refused[sale.id] = answer
            lost.append(replace(sale, held=()))
        else:
            refused.pop(sale.id, None)
            promised.append(sale)
    return lost


def _request(order: OrderInput, split: Split) -> AllocationRequest:
    """Give each line its share of the places, or of what is to come."""
    lines, later = with_lines([(line.id, line.variant_id, line.quantity) for line in order.lines], split)
    return AllocationRequest(order.id, order.channel_id, lines, cart_id=order.cart_id, later=later)


def held_as_wanted(priced: PricedCart, held: Sequence[tuple[UUID, UUID, int]]) -> Chosen:
    """Return a cart's held lines if they are just what it wants; else nothing, and places are chosen anew."""
    wanted = {line.variant.id: line.quantity for line in priced.lines}
    sums: dict[UUID, int] = {}
    for variant, _, quantity in held:
        sums[variant] = sums.get(variant, 0) + quantity
    return tuple(StockLine(*line) for line in held) if sums == wanted else ()


def order_of(priced: PricedCart, sale: Sale | None = None) -> OrderInput:
    """Write a priced cart as an order: the order bears the cart's id, its lines get theirs now."""
    cart = priced.cart
    is_sent = cart.delivery is DeliveryKind.DELIVERY
    return OrderInput(
        id=cart.id,
        channel_id=cart.channel_id,
        currency=cart.currency,
        lines=tuple(replace(line, id=new_id()) for line in priced.order_lines()),
        delivery=cart.delivery or DeliveryKind.DELIVERY,
        email=cart.email,
        customer_id=cart.customer_id,
        customer_name=cart.address.name if cart.address else "",
        language=cart.language,
        cart_id=sale.cart_id if sale else cart.id,
        external_id=sale.external_id if sale else "",
        location_id=cart.pickup_location_id if cart.delivery is DeliveryKind.PICKUP or cart.fetched else None,
        delivery_method=cart.delivery_method if is_sent else "",
        delivery_price=priced.delivery,
        delivery_tax_rate=priced.delivery_tax_rate,
        shipping_address=cart.address if is_sent else None,
        billing_address=cart.address,
        paid=priced.total if sale and sale.payment_id else None,
    )


def _demand(sale: Sale) -> Demand:
    cart: CartRow = sale.priced.cart
    return Demand(
        served=sale.priced.served,
        wanted=tuple((line.variant.id, line.quantity) for line in sale.priced.lines),
        pickup_location_id=cart.pickup_location_id if cart.delivery is DeliveryKind.PICKUP else None,
        cart_id=sale.cart_id,
        fetched=cart.fetched,
        fetched_at=cart.pickup_location_id,
    )


def _payment(sale: Sale, order: PlacedOrder) -> PaymentTaken:
    return PaymentTaken(
        id=PaymentId(sale.payment_id or new_id()),
        order_id=order.id,
        amount=order.total,
        cart_id=sale.cart_id,
        attempt=sale.attempt,
        provider=RECORDED,
        reference=sale.reference,
    )
