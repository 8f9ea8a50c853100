"""Hold a cart's units for the time of checkout: choose the places, then reserve there, in one transaction."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, HoldPolicy, ServedChannel
from arasta.contexts.inventory.services import reservations
from arasta.contexts.inventory.types import Held, HoldRequest, OutOfStock
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import DeliveryKind, EmptyCart
from arasta.flows.ordering.choose_later import choose_now_or_later
from arasta.flows.ordering.choose_places import Chosen, Demand, choose_places
from arasta.flows.ordering.own_carts import take_over_own
from arasta.kernel import db
from arasta.kernel.access import Actor

_TRIES = 3


def hold_cart(cart_id: UUID, *, actor: Actor) -> Held | None:
    """Reserve a cart's lines for its channel's time of hold; an earlier hold of the cart is replaced.

    On a channel that holds nothing before the order, only see that all can be had. What other carts of the same customer
    hold is taken over where it is needed; what is sold before it is there is promised with the order. Raises UnknownCart,
    CartClosed, EmptyCart, OutOfStock (then an earlier hold stays).
    """
    with db.transaction():
        cart_book.lock_open(cart_id)
        cart = carts.cart(cart_id)
        if not cart.lines:
            raise EmptyCart
        served = channels.served_channels(ids=[cart.channel_id])[0]
        answer = _hold(cart, served, actor)
        if isinstance(answer, OutOfStock) and take_over_own(cart, answer.variant_ids, actor=actor):
            answer = _hold(cart, served, actor)
        if isinstance(answer, OutOfStock):
            answer = _hold_what_is_there(cart, served, actor)
        if isinstance(answer, OutOfStock):
            raise answer
    return answer


def demand_of(cart: CartRow, served: ServedChannel) -> Demand:
    """Say what a cart wants, and how it shall reach its owner."""
    return Demand(
        served=served,
        wanted=tuple((line.variant_id, line.quantity) for line in cart.lines),
        pickup_location_id=cart.pickup_location_id if cart.delivery is DeliveryKind.PICKUP else None,
        cart_id=cart.id,
        fetched=cart.fetched,
        fetched_at=cart.pickup_location_id,
    )


def _hold(cart: CartRow, served: ServedChannel, actor: Actor) -> Held | OutOfStock | None:
    """Choose and reserve; a rival may take the chosen place's last unit in between: then the choice is made again."""
    channel, answer = served.channel, None
    for _ in range(_TRIES):
        lines = choose_places([demand_of(cart, served)])[0]
        if isinstance(lines, OutOfStock) or channel.hold_policy is HoldPolicy.NONE:
            return lines if isinstance(lines, OutOfStock) else None
        answer = _reserve(cart, channel, lines, actor)
        if isinstance(answer, Held):
            return answer
    return answer


def _hold_what_is_there(cart: CartRow, served: ServedChannel, actor: Actor) -> Held | OutOfStock | None:
    """Hold the units on shelves of a cart whose rest waits for announced goods."""
    split = choose_now_or_later(demand_of(cart, served))
    if isinstance(split, OutOfStock):
        return split
    if split.now and served.channel.hold_policy is not HoldPolicy.NONE:
        return _reserve(cart, served.channel, split.now, actor)
    reservations.release([cart.id], actor=actor)
    return None


def _reserve(cart: CartRow, channel: Channel, lines: Chosen, actor: Actor) -> Held | OutOfStock:
    hold = HoldRequest(cart.id, channel.id, lines, timedelta(minutes=channel.hold_minutes))
    return reservations.reserve([hold], actor=actor)[0]
