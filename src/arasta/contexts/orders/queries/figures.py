"""Sums over the order book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.kernel import db
from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ChannelSales:
    """What a channel sold in one currency: orders, units and revenue with tax."""

    channel_id: UUID
    orders: int
    units: int
    revenue: Money


_SALES = """
SELECT o.channel_id, count(*), sum(u.units)::bigint, sum(o.total_minor)::bigint, o.currency
FROM orders_order o
JOIN LATERAL (SELECT sum(l.quantity - l.canceled) AS units FROM orders_line l WHERE l.order_id = o.id) u ON true
WHERE o.placed_at >= %s AND o.status <> 'canceled' GROUP BY o.channel_id, o.currency
ORDER BY sum(o.total_minor) DESC, o.channel_id
"""


def sales_since(at: datetime) -> list[ChannelSales]:
    """Return what each channel sold since a time, canceled orders left out, the greatest revenue first."""
    return [ChannelSales(*(*row[:3], Money(row[3], row[4]))) for row in db.rows(_SALES, [at])]
