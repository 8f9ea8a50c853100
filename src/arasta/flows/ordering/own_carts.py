"""A customer is never in their own way: what one of their carts holds, another of their carts may have.

one transaction: hand over the hold of the other cart, then see that nobody is paying for it; if somebody is, it goes back.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import holds
from arasta.contexts.inventory.types import StockLine
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.payments import queries as payments
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop


class AnothersCart(Conflict):
    """Units that are held are given only to another cart of the same customer, on the same channel."""

    code = "not_the_same_customer"
    template = gettext_noop("A hold goes only to another cart of the same customer on the same channel.")


class _BeingPaid(Exception):
    """Somebody pays for the other cart at this moment: its hold stays where it is."""


def own_carts(cart: CartRow) -> list[UUID]:
    """Return the other open carts of a cart's customer on its channel; nobody knows those of a guest."""
    if cart.customer_id is None:
        return []
    return [key for key in carts.open_carts_of(cart.customer_id, channel_id=cart.channel_id) if key != cart.id]


def take_over_own(cart: CartRow, variant_ids: Collection[UUID], *, actor: Actor) -> bool:
    """Let a cart have what other carts of its customer hold of these variants; tell whether that was anything.

    To be asked when something is short, so that the ordinary cart pays nothing for it. A cart that is being paid keeps
    what it holds.
    """
    db.require_transaction()
    others = own_carts(cart)
    held = stock.held_by(others) if others else {}
    wanting = [key for key, lines in held.items() if any(variant in variant_ids for variant, _, _ in lines)]
    return sum(_take(other, cart.id, variant_ids, actor) for other in sorted(wanting)) > 0


def hand_over_cart(source: UUID, target: UUID, *, actor: Actor) -> list[StockLine]:
    """Let one cart of a customer have what another one holds, with the time that is left; return what went over.

    Raises UnknownCart, CartClosed, AnothersCart.
    """
    with db.transaction():
        for key in sorted((source, target)):
            cart_book.lock_open(key)
        giver, taker = carts.cart(source), carts.cart(target)
        if giver.customer_id is None or _owner(giver) != _owner(taker):
            raise AnothersCart
        return holds.hand_over(source, target, actor=actor)


def _owner(cart: CartRow) -> tuple[UUID | None, UUID]:
    return cart.customer_id, cart.channel_id


def _take(other: UUID, cart_id: UUID, variant_ids: Collection[UUID], actor: Actor) -> bool:
    """Take over what another cart holds. Its payment is looked for last: who pays has held before, under these locks."""
    try:
        with db.savepoint():
            went = holds.hand_over(other, cart_id, variant_ids=sorted(variant_ids), actor=actor)
            if went and any(not row.is_settled for row in payments.payments_of_carts([other])):
                raise _BeingPaid
    except _BeingPaid:
        return False
    return bool(went)
