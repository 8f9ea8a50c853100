"""When a cart's units are held is its channel's word: never before the order, from the checkout on, or as put in.

one transaction: lock the cart, choose the places, hold there what can be had; every change renews the time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, HoldPolicy
from arasta.contexts.inventory.services import reservations
from arasta.contexts.inventory.types import Held, HoldRequest, OutOfStock, Shortage, StockLine
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import DeliveryKind
from arasta.flows.ordering.choose_later import quotes_of
from arasta.flows.ordering.choose_places import Demand
from arasta.flows.ordering.choose_stock import Wanted, choose_stock
from arasta.flows.ordering.own_carts import take_over_own
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop

_TRIES = 3


class ChannelHoldsNothing(Conflict):
    """The channel lets nobody hold units: who orders first gets them."""

    code = "channel_holds_nothing"
    template = gettext_noop("This channel holds nothing before the order: who orders first gets it.")


def hold_after_change(
    cart_id: UUID,
    channel: Channel,
    *,
    wanted: Collection[UUID] = (),
    location_id: UUID | None = None,
    actor: Actor,
) -> bool:
    """Hold a cart's units where the channel holds from the cart on; tell whether anything was done.

    What can be had is held, what cannot stays in the cart unheld, but all of the `wanted` variants must be had. A till
    names its `location_id`: there the goods lie on the counter. Raises OutOfStock, CartClosed, UnknownCart.
    """
    if channel.hold_policy is not HoldPolicy.ON_CART:
        return False
    with db.transaction():
        cart_book.lock_open(cart_id)
        cart = carts.cart(cart_id)
        missing = _hold(cart, channel, location_id, actor)
        if missing and take_over_own(cart, {short.variant_id for short in missing}, actor=actor):
            missing = _hold(cart, channel, location_id, actor)
        refused = _not_to_come(tuple(short for short in missing if short.variant_id in wanted), cart)
        if refused:
            raise OutOfStock(refused)
    return True


def _not_to_come(refused: tuple[Shortage, ...], cart: CartRow) -> tuple[Shortage, ...]:
    """Leave out what is sold before it is there: it is promised with the order."""
    if not refused:
        return refused
    served = channels.served_channels(ids=[cart.channel_id])[0]
    quotes = quotes_of(Demand(served, ()), {one.variant_id: one.requested - one.available for one in refused})
    return tuple(one for one in refused if one.variant_id not in quotes)


def _hold(cart: CartRow, channel: Channel, location_id: UUID | None, actor: Actor) -> list[Shortage]:
    """Hold what can be had of a cart's lines and let go of the rest; return what is missing."""
    held: tuple[StockLine, ...] = ()
    for _ in range(_TRIES):
        lines = _places(cart, channel, location_id)
        if not lines:
            reservations.release([cart.id], actor=actor)
            break
        request = HoldRequest(
            cart.id,
            channel.id,
            lines,
            timedelta(minutes=channel.hold_minutes),
            dips_into_safety=location_id is not None,
            in_part=True,
        )
        answer = reservations.reserve([request], actor=actor)[0]
        held = answer.lines if isinstance(answer, Held) else ()
        if held == lines:
            break
    return _missing(cart, held, location_id or channel.id)


def _places(cart: CartRow, channel: Channel, location_id: UUID | None) -> tuple[StockLine, ...]:
    if location_id is not None:
        return tuple(StockLine(line.variant_id, location_id, line.quantity) for line in cart.lines)
    pickup = cart.pickup_location_id if cart.delivery is DeliveryKind.PICKUP else None
    demand = tuple(Wanted(line.variant_id, line.quantity, pickup) for line in cart.lines)
    return choose_stock(demand, channel.id, cart_id=cart.id)


def _missing(cart: CartRow, held: Collection[StockLine], where: UUID) -> list[Shortage]:
    had: dict[UUID, int] = {}
    for line in held:
        had[line.variant_id] = had.get(line.variant_id, 0) + line.quantity
    return [
        Shortage(line.variant_id, where, line.quantity, had.get(line.variant_id, 0))
        for line in cart.lines
        if had.get(line.variant_id, 0) < line.quantity
    ]
