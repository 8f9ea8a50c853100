"""The auditor's shelf: what every room proves of its rows, and what two rooms say of one thing."""

from __future__ import annotations

from arasta.contexts.fulfillment import audit as fulfillment
from arasta.contexts.imports import audit as imports
from arasta.contexts.inventory.queries import audit as inventory
from arasta.contexts.orders.queries import audit as orders
from arasta.contexts.payments import audit as payments
from arasta.contexts.registers import audit as registers
from arasta.contexts.returns import audit as returns
from arasta.contexts.reviews import audit as reviews
from arasta.contexts.support import audit as support
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

# What a kit does not consist of any more was taken back, and is part of no kit.
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
        FROM inventory_allocation a WHERE order_id = ANY(%(keys)s) AND (kit_id IS NOT NULL OR EXISTS (
          SELECT FROM orders_line w WHERE (w.id, w.variant_id) = (a.line_id, a.variant_id)))
        UNION ALL
        SELECT line_id, location_id, variant_id, per_unit, quantity - filled - canceled
        FROM inventory_backorder WHERE order_id = ANY(%(keys)s)
        UNION ALL
        SELECT w.line_id, t.id, w.variant_id, w.per_unit, w.quantity - w.let_go
        FROM inventory_promise_on_way w JOIN inventory_transfer t ON t.id = w.transfer_id
        WHERE w.order_id = ANY(%(keys)s) AND t.status = 'in_transit'
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
    SELECT line_id, min(shipped / per_unit) AS shipped FROM inventory_allocation a
    WHERE order_id = ANY(%(keys)s) AND (kit_id IS NOT NULL OR EXISTS (
      SELECT FROM orders_line w WHERE (w.id, w.variant_id) = (a.line_id, a.variant_id)))
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

_STATE = Rule(
    "ordering.payment_state",
    gettext_noop("Order %(number)s says that it is %(stored)s, its payments say %(proved)s."),
    *_ORDER,
)

# Nothing is owed of a canceled order: money that came after it and went back is not its matter. Nor is a payment that
# came once too often and was given back.
_STATES = """
SELECT 'ordering.payment_state', o.id AS key, o.id, o.number, o.payment_status AS stored, s.proved
FROM orders_order o
JOIN LATERAL (
  SELECT sum(captured_minor) AS paid, sum(refunded_minor) AS back,
         sum(CASE WHEN status IN ('authorized', 'partly_captured') THEN amount_minor ELSE captured_minor END) AS held,
         coalesce(sum(captured_minor) FILTER (WHERE captured_minor = refunded_minor), 0) AS undone
  FROM payments_payment WHERE order_id = o.id
) p ON p.paid IS NOT NULL
CROSS JOIN LATERAL (
  SELECT o.total_minor - coalesce(sum(total_minor * canceled / quantity), 0) AS worth FROM orders_line WHERE order_id = o.id
) w
CROSS JOIN LATERAL (SELECT CASE WHEN w.worth > 0 AND p.paid - p.undone >= w.worth THEN p.undone ELSE 0 END AS needless) n
CROSS JOIN LATERAL (
  SELECT CASE WHEN o.status = 'canceled' AND p.held = p.back AND o.payment_status IN ('unpaid', 'voided')
              THEN o.payment_status
              WHEN p.back > n.needless AND p.back >= p.paid THEN 'refunded' WHEN p.back > n.needless THEN 'partly_refunded'
              WHEN o.status = 'canceled' AND p.paid = 0 THEN CASE WHEN p.held > 0 THEN 'authorized' ELSE 'unpaid' END
              WHEN p.paid - n.needless >= w.worth THEN 'paid' WHEN p.paid > n.needless THEN 'partly_paid'
              WHEN p.held >= w.worth THEN 'authorized' ELSE 'unpaid' END AS proved
) s
WHERE o.id = ANY(%(keys)s) AND o.payment_status <> s.proved
"""

ORDERING = Book(
    name="ordering.orders",
    tables=(),
    checks=(
        Check((_PROMISED,), _PROMISES),
        Check((_SHIPPED,), _LEFT),
        Check((_KEPT,), _UNPAID),
        Check((_STATE,), _STATES),
    ),
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
    *reviews.BOOKS, *returns.BOOKS, *support.BOOKS, *outbox.BOOKS, ORDERING,
)  # fmt: skip


def find_lies() -> list[Lie]:
    """Return a lie for every row that contradicts another; none means that all is as it says."""
    return proving.find_lies(BOOKS)


def register() -> None:
    """Lay all books on the auditor's shelf; called once at start."""
    books.lay(BOOKS)
