"""Prove that levels are what the ledger, the promises and the holds say."""

from __future__ import annotations

from arasta.contexts.inventory.queries.audit_lots import LOTS
from arasta.contexts.inventory.queries.audit_promises import KITS, PROMISES
from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_LEVEL = ("level", ("var", "loc"))

_SUMS = (
    Rule("stock.on_hand", gettext_noop("%(stored)s are on hand, but the movements sum to %(proved)s."), *_LEVEL),
    Rule(
        "stock.unavailable",
        gettext_noop("%(stored)s are set aside, but the movements sum to %(proved)s."),
        *_LEVEL,
    ),
    Rule("stock.committed", gettext_noop("%(stored)s are committed, but the movements sum to %(proved)s."), *_LEVEL),
    Rule(
        "stock.promised",
        gettext_noop("%(stored)s are committed, but open allocations sum to %(proved)s."),
        *_LEVEL,
    ),
    Rule("stock.reserved", gettext_noop("%(stored)s are reserved, but live holds sum to %(proved)s."), *_LEVEL),
    Rule(
        "stock.incoming",
        gettext_noop("%(stored)s are incoming, but transfers and supplies on their way sum to %(proved)s."),
        *_LEVEL,
    ),
)

_COMPARED = """
WITH sums AS (
  SELECT variant_id, location_id,
    sum(CASE WHEN kind IN ('received', 'adjusted_up', 'returned', 'transferred_in', 'arrived') THEN quantity
             WHEN kind IN ('adjusted_down', 'shipped', 'transferred_out') THEN -quantity ELSE 0 END) AS on_hand,
    sum(CASE kind WHEN 'blocked' THEN quantity WHEN 'unblocked' THEN -quantity ELSE 0 END) AS unavailable,
    sum(CASE kind WHEN 'allocated' THEN quantity WHEN 'released' THEN -quantity WHEN 'shipped' THEN -quantity ELSE 0 END)
      AS committed
  FROM inventory_movement WHERE variant_id = ANY(%(keys)s) GROUP BY 1, 2
), promised AS (
  SELECT variant_id, location_id, sum(quantity - shipped - released) AS open FROM inventory_allocation
  WHERE quantity > shipped + released AND variant_id = ANY(%(keys)s) GROUP BY 1, 2
), held AS (
  SELECT variant_id, location_id, sum(quantity) AS held FROM inventory_reservation
  WHERE status = 'held' AND variant_id = ANY(%(keys)s) GROUP BY 1, 2
), coming AS (
  SELECT variant_id, location_id, sum(units) AS coming FROM (
    SELECT tl.variant_id, t.target_id AS location_id, tl.quantity AS units
    FROM inventory_transfer t JOIN inventory_transfer_line tl ON tl.transfer_id = t.id
    WHERE t.status = 'in_transit' AND tl.variant_id = ANY(%(keys)s)
    UNION ALL SELECT variant_id, location_id, quantity - received FROM inventory_supply
    WHERE status = 'expected' AND variant_id = ANY(%(keys)s)
  ) units GROUP BY 1, 2
)
SELECT c.rule, l.variant_id AS key, l.variant_id, l.location_id, c.stored, c.proved
FROM inventory_level l
LEFT JOIN sums s USING (variant_id, location_id) LEFT JOIN promised p USING (variant_id, location_id)
LEFT JOIN held h USING (variant_id, location_id) LEFT JOIN coming i USING (variant_id, location_id)
CROSS JOIN LATERAL (VALUES
  ('stock.on_hand', l.on_hand, COALESCE(s.on_hand, 0)), ('stock.unavailable', l.unavailable, COALESCE(s.unavailable, 0)),
  ('stock.committed', l.committed, COALESCE(s.committed, 0)), ('stock.promised', l.committed, COALESCE(p.open, 0)),
  ('stock.reserved', l.reserved, COALESCE(h.held, 0)), ('stock.incoming', l.incoming, COALESCE(i.coming, 0))
) AS c(rule, stored, proved)
WHERE l.variant_id = ANY(%(keys)s) AND c.stored <> c.proved ORDER BY 3, 4
"""

_HAS_LEVEL = Rule("stock.has_level", gettext_noop("%(movements)s movements have no level."), *_LEVEL)

_HOMELESS = """
SELECT 'stock.has_level', m.variant_id AS key, m.variant_id, m.location_id, count(*) AS movements
FROM inventory_movement m LEFT JOIN inventory_level l USING (variant_id, location_id)
WHERE m.variant_id = ANY(%(keys)s) AND l.variant_id IS NULL GROUP BY m.variant_id, m.location_id
"""

