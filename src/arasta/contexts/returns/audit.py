"""Prove that refunds are the sums of their parts."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_SUM = Rule(
    "returns.refund_sum",
    gettext_noop("A refund of %(amount)s names %(named)s for lines and the rest, and asks %(asked)s of payments."),
    "order",
    ("ord",),
    money=("amount", "named", "asked"),
)

_SUMS = """
SELECT 'returns.refund_sum', f.id AS key, f.order_id, f.amount_minor AS amount, f.currency,
       f.extra_minor + l.sum AS named, s.sum AS asked
FROM returns_refund f
CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS sum FROM returns_refund_line WHERE refund_id = f.id) l
CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS sum FROM returns_refund_share WHERE refund_id = f.id) s
WHERE f.id = ANY(%(keys)s) AND (f.amount_minor <> f.extra_minor + l.sum OR f.amount_minor <> s.sum)
"""

REFUNDS = Book(
    name="returns.refunds",
    tables=("returns_refund",),
    checks=(Check((_SUM,), _SUMS),),
    walk="SELECT id FROM returns_refund WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=("SELECT id, id FROM returns_refund WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",),
)

BOOKS = (REFUNDS,)


def find_lies() -> list[Lie]:
    """Return a lie for each refund whose parts do not sum up."""
    return proving.find_lies(BOOKS)
