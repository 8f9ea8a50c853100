"""An order's derived statuses: one function each."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.orders.types import FulfillmentStatus, OrderPaid, OrderStatus, PaymentStatus


def payment_status(*, worth: int, sums: OrderPaid, is_canceled: bool = False) -> PaymentStatus:
    """Derive what an order's payment status is; `worth` is its total without what was canceled.

    A payment that came once too often and was given back is as if it had never been.
    """
    needless = sums.undone if 0 < worth <= sums.paid - sums.undone else 0
    paid, refunded = sums.paid - needless, sums.refunded - needless
    if refunded:
        return PaymentStatus.REFUNDED if refunded >= paid else PaymentStatus.PARTLY_REFUNDED
    if is_canceled and not paid:
        return _of_canceled(sums)
    if paid >= worth:
        return PaymentStatus.PAID
    if paid:
        return PaymentStatus.PARTLY_PAID
    return PaymentStatus.AUTHORIZED if sums.promised >= worth else PaymentStatus.UNPAID


def _of_canceled(sums: OrderPaid) -> PaymentStatus:
    """A promise that a silent provider still holds is one; nothing was owed, so nothing is unpaid where it was let go."""
    if sums.promised:
        return PaymentStatus.AUTHORIZED
    return PaymentStatus.VOIDED if sums.is_let_go else PaymentStatus.UNPAID


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
