"""The goods leave over the counter: part of a till sale's one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.inventory.services import allocations
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockLine, Traced
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import DeliveryKind, OrderInput, PlacedOrder
from arasta.contexts.payments.types import PaymentRow
from arasta.contexts.registers import services as receipts
from arasta.contexts.registers.types import ReceiptRow, ReceiptTender, ReceiptToWrite, RegisterRow
from arasta.flows.ordering.order_payments import paid_with
from arasta.flows.ordering.price_cart import PricedCart
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money

Named = Mapping[UUID, tuple[Traced, ...]]


def hand_over(priced: PricedCart, *, register: RegisterRow, traced: Named | None = None, actor: Actor) -> PlacedOrder:
    """Write a cart's order, promise its units at the register's store and let them leave.

    `traced`: which lots or units leave, by variant. Raises OutOfStock, and what inventory refuses of lots and units.
    """
    db.require_transaction()
    order = placing.place_orders([_order_of(priced, register)], actor=actor)[0]
    line_of = {line.variant_id: line.id for line in order.lines}
    lines = tuple(
        replace(line, reference=line_of[line.variant_id], traced=(traced or {}).get(line.variant_id, ()))
        for line in stock_lines(priced, register)
    )
    request = AllocationRequest(order.id, priced.channel.id, lines, cart_id=priced.cart.id, dips_into_safety=True)
    answer = allocations.allocate([request], actor=actor, they_leave=True)[0]
    if isinstance(answer, OutOfStock):
        raise answer
    statuses.record_shipped([(line.id, line.quantity) for line in order.lines], actor=actor)
    cart_book.close([priced.cart.id])
    return order


def write_receipt(
    order: PlacedOrder, paid: PaymentRow, *, register: RegisterRow, tendered: Money, at: datetime, actor: Actor
) -> ReceiptRow:
    """Note on the order what was paid, and write its receipt."""
    db.require_transaction()
    statuses.record_payments([paid_with(order.id, paid)], actor=actor)
    receipt = ReceiptToWrite(
        register_id=register.id,
        order_id=order.id,
        order_number=order.number,
        cashier_id=actor.id,
        cashier_name=actor.name,
        tender=ReceiptTender(paid.tender.value),
        tendered=tendered,
        change=tendered - order.total,
        printed_at=at,
    )
    return receipts.write_receipts([receipt], actor=actor)[0]


def stock_lines(priced: PricedCart, register: RegisterRow) -> tuple[StockLine, ...]:
    """Return what a cart takes from the register's shelf."""
    return tuple(StockLine(line.variant.id, register.location_id, line.quantity) for line in priced.lines)


def _order_of(priced: PricedCart, register: RegisterRow) -> OrderInput:
    cart = priced.cart
    return OrderInput(
        id=cart.id,
        channel_id=cart.channel_id,
        currency=cart.currency,
        lines=priced.order_lines(),
        delivery=DeliveryKind.COUNTER,
        email=cart.email,
        customer_id=cart.customer_id,
        language=cart.language,
        cart_id=cart.id,
        location_id=register.location_id,
    )
