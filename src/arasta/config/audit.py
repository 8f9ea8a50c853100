"""The auditor's shelf: what every room proves of its rows, and what two rooms say of one thing."""

from __future__ import annotations

from arasta.contexts.fulfillment import audit as fulfillment
from arasta.contexts.imports import audit as imports
from arasta.contexts.inventory.queries import audit as inventory
from arasta.contexts.orders.queries import audit as orders
from arasta.contexts.payments import audit as payments
from arasta.contexts.registers import audit as registers
from arasta.contexts.reviews import audit as reviews
from arasta.kernel.audit import books, proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop
from arasta.kernel.outbox import audit as outbox

_ORDER = ("order", ("ord",))

_PROMISED = Rule(
    "ordering.promised",
    gettext_noop("%(open)s of %(sku)s are open in order %(number)s, but %(allocated)s are allocated or to come."),
    *_ORDER,
)

_PROMISES = """
SELECT 'ordering.promised', o.id AS key, o.id, l.quantity - l.shipped - l.canceled AS open, l.sku, o.number,
       COALESCE(a.open, 0) AS allocated
FROM orders_order o
JOIN orders_line l ON l.order_id = o.id
LEFT JOIN (
  SELECT line_id, sum(open) AS open FROM (
    SELECT line_id, min(open) AS open FROM (
      SELECT line_id, location_id, variant_id, sum(open) / per_unit AS open FROM (
        SELECT line_id, location_id, variant_id, per_unit, quantity - shipped - released AS open
        FROM inventory_allocation WHERE order_id = ANY(%(keys)s)
        UNION ALL
        SELECT line_id, location_id, variant_id, per_unit, quantity - filled - canceled
        FROM inventory_backorder WHERE order_id = ANY(%(keys)s)
      ) parts GROUP BY line_id, location_id, variant_id, per_unit
    ) components GROUP BY line_id, location_id
  ) promises GROUP BY 1
) a ON a.line_id = l.id
WHERE o.id = ANY(%(keys)s) AND l.quantity - l.shipped - l.canceled <> COALESCE(a.open, 0)
"""

_SHIPPED = Rule(
    "ordering.shipped",
    gettext_noop("Order %(number)s says that %(shipped)s of %(sku)s were shipped, its allocations say %(left)s."),
    *_ORDER,
)

_LEFT = """
SELECT 'ordering.shipped', o.id AS key, o.id, o.number, l.shipped, l.sku, a.left
FROM orders_order o
JOIN orders_line l ON l.order_id = o.id
JOIN (
  SELECT line_id, sum(shipped) AS left FROM (
    SELECT line_id, min(shipped / per_unit) AS shipped FROM inventory_allocation WHERE order_id = ANY(%(keys)s)
    GROUP BY line_id, location_id
  ) units GROUP BY 1
) a ON a.line_id = l.id
WHERE o.id = ANY(%(keys)s) AND l.shipped <> a.left
"""

_KEPT = Rule(
    "ordering.paid",
    gettext_noop("Order %(number)s keeps %(stored)s, its payments keep %(proved)s."),
    *_ORDER,
    money=("stored", "proved"),
)

_UNPAID = """
SELECT 'ordering.paid', o.id AS key, o.id, o.number, o.paid_minor - o.refunded_minor AS stored, p.kept AS proved, o.currency
FROM orders_order o
JOIN LATERAL (SELECT sum(captured_minor - refunded_minor) AS kept FROM payments_payment WHERE order_id = o.id) p
  ON o.paid_minor - o.refunded_minor <> p.kept
WHERE o.id = ANY(%(keys)s)
"""

ORDERING = Book(
    name="ordering.orders",
    tables=(),
    checks=(Check((_PROMISED,), _PROMISES), Check((_SHIPPED,), _LEFT), Check((_KEPT,), _UNPAID)),
    walk="SELECT id FROM orders_order WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=(
        "SELECT id, order_id FROM orders_line WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        "SELECT m.id, a.order_id FROM inventory_movement m JOIN inventory_allocation a ON a.id = m.allocation_id"
        " WHERE m.id > %(after)s ORDER BY m.id LIMIT %(limit)s",
        "SELECT m.id, p.order_id FROM payments_money_entry m JOIN payments_payment p ON p.id = m.payment_id"
        " WHERE m.id > %(after)s ORDER BY m.id LIMIT %(limit)s",
    ),
)

BOOKS = (
    *inventory.BOOKS, *orders.BOOKS, *payments.BOOKS, *fulfillment.BOOKS, *registers.BOOKS, *imports.BOOKS,
    *reviews.BOOKS, *outbox.BOOKS, ORDERING,
)  # fmt: skip


def find_lies() -> list[Lie]:
    """Return a lie for every row that contradicts another; none means that all is as it says."""
    return proving.find_lies(BOOKS)


def register() -> None:
    """Lay all books on the auditor's shelf; called once at start."""
    books.lay(BOOKS)
