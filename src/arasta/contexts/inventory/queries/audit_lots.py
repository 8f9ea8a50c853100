"""Prove that lots and numbered units are what the ledger says, and that a level is their sum."""

from __future__ import annotations

from arasta.kernel.audit.books import Book, Check, Rule
from arasta.kernel.errors import gettext_noop

_LEVEL = ("level", ("var", "loc"))

_SUMS = (
    Rule("stock.lots", gettext_noop("%(stored)s are on hand, but its lots sum to %(proved)s."), *_LEVEL),
    Rule("stock.lots_blocked", gettext_noop("%(stored)s are set aside, but of its lots %(proved)s are."), *_LEVEL),
    Rule("stock.serials", gettext_noop("%(stored)s are on hand, but %(proved)s serial numbers are here."), *_LEVEL),
    Rule(
        "stock.serials_blocked",
        gettext_noop("%(stored)s are set aside, but of the serial numbers %(proved)s are."),
        *_LEVEL,
    ),
)

_SUMMED = """
WITH lots AS (
  SELECT lot.variant_id, here.location_id, sum(here.on_hand) AS on_hand, sum(here.blocked) AS blocked
  FROM inventory_lot_level here JOIN inventory_lot lot ON lot.id = here.lot_id
  WHERE lot.variant_id = ANY(%(keys)s) GROUP BY 1, 2
), units AS (
  SELECT variant_id, location_id, count(*) AS on_hand, count(*) FILTER (WHERE status = 'blocked') AS blocked
  FROM inventory_serial WHERE variant_id = ANY(%(keys)s) AND location_id IS NOT NULL GROUP BY 1, 2
)
SELECT c.rule, l.variant_id AS key, l.variant_id, l.location_id, c.stored, COALESCE(c.proved, 0) AS proved
FROM inventory_level l JOIN inventory_tracking t USING (variant_id)
LEFT JOIN lots USING (variant_id, location_id) LEFT JOIN units USING (variant_id, location_id)
CROSS JOIN LATERAL (VALUES
  ('stock.lots', 'lot', l.on_hand, lots.on_hand), ('stock.lots_blocked', 'lot', l.unavailable, lots.blocked),
  ('stock.serials', 'serial', l.on_hand, units.on_hand),
  ('stock.serials_blocked', 'serial', l.unavailable, units.blocked)
) AS c(rule, mode, stored, proved)
WHERE l.variant_id = ANY(%(keys)s) AND c.mode = t.mode AND c.stored <> COALESCE(c.proved, 0) ORDER BY 3, 4
"""

_MOVED_RULE = Rule(
    "stock.lot_moved",
    gettext_noop("Lot “%(lot)s” has %(stored)s here, but its movements sum to %(proved)s."),
    *_LEVEL,
)

_MOVED = """
WITH moved AS (
  SELECT m.lot_id, m.location_id,
    sum(CASE WHEN m.kind IN ('received', 'adjusted_up', 'returned', 'transferred_in', 'arrived') THEN m.quantity
             WHEN m.kind IN ('adjusted_down', 'shipped', 'transferred_out') THEN -m.quantity ELSE 0 END) AS on_hand,
    sum(CASE m.kind WHEN 'blocked' THEN m.quantity WHEN 'unblocked' THEN -m.quantity ELSE 0 END) AS blocked
  FROM inventory_movement m JOIN inventory_lot lot ON lot.id = m.lot_id
  WHERE lot.variant_id = ANY(%(keys)s) GROUP BY 1, 2
), here AS (
  SELECT here.* FROM inventory_lot_level here JOIN inventory_lot lot ON lot.id = here.lot_id
  WHERE lot.variant_id = ANY(%(keys)s)
)
SELECT 'stock.lot_moved', lot.variant_id AS key, lot.variant_id, location_id, lot.code AS lot, c.stored, c.proved
FROM here FULL JOIN moved USING (lot_id, location_id) JOIN inventory_lot lot ON lot.id = lot_id
CROSS JOIN LATERAL (VALUES
  (COALESCE(here.on_hand, 0), COALESCE(moved.on_hand, 0)), (COALESCE(here.blocked, 0), COALESCE(moved.blocked, 0))
) AS c(stored, proved)
WHERE c.stored <> c.proved ORDER BY 3, 4, 5
"""

_KNOWS_RULE = Rule(
    "stock.level_knows",
    gettext_noop("The level says that its units are told apart, or are not; the product says otherwise."),
    *_LEVEL,
)

_KNOWS = """
SELECT 'stock.level_knows', l.variant_id AS key, l.variant_id, l.location_id
FROM inventory_level l LEFT JOIN inventory_tracking t USING (variant_id)
WHERE l.variant_id = ANY(%(keys)s) AND l.is_tracked <> (t.variant_id IS NOT NULL)
"""

LOTS = Book(
    name="stock.lots",
    tables=("inventory_lot_level", "inventory_serial"),
    checks=(Check(_SUMS, _SUMMED), Check((_MOVED_RULE,), _MOVED), Check((_KNOWS_RULE,), _KNOWS)),
    walk=(
        "SELECT variant_id FROM (SELECT variant_id FROM inventory_tracking UNION"
        " SELECT variant_id FROM inventory_lot UNION SELECT variant_id FROM inventory_level WHERE is_tracked) t"
        " WHERE variant_id > %(after)s ORDER BY 1 LIMIT %(limit)s"
    ),
    touched=(
        "SELECT id, variant_id FROM inventory_movement WHERE id > %(after)s AND num_nonnulls(lot_id, serial_id) = 1"
        " ORDER BY id LIMIT %(limit)s",
    ),
)
