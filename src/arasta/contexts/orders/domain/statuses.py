"""An order's derived statuses: one function each."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.orders.types import FulfillmentStatus, OrderStatus, PaymentStatus


def payment_status(*, total: int, authorized: int, paid: int, refunded: int) -> PaymentStatus:
    """Derive from minor units what an order's payment status is."""
    if refunded and refunded >= paid:
        return PaymentStatus.REFUNDED
    if refunded:
        return PaymentStatus.PARTLY_REFUNDED
    if paid >= total:
        return PaymentStatus.PAID
    return PaymentStatus.AUTHORIZED if authorized >= total else PaymentStatus.UNPAID


def fulfillment_status(lines: Sequence[tuple[int, int, int]]) -> FulfillmentStatus:
    """Derive from the lines' (quantity, shipped, canceled) what an order's fulfillment status is."""
    wanted = sum(quantity - canceled for quantity, _, canceled in lines)
    shipped = sum(shipped for _, shipped, _ in lines)
    if wanted == 0:
        return FulfillmentStatus.CANCELED
    if shipped >= wanted:
        return FulfillmentStatus.FULFILLED
    return FulfillmentStatus.PARTLY_FULFILLED if shipped else FulfillmentStatus.UNFULFILLED


def order_status(fulfillment: FulfillmentStatus) -> OrderStatus:
    """Derive what an order's status is: it is over when nothing is open any more."""
    if fulfillment is FulfillmentStatus.FULFILLED:
        return OrderStatus.COMPLETED
    return OrderStatus.CANCELED if fulfillment is FulfillmentStatus.CANCELED else OrderStatus.PLACED
