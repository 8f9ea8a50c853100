"""Reads: how far the lines of orders are, for many orders at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.orders.types import OrderStatus
from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class LineStanding:
    """How many units of a line were ordered, and what became of them."""

    quantity: int
    canceled: int
    shipped: int

    @property
    def still_open(self) -> int:
        return self.quantity - self.canceled - self.shipped


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """Where an order stands, line by line."""

    order_id: UUID
    status: OrderStatus
    lines: dict[UUID, LineStanding]


def standing(order_ids: Sequence[UUID]) -> dict[UUID, OrderStanding]:
    """Return where orders stand; unknown ids are absent."""
    found = db.rows(
        "SELECT o.id, o.status, l.id, l.quantity, l.canceled, l.shipped FROM orders_order o"
        " JOIN orders_line l ON l.order_id = o.id WHERE o.id = ANY(%s)",
        [list(order_ids)],
    )
    orders: dict[UUID, OrderStanding] = {}
    for order_id, status, line_id, *units in found:
        one = orders.setdefault(order_id, OrderStanding(order_id, OrderStatus(status), {}))
        one.lines[line_id] = LineStanding(*units)
    return orders
