"""The auditor: every room proves its rows, and what two rooms say of one thing is compared."""

from __future__ import annotations

from arasta.contexts.fulfillment import audit as fulfillment
from arasta.contexts.inventory.queries import audit as inventory
from arasta.contexts.orders.queries import audit as orders
from arasta.contexts.payments import audit as payments
from arasta.contexts.registers import audit as registers
from arasta.kernel import db
from arasta.kernel.outbox import audit as outbox

_PROMISES = """
SELECT format('stock and orders: line %s (%s) has %s open, but %s are allocated',
              l.id, l.sku, l.quantity - l.shipped - l.canceled, COALESCE(a.open, 0))
FROM orders_line l
LEFT JOIN (SELECT line_id, sum(quantity - shipped - released) AS open FROM inventory_allocation GROUP BY 1) a ON a.line_id = l.id
WHERE l.quantity - l.shipped - l.canceled <> COALESCE(a.open, 0) LIMIT 20
"""

_SHIPPED = """
SELECT format('stock and orders: line %s (%s) says %s shipped, its allocations say %s', l.id, l.sku, l.shipped, a.shipped)
FROM orders_line l JOIN (SELECT line_id, sum(shipped) AS shipped FROM inventory_allocation GROUP BY 1) a ON a.line_id = l.id
WHERE l.shipped <> a.shipped LIMIT 20
"""

_UNPAID = """
SELECT format('orders and payments: order %s keeps %s, its payments keep %s', o.number, o.paid_minor - o.refunded_minor, p.kept)
FROM orders_order o
JOIN (SELECT order_id, sum(captured_minor - refunded_minor) AS kept FROM payments_payment GROUP BY 1) p ON p.order_id = o.id
WHERE o.paid_minor - o.refunded_minor <> p.kept LIMIT 20
"""


def find_lies() -> list[str]:
    """Return a sentence for every row that contradicts another; none means that all is as it says."""
    rooms = (inventory, orders, payments, fulfillment, registers, outbox)
    own = [lie for room in rooms for lie in room.find_lies()]
    return own + [row[0] for sql in (_PROMISES, _SHIPPED, _UNPAID) for row in db.rows(sql)]
