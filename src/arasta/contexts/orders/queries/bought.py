"""Read what was handed over to whom: the proof that somebody has a product."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.kernel import db

_PROOF = """
SELECT o.id FROM orders_order o JOIN orders_line l ON l.order_id = o.id
WHERE (o.id = %(order)s::uuid OR (%(order)s::uuid IS NULL AND o.customer_id = %(customer)s::uuid))
  AND l.variant_id = ANY(%(variants)s) AND l.shipped > 0
ORDER BY o.placed_at DESC, o.id DESC LIMIT 1
"""


def proof_of(variant_ids: Sequence[UUID], *, customer_id: UUID | None, order_id: UUID | None) -> UUID | None:
    """Return the newest order by which one of the variants left for the buyer; with an order id, that order or none."""
    found = db.rows(_PROOF, {"variants": list(variant_ids), "customer": customer_id, "order": order_id})
    return found[0][0] if found else None
