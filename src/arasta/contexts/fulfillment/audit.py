"""Prove that the counters on fulfillment lines are the sums of the shipments, and that statuses agree with them."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_REQUEST = ("fulfillment", ("ful",))

_COUNTED = Rule(
    "fulfillment.counters",
    gettext_noop("%(number)s says %(stored)s of %(sku)s left, its shipments say %(proved)s."),
    *_REQUEST,
)

_COUNTERS = """
SELECT 'fulfillment.counters', f.id AS key, f.id, f.number, l.sku, l.shipped_quantity AS stored, s.units AS proved
FROM fulfillment_order f
JOIN fulfillment_line l ON l.fulfillment_order_id = f.id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(p.quantity), 0) AS units FROM fulfillment_shipment_line p WHERE p.line_id = l.id
) s
WHERE f.id = ANY(%(keys)s) AND f.kind = 'delivery' AND l.shipped_quantity <> s.units
"""

_STATUS = Rule(
    "fulfillment.status",
    gettext_noop("%(number)s is %(status)s with %(left)s of %(units)s units left."),
    *_REQUEST,
)

_STATUSES = """
SELECT 'fulfillment.status', f.id AS key, f.id, f.number, f.status, l.units_left AS left, l.units
FROM fulfillment_order f
CROSS JOIN LATERAL (
  SELECT coalesce(sum(n.quantity), 0) AS units, coalesce(sum(n.quantity - n.shipped_quantity), 0) AS units_left
  FROM fulfillment_line n WHERE n.fulfillment_order_id = f.id
) l
WHERE f.id = ANY(%(keys)s)
  AND ((f.status IN ('shipped', 'picked_up')) <> (l.units_left = 0)
    OR (f.status IN ('open', 'canceled') AND l.units_left <> l.units))
"""

REQUESTS = Book(
    name="fulfillment.orders",
    tables=("fulfillment_order", "fulfillment_line"),
    checks=(Check((_COUNTED,), _COUNTERS), Check((_STATUS,), _STATUSES)),
    walk="SELECT id FROM fulfillment_order WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=(
        "SELECT id, id FROM fulfillment_order WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        "SELECT id, fulfillment_order_id FROM fulfillment_shipment WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    ),
)

BOOKS = (REQUESTS,)


def find_lies() -> list[Lie]:
    """Return a lie for each fulfillment order that contradicts its shipments."""
    return proving.find_lies(BOOKS)
