"""Let a customer cancel an order themselves, as long as nobody has begun to pack it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop

_UNTOUCHED = {FulfillmentStatus.OPEN, FulfillmentStatus.CANCELED}
BY_CUSTOMER = "by the customer"


class BeingPacked(Conflict):
    code = "order_being_packed"
    template = gettext_noop("It is being packed already. Please call or write to us, and we see what can be done.")


def may_cancel(order: OrderDetail, parts: Sequence[FulfillmentOrderRow]) -> bool:
    """Tell whether a customer may still cancel: nothing of the order was taken on."""
    return order.row.status is OrderStatus.PLACED and all(part.status in _UNTOUCHED for part in parts)


def cancel_own(order_id: UUID, *, at: datetime, actor: Actor) -> None:
    """Cancel an order for its customer and give its money back; one that is canceled already stays so.

    Raises UnknownOrder, BeingPacked, and what fulfillment refuses.
    """
    order = order_book.order(order_id)
    if order.row.status is OrderStatus.CANCELED:
        return
    if not may_cancel(order, fulfillment.of_orders([order_id])):
        raise BeingPacked
    cancel_order(order_id, reason=BY_CUSTOMER, at=at, actor=actor)
