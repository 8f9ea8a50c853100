"""Prove that orders add up."""

from __future__ import annotations

from arasta.kernel import db

_SUMS = """
SELECT format('orders: order %s says %s for its lines, which sum to %s', o.number, o.lines_minor, l.total)
FROM orders_order o JOIN (SELECT order_id, sum(total_minor) AS total FROM orders_line GROUP BY 1) l ON l.order_id = o.id
WHERE o.lines_minor <> l.total LIMIT 20
"""

_EMPTY = """
SELECT format('orders: order %s has no lines', o.number) FROM orders_order o
WHERE NOT EXISTS (SELECT FROM orders_line l WHERE l.order_id = o.id) LIMIT 20
"""


def find_lies() -> list[str]:
    """Return a sentence for each order whose rows contradict one another."""
    return [row[0] for sql in (_SUMS, _EMPTY) for row in db.rows(sql)]
