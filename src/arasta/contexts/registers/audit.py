"""Prove that receipt numbers run without gaps."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_NO_GAPS = Rule(
    "registers.no_gaps",
    gettext_noop("%(code)s has counted to %(counted)s, its %(receipts)s receipts end at %(last)s."),
    "register",
    ("reg",),
)

# The index on (register, number) is counted, not the rows.
_GAPS = """
SELECT 'registers.no_gaps', r.id AS key, r.id, r.code, r.last_receipt AS counted, n.receipts, n.last
FROM registers_register r
CROSS JOIN LATERAL (
  SELECT count(*) AS receipts, coalesce(max(p.number), 0) AS last FROM registers_receipt p WHERE p.register_id = r.id
) n
WHERE r.id = ANY(%(keys)s) AND (r.last_receipt, r.last_receipt) IS DISTINCT FROM (n.receipts, n.last)
"""

REGISTERS = Book(
    name="registers.registers",
    tables=("registers_receipt",),
    checks=(Check((_NO_GAPS,), _GAPS),),
    walk="SELECT id FROM registers_register WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=("SELECT id, register_id FROM registers_receipt WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",),
)

BOOKS = (REGISTERS,)


def find_lies() -> list[Lie]:
    """Return a lie for each register whose receipts have a gap."""
    return proving.find_lies(BOOKS)
