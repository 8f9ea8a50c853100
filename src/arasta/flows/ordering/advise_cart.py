"""Staff fill a shopper's cart with them: on the phone, in a chat.

one transaction: lock the cart, see that nobody is paying for it, set its lines, note who advises, hold what is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.services import carrying
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.payments import queries as payments
from arasta.flows.ordering.carry_cart import CartBeingPaid
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop


class CartElsewhere(Conflict):
    """A till serves the cart at this moment; it is changed there."""

    code = "cart_elsewhere"
    template = gettext_noop("A till serves this basket at the moment. It can be changed there.")


def advise_cart(cart_id: UUID, lines: Sequence[CartLineInput], *, actor: Actor) -> None:
    """Set lines of a shopper's cart as their adviser, whose name stays on it.

    Raises UnknownCart, CartClosed, CartElsewhere, CartBeingPaid, InvalidQuantity; OutOfStock where the channel holds from
    the cart on and what was added cannot be had.
    """
    with db.transaction():
        cart_book.lock_open(cart_id)
        cart = carts.cart(cart_id)
        if cart.desk_key:
            raise CartElsewhere
        if any(not row.is_settled for row in payments.payments_of_carts([cart_id])):
            raise CartBeingPaid
        had = {line.variant_id: line.quantity for line in cart.lines}
        cart_book.set_lines(cart_id, lines)
        carrying.advise(cart_id, adviser_id=actor.id, adviser_name=actor.name)
        more = [line.variant_id for line in lines if line.quantity > had.get(line.variant_id, 0)]
        hold_after_change(cart_id, channels.channel_by_id(cart.channel_id), wanted=more, actor=actor)


def add_to_cart(cart_id: UUID, variant_id: UUID, *, seen_price_minor: int | None, actor: Actor) -> bool:
    """Put one more unit of a variant into a shopper's cart as their adviser; tell whether it could be had."""
    try:
        with db.transaction():
            cart_book.lock_open(cart_id)
            there = {line.variant_id: line.quantity for line in carts.cart(cart_id).lines}
            line = CartLineInput(variant_id, there.get(variant_id, 0) + 1, seen_price_minor)
            advise_cart(cart_id, [line], actor=actor)
    except OutOfStock:
        return False
    return True
