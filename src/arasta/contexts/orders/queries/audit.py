"""Prove that orders add up and that their statuses are what their lines say."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_ORDER = ("order", ("ord",))

_SUM = Rule(
    "orders.lines_sum",
    gettext_noop("Order %(number)s says %(stored)s for its lines, which sum to %(proved)s."),
    *_ORDER,
    money=("stored", "proved"),
)

_SUMS = """
SELECT 'orders.lines_sum', o.id AS key, o.id, o.number, o.lines_minor AS stored, l.total AS proved, o.currency
FROM orders_order o
JOIN LATERAL (SELECT sum(total_minor) AS total FROM orders_line WHERE order_id = o.id) l ON l.total <> o.lines_minor
WHERE o.id = ANY(%(keys)s)
"""

_NO_LINES = Rule("orders.has_lines", gettext_noop("Order %(number)s has no lines."), *_ORDER)

_EMPTY = """
SELECT 'orders.has_lines', o.id AS key, o.id, o.number FROM orders_order o
WHERE o.id = ANY(%(keys)s) AND NOT EXISTS (SELECT FROM orders_line l WHERE l.order_id = o.id)
"""

_STATUS = Rule(
    "orders.status",
    gettext_noop(
        "Order %(number)s is %(status)s and %(fulfillment)s with %(shipped)s of %(wanted)s units shipped and"
        " %(canceled)s canceled."
    ),
    *_ORDER,
)

_STATUSES = """
SELECT 'orders.status', o.id AS key, o.id, o.number, o.status, o.fulfillment_status AS fulfillment,
       l.shipped, l.wanted, l.canceled
FROM orders_order o
CROSS JOIN LATERAL (
  SELECT COALESCE(sum(quantity - canceled), 0) AS wanted, COALESCE(sum(shipped), 0) AS shipped,
         COALESCE(sum(canceled), 0) AS canceled
  FROM orders_line WHERE order_id = o.id
) l
CROSS JOIN LATERAL (
  SELECT CASE WHEN l.wanted = 0 THEN 'canceled' WHEN l.shipped >= l.wanted THEN 'fulfilled'
              WHEN l.shipped > 0 THEN 'partly_fulfilled' ELSE 'unfulfilled' END AS proved
) f
WHERE o.id = ANY(%(keys)s) AND (
  o.fulfillment_status <> f.proved
  OR o.status <> CASE f.proved WHEN 'fulfilled' THEN 'completed' WHEN 'canceled' THEN 'canceled' ELSE 'placed' END
)
"""

ORDERS = Book(
    name="orders.orders",
    tables=("orders_order", "orders_line"),
    checks=(Check((_SUM,), _SUMS), Check((_NO_LINES,), _EMPTY), Check((_STATUS,), _STATUSES)),
    walk="SELECT id FROM orders_order WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=(
        "SELECT id, order_id FROM orders_line WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        "SELECT id, order_id FROM orders_timeline WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    ),
)

BOOKS = (ORDERS,)


def find_lies() -> list[Lie]:
    """Return a lie for each order whose rows contradict one another."""
    return proving.find_lies(BOOKS)
