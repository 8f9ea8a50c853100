"""Open carts with what is in them and where it shall go, many at once; the answer shows them priced.

one transaction: find channels and variants, write the carts, hold where the channel holds from the cart on, price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from arasta.contexts.fulfillment.queries.methods import UnknownDeliveryMethod
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput, CheckoutInput, FilledCart
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.flows.ordering.order_requests import Shop
from arasta.flows.ordering.price_cart import PricedCart, price_carts
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class CartLine:
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class CartRequest:
    """A cart to be opened on a channel. Without currency or language the channel's are meant."""

    channel: str
    lines: tuple[CartLine, ...]
    currency: str = ""
    language: str = ""
    checkout: CheckoutInput | None = None


def open_carts(requests: Sequence[CartRequest], *, at: datetime, actor: Actor) -> list[PricedCart | DomainError]:
    """Open carts, each by itself, and return them priced; the answers stand in the order given."""
    with db.transaction():
        shop = Shop(requests)
        unknown = {place: lack for place, request in enumerate(requests) if (lack := shop.unknown_in(request))}
        carts = {place: _filled(shop, one) for place, one in enumerate(requests) if place not in unknown}
        holding = {place for place, cart in carts.items() if shop.holds_carts(cart.channel_id)}
        cart_book.open_filled([cart for place, cart in carts.items() if place not in holding])
        for place in holding:
            refusal = _open_and_hold(shop, carts[place], actor)
            if refusal:
                unknown[place] = refusal
        rows = cart_reads.carts([cart.id for place, cart in carts.items() if place not in unknown])
        priced = price_carts(list(rows.values()), at=at, standing=shop.standing, sold=shop.sold_by_id)
        by_id = {one.cart.id: one for one in priced}
    return [unknown.get(place) or _sure(by_id[carts[place].id]) for place in range(len(requests))]


def _filled(shop: Shop, request: CartRequest) -> FilledCart:
    channel, language = shop.by_code[request.channel].channel, shop.language_of(request)
    return FilledCart(
        id=new_id(),
        channel_id=channel.id,
        currency=request.currency or channel.currency,
        language=language,
        lines=tuple(CartLineInput(shop.sold[line.sku, language].id, line.quantity) for line in request.lines),
        checkout=request.checkout,
    )


def _open_and_hold(shop: Shop, cart: FilledCart, actor: Actor) -> OutOfStock | None:
    """Open a cart whose channel holds from the cart on; refused, nothing of it is left."""
    wanted = {line.variant_id for line in cart.lines}
    try:
        with db.savepoint():
            cart_book.open_filled([cart])
            hold_after_change(cart.id, shop.by_id[cart.channel_id].channel, wanted=wanted, actor=actor)
    except OutOfStock as refusal:
        return refusal
    return None


def _sure(priced: PricedCart) -> PricedCart | DomainError:
    """A delivery method that does not exist is told at once; the cart is there and can be mended."""
    return UnknownDeliveryMethod(code=priced.cart.delivery_method) if priced.is_method_unknown else priced