_ALLOCATION = Rule(
    "stock.allocation_moved",
    gettext_noop(
        "An allocation says %(shipped)s shipped and %(released)s released, its movements say %(left)s and %(freed)s."
    ),
    *_LEVEL,
)

_ALLOCATED = """
SELECT 'stock.allocation_moved', a.order_id AS key, a.variant_id, a.location_id, a.shipped, a.released, m.left, m.freed
FROM inventory_allocation a
JOIN LATERAL (
  SELECT COALESCE(sum(quantity) FILTER (WHERE kind = 'shipped'), 0) AS left,
         COALESCE(sum(quantity) FILTER (WHERE kind = 'released'), 0) AS freed
  FROM inventory_movement WHERE allocation_id = a.id
) m ON (a.shipped, a.released) <> (m.left, m.freed)
WHERE a.order_id = ANY(%(keys)s)
"""

_FENCE = Rule(
    "stock.fence_is_seen", gettext_noop("%(kept)s units are kept for a channel, but the level does not know."), *_LEVEL
)

_FENCED = """
SELECT 'stock.fence_is_seen', l.variant_id AS key, l.variant_id, l.location_id, sum(f.quantity) AS kept
FROM inventory_level l JOIN inventory_fence f USING (variant_id, location_id)
WHERE l.variant_id = ANY(%(keys)s) AND NOT l.is_fenced AND f.quantity > 0 GROUP BY 2, 3, 4
"""

_SHARES = Rule(
    "stock.hold_shares",
    gettext_noop("Holds say that %(shares)s units are theirs, but only %(held)s are held."),
    *_LEVEL,
)

_SHARED = """
SELECT 'stock.hold_shares', r.variant_id AS key, r.variant_id, r.location_id, sum(l.quantity) AS shares, r.quantity AS held
FROM inventory_reservation r JOIN inventory_hold_line l ON l.reservation_id = r.id
WHERE r.status = 'held' AND r.variant_id = ANY(%(keys)s) GROUP BY r.id HAVING sum(l.quantity) > r.quantity
"""

# A variant is in the book by its levels, and by its movements if all its levels are gone; the ledger's are found by
# going from one entry of the index to the next.
_WALK = """
WITH RECURSIVE moved AS (
  (SELECT variant_id FROM inventory_movement WHERE variant_id > %(after)s ORDER BY 1 LIMIT 1)
  UNION ALL
  SELECT (SELECT m.variant_id FROM inventory_movement m WHERE m.variant_id > moved.variant_id ORDER BY 1 LIMIT 1)
  FROM moved WHERE moved.variant_id IS NOT NULL
)
(SELECT DISTINCT variant_id FROM inventory_level WHERE variant_id > %(after)s ORDER BY 1 LIMIT %(limit)s)
UNION (SELECT variant_id FROM moved WHERE variant_id IS NOT NULL LIMIT %(limit)s)
ORDER BY 1 LIMIT %(limit)s
"""

LEVELS = Book(
    name="stock.levels",
    tables=("inventory_level", "inventory_movement"),
    checks=(
        Check(_SUMS, _COMPARED),
        Check((_HAS_LEVEL,), _HOMELESS),
        Check((_FENCE,), _FENCED),
        Check((_SHARES,), _SHARED),
    ),
    walk=_WALK,
    touched=(
        "SELECT id, variant_id FROM inventory_movement WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        "SELECT id, variant_id FROM inventory_reservation WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        "SELECT t.id, l.variant_id FROM (SELECT id FROM inventory_transfer WHERE id > %(after)s ORDER BY id"
        " LIMIT %(limit)s) t JOIN inventory_transfer_line l ON l.transfer_id = t.id ORDER BY t.id",
    ),
)

ALLOCATIONS = Book(
    name="stock.allocations",
    tables=("inventory_allocation",),
    checks=(Check((_ALLOCATION,), _ALLOCATED), KITS),
    walk="SELECT DISTINCT order_id FROM inventory_allocation WHERE order_id > %(after)s ORDER BY 1 LIMIT %(limit)s",
    touched=(
        "SELECT m.id, a.order_id FROM inventory_movement m JOIN inventory_allocation a ON a.id = m.allocation_id"
        " WHERE m.id > %(after)s ORDER BY m.id LIMIT %(limit)s",
    ),
)

BOOKS = (LEVELS, ALLOCATIONS, LOTS, PROMISES)


def find_lies() -> list[Lie]:
    """Return a lie for each level or allocation that its movements, promises, holds or transfers contradict."""
    return proving.find_lies(BOOKS)
