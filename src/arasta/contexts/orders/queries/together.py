"""What sells, and what is ordered together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.kernel import db

_LARGEST = 12

_UNITS = """
SELECT l.variant_id, sum(l.quantity - l.canceled)::bigint FROM orders_order o JOIN orders_line l ON l.order_id = o.id
WHERE o.placed_at >= %s AND o.status <> 'canceled' GROUP BY l.variant_id HAVING sum(l.quantity - l.canceled) > 0
"""

# Very large orders say little about what goes with what, and their pairs are many.
_PAIRS = """
WITH lately AS (
  SELECT id FROM orders_order WHERE placed_at >= %(since)s AND status <> 'canceled' ORDER BY placed_at DESC LIMIT %(most)s
),
lines AS (
  SELECT DISTINCT l.order_id, l.variant_id FROM lately o JOIN orders_line l ON l.order_id = o.id WHERE l.quantity > l.canceled
),
small AS (SELECT order_id FROM lines GROUP BY order_id HAVING count(*) BETWEEN 2 AND %(largest)s)
SELECT a.variant_id, b.variant_id, count(*)
FROM small s JOIN lines a USING (order_id) JOIN lines b ON b.order_id = s.order_id AND b.variant_id > a.variant_id
GROUP BY 1, 2
"""


def units_sold(*, since: datetime) -> dict[UUID, int]:
    """Return how many units of each variant were ordered since a time and not canceled."""
    return dict(db.rows(_UNITS, [since]))


def pairs(*, since: datetime, most_orders: int) -> list[tuple[UUID, UUID, int]]:
    """Return pairs of variants with how many of the newest orders had both."""
    given = {"since": since, "most": most_orders, "largest": _LARGEST}
    return [(one, other, orders) for one, other, orders in db.rows(_PAIRS, given)]
