"""Carts of one shopper become one: on signing in, or when two devices opened one each.

one transaction: lock both, give the customer's name to the browser's, hand its hold over, add its lines, close it, hold.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.channels.types import Channel
from arasta.contexts.orders.services import carrying
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import CartStatus
from arasta.contexts.payments import queries as payments
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.flows.ordering.own_carts import hand_over_cart
from arasta.kernel import db
from arasta.kernel.access import Actor


def join_carts(source: UUID, target: UUID, *, customer_id: UUID, channel: Channel, actor: Actor) -> int:
    """Put what one cart of a customer holds into another; return how many variants came along.

    No line is lost and none is counted twice: quantities of a variant in both add up, and a cart is joined once. One that
    is closed, or being paid for, stays as it is.
    """
    with db.transaction():
        states = cart_book.lock_all([source, target])
        is_paying = any(not row.is_settled for row in payments.payments_of_carts([source, target]))
        if source == target or is_paying or set(states.values()) != {CartStatus.OPEN} or len(states) != 2:
            return 0
        cart_book.claim_cart(source, customer_id=customer_id)
        hand_over_cart(source, target, actor=actor)
        joined = carrying.merge(source, target)
        hold_after_change(target, channel, actor=actor)
    return joined
