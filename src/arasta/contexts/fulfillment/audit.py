"""Prove that the counters on fulfillment lines are the sums of the shipments, and that statuses agree with them."""

from __future__ import annotations

from arasta.kernel import db

_COUNTERS = """
SELECT 'fulfillment: ' || f.number || ' says ' || l.shipped_quantity || ' of ' || l.sku || ' (line ' || l.id
       || ') left, its shipments say ' || s.units
FROM fulfillment_line l
JOIN fulfillment_order f ON f.id = l.fulfillment_order_id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(p.quantity), 0) AS units FROM fulfillment_shipment_line p WHERE p.line_id = l.id
) s
WHERE f.kind = 'delivery' AND l.shipped_quantity <> s.units LIMIT 20
"""

_STATUSES = """
SELECT 'fulfillment: ' || f.number || ' is ' || f.status || ' with ' || l.units_left || ' of ' || l.units
       || ' units left'
FROM fulfillment_order f
CROSS JOIN LATERAL (
  SELECT coalesce(sum(n.quantity), 0) AS units, coalesce(sum(n.quantity - n.shipped_quantity), 0) AS units_left
  FROM fulfillment_line n WHERE n.fulfillment_order_id = f.id
) l
WHERE (f.status IN ('shipped', 'picked_up')) <> (l.units_left = 0)
   OR (f.status IN ('open', 'canceled') AND l.units_left <> l.units)
LIMIT 20
"""


def find_lies() -> list[str]:
    """Return a sentence for each line or fulfillment order that contradicts its shipments."""
    return [row[0] for sql in (_COUNTERS, _STATUSES) for row in db.rows(sql)]
