"""Let a customer cancel an order themselves, as long as nobody has begun to pack it.

one transaction: lock the order and what was asked of locations, see that nobody began, cancel it; outside: give the
money back. Whoever begins to pack waits for the lock, and then finds that there is nothing to pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import moves
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import BY_CUSTOMER, OrderStatus
from arasta.flows.ordering.cancel_order import drop_order, refund
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop

_UNTOUCHED = {FulfillmentStatus.OPEN, FulfillmentStatus.CANCELED}


class BeingPacked(Conflict):
    code = "order_being_packed"
    template = gettext_noop("It is being packed already. Please call or write to us, and we see what can be done.")


def may_cancel(order: OrderDetail, parts: Iterable[FulfillmentOrderRow]) -> bool:
    """Tell whether a customer may still cancel: nothing of the order was taken on, or along at the till."""
    is_whole = order.row.status is OrderStatus.PLACED and not any(line.shipped for line in order.lines)
    return is_whole and all(part.status in _UNTOUCHED for part in parts)


def require_untouched(order: OrderDetail, *, actor: Actor) -> None:
    """See, with an order that is locked, that nobody has begun to pack it, and that nobody begins meanwhile.

    Raises BeingPacked, AnotherLocationsWork.
    """
    asked = [part.id for part in fulfillment.of_orders([order.row.id])]
    if not may_cancel(order, moves.lock(asked, actor=actor).values()):
        raise BeingPacked


def cancel_own(order_id: UUID, *, at: datetime, actor: Actor) -> None:
    """Cancel an order for its customer and give its money back; one that is canceled already stays so.

    Raises UnknownOrder, BeingPacked.
    """
    with db.transaction():
        statuses.lock([order_id])
        order = order_book.order(order_id)
        if order.row.status is OrderStatus.CANCELED:
            return
        require_untouched(order, actor=actor)
        drop_order(order_id, reason=BY_CUSTOMER, at=at, actor=actor)
    refund(order_id, actor=actor)
