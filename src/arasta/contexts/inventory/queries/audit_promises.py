"""Prove that announced goods are what the ledger says, that kits stay whole, and that no unit to come is promised twice."""

from __future__ import annotations

from arasta.kernel.audit.books import Book, Check, Rule
from arasta.kernel.errors import gettext_noop

_LEVEL = ("level", ("var", "loc"))

_SUPPLY = Rule(
    "stock.supply_moved",
    gettext_noop(
        "A supply says %(announced)s announced and %(received)s received, its movements say %(told)s and %(came)s."
    ),
    *_LEVEL,
)

_SUPPLIED = """
SELECT 'stock.supply_moved', s.variant_id AS key, s.variant_id, s.location_id, s.quantity AS announced, s.received,
       m.told, m.came
FROM inventory_supply s
JOIN (
  SELECT supply_id, variant_id, location_id,
         sum(CASE kind WHEN 'announced' THEN quantity WHEN 'recalled' THEN -quantity ELSE 0 END) AS told,
         sum(CASE kind WHEN 'arrived' THEN quantity ELSE 0 END) AS came
  FROM inventory_movement WHERE variant_id = ANY(%(keys)s) AND supply_id IS NOT NULL GROUP BY 1, 2, 3
) m ON m.supply_id = s.id AND (s.quantity, s.received) <> (m.told, m.came)
WHERE s.variant_id = ANY(%(keys)s)
"""

_DAY = Rule(
    "stock.promised_on",
    gettext_noop("An order line was promised its goods for %(stored)s, but they come on %(proved)s."),
    *_LEVEL,
)

# Whoever waits falls into the first supply up to which enough is to come for them and all before them.
_PROMISED = """
WITH coming AS (
  SELECT variant_id, location_id, expected_on,
         sum(quantity - received) OVER (PARTITION BY variant_id, location_id ORDER BY expected_on, id) AS until
  FROM inventory_supply WHERE status = 'expected' AND variant_id = ANY(%(keys)s)
), waiting AS (
  SELECT variant_id, location_id, promised_on,
         sum(quantity - filled - canceled) OVER (PARTITION BY variant_id, location_id ORDER BY created_at, id) AS until
  FROM inventory_backorder WHERE quantity > filled + canceled AND variant_id = ANY(%(keys)s)
)
SELECT 'stock.promised_on', w.variant_id AS key, w.variant_id, w.location_id,
       COALESCE(w.promised_on::text, '-') AS stored, COALESCE(p.day::text, '-') AS proved
FROM waiting w LEFT JOIN inventory_selling_terms t USING (variant_id)
JOIN LATERAL (
  SELECT greatest(t.ships_on, (SELECT min(c.expected_on) FROM coming c
    WHERE (c.variant_id, c.location_id) = (w.variant_id, w.location_id) AND c.until >= w.until)) AS day
) p ON p.day IS DISTINCT FROM w.promised_on
"""

_WHOLE = Rule(
    "stock.kit_is_whole",
    gettext_noop("A kit of an order has components that were not promised, shipped and released together."),
    "order",
    ("ord",),
)

# What is promised of a component is on the shelf, or is still to come.
_TORN = """
SELECT DISTINCT 'stock.kit_is_whole', order_id AS key, order_id FROM (
  SELECT order_id, line_id, location_id, per_unit, sum(wanted) AS wanted, sum(shipped) AS shipped FROM (
    SELECT order_id, line_id, location_id, variant_id, per_unit, quantity - released AS wanted, shipped
    FROM inventory_allocation WHERE order_id = ANY(%(keys)s) AND kit_id IS NOT NULL
    UNION ALL
    SELECT order_id, line_id, location_id, variant_id, per_unit, quantity - filled - canceled, 0
    FROM inventory_backorder WHERE order_id = ANY(%(keys)s) AND kit_id IS NOT NULL
  ) AS part GROUP BY order_id, line_id, location_id, variant_id, per_unit
) AS component GROUP BY order_id, line_id, location_id
HAVING count(DISTINCT (wanted / per_unit, shipped / per_unit)) > 1
    OR bool_or(wanted %% per_unit + shipped %% per_unit > 0)
"""

KITS = Check((_WHOLE,), _TORN)

PROMISES = Book(
    name="stock.promises",
    tables=("inventory_supply", "inventory_backorder"),
    checks=(Check((_SUPPLY,), _SUPPLIED), Check((_DAY,), _PROMISED)),
    walk="SELECT DISTINCT variant_id FROM (SELECT variant_id FROM inventory_supply WHERE variant_id > %(after)s"
    " UNION SELECT variant_id FROM inventory_backorder WHERE variant_id > %(after)s) v ORDER BY 1 LIMIT %(limit)s",
    touched=(
        "SELECT id, variant_id FROM inventory_supply WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        "SELECT id, variant_id FROM inventory_backorder WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    ),
)
