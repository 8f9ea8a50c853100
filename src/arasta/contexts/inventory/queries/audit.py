"""Prove that levels are what the ledger, the promises and the holds say."""

from __future__ import annotations

from arasta.kernel import db

_LIES = """
WITH sums AS (
  SELECT variant_id, location_id,
    sum(CASE WHEN kind IN ('received', 'adjusted_up', 'returned', 'transferred_in') THEN quantity
             WHEN kind IN ('adjusted_down', 'shipped', 'transferred_out') THEN -quantity ELSE 0 END) AS on_hand,
    sum(CASE kind WHEN 'blocked' THEN quantity WHEN 'unblocked' THEN -quantity ELSE 0 END) AS unavailable,
    sum(CASE kind WHEN 'allocated' THEN quantity WHEN 'released' THEN -quantity WHEN 'shipped' THEN -quantity ELSE 0 END)
      AS committed
  FROM inventory_movement GROUP BY 1, 2
), promised AS (
  SELECT variant_id, location_id, sum(quantity - shipped - released) AS open FROM inventory_allocation
  WHERE quantity > shipped + released GROUP BY 1, 2
), held AS (
  SELECT variant_id, location_id, sum(quantity) AS held FROM inventory_reservation WHERE status = 'held' GROUP BY 1, 2
), coming AS (
  SELECT tl.variant_id, t.target_id AS location_id, sum(tl.quantity) AS coming
  FROM inventory_transfer t JOIN inventory_transfer_line tl ON tl.transfer_id = t.id
  WHERE t.status = 'in_transit' GROUP BY 1, 2
), compared AS (
  SELECT l.variant_id, l.location_id, c.what, c.stored, c.proved
  FROM inventory_level l
  LEFT JOIN sums s USING (variant_id, location_id) LEFT JOIN promised p USING (variant_id, location_id)
  LEFT JOIN held h USING (variant_id, location_id) LEFT JOIN coming i USING (variant_id, location_id)
  CROSS JOIN LATERAL (VALUES
    ('on hand', l.on_hand, COALESCE(s.on_hand, 0)), ('unavailable', l.unavailable, COALESCE(s.unavailable, 0)),
    ('committed', l.committed, COALESCE(s.committed, 0)), ('open allocations', l.committed, COALESCE(p.open, 0)),
    ('reserved', l.reserved, COALESCE(h.held, 0)), ('incoming', l.incoming, COALESCE(i.coming, 0))
  ) AS c(what, stored, proved)
)
SELECT format('stock: %s of variant %s at location %s says %s, but the rows behind it sum to %s',
              what, variant_id, location_id, stored, proved)
FROM compared WHERE stored <> proved LIMIT 50
"""

_HOMELESS = """
SELECT format('stock: a movement of variant %s at location %s has no level', m.variant_id, m.location_id)
FROM inventory_movement m LEFT JOIN inventory_level l USING (variant_id, location_id)
WHERE l.variant_id IS NULL GROUP BY m.variant_id, m.location_id LIMIT 20
"""


def find_lies() -> list[str]:
    """Return a sentence for each level that its movements, allocations, holds or transfers contradict."""
    return [row[0] for sql in (_LIES, _HOMELESS) for row in db.rows(sql)]
