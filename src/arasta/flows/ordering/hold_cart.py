"""Hold a cart's units for the time of checkout: choose the places, then reserve there, in one transaction."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.fulfillment.queries.sourcing import sourcing_plan
from arasta.contexts.fulfillment.types import Candidate
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.services import reservations
from arasta.contexts.inventory.types import Held, HoldRequest, OutOfStock, Shortage, StockLine
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import DeliveryKind, EmptyCart
from arasta.kernel import db
from arasta.kernel.access import Actor

_MORE_TRIES = 2


def hold_cart(cart_id: UUID, *, actor: Actor) -> Held:
    """Reserve a cart's lines for its channel's time of hold; an earlier hold of the cart is replaced.

    Raises UnknownCart, CartClosed, EmptyCart, OutOfStock (then an earlier hold stays). A rival may take the chosen
    place's last unit between choosing and reserving: then the choice is made again.
    """
    with db.transaction():
        cart_book.lock_open(cart_id)
        cart = carts.cart(cart_id)
        channel = channels.channel_by_id(cart.channel_id)
        if not cart.lines:
            raise EmptyCart
        answer = _hold(cart, channel, actor)
        for _ in range(_MORE_TRIES):
            if isinstance(answer, OutOfStock):
                answer = _hold(cart, channel, actor)
        if isinstance(answer, OutOfStock):
            raise answer
    return answer


def _hold(cart: CartRow, channel: Channel, actor: Actor) -> Held | OutOfStock:
    lines = choose_places(cart, channel)
    hold = HoldRequest(cart.id, channel.id, lines, timedelta(minutes=channel.hold_minutes))
    return reservations.reserve([hold], actor=actor)[0]


def choose_places(cart: CartRow, channel: Channel) -> tuple[StockLine, ...]:
    """Choose where a cart's lines come from: the pickup location alone, or the channel's shipping places by priority.

    Raises OutOfStock with what nobody has.
    """
    pickup = cart.pickup_location_id if cart.delivery is DeliveryKind.PICKUP else None
    places = {
        place.location_id: place.priority
        for place in channels.locations_of(channel.id)
        if (place.picks_up if pickup else place.ships)
    }
    demand = tuple((line.variant_id, line.quantity) for line in cart.lines)
    levels = availability.sellable(
        [line.variant_id for line in cart.lines],
        channel_id=channel.id,
        location_ids=[pickup] if pickup else list(places),
        cart_id=cart.id,
    )
    stock = tuple(
        Candidate(level.location_id, level.variant_id, level.sellable, places.get(level.location_id, 0))
        for level in levels
    )
    plan = sourcing_plan(demand, stock, only_location=pickup)
    if not plan.is_complete:
        wanted = dict(demand)
        anywhere = pickup or next(iter(places), channel.id)
        raise OutOfStock(
            tuple(
                Shortage(variant, anywhere, wanted[variant], wanted[variant] - short) for variant, short in plan.missing
            )
        )
    return tuple(StockLine(a.variant_id, a.location_id, a.quantity) for a in plan.assignments)
