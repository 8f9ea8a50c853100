"""Prove that receipt numbers run without gaps."""

from __future__ import annotations

from arasta.kernel import db

_GAPS = """
SELECT 'registers: ' || r.code || ' has counted to ' || r.last_receipt || ', its ' || n.receipts
       || ' receipts end at ' || n.last
FROM registers_register r
CROSS JOIN LATERAL (
  SELECT count(*) AS receipts, coalesce(max(p.number), 0) AS last FROM registers_receipt p WHERE p.register_id = r.id
) n
WHERE (r.last_receipt, r.last_receipt) IS DISTINCT FROM (n.receipts, n.last) LIMIT 20
"""


def find_lies() -> list[str]:
    """Return a sentence for each register whose receipts have a gap."""
    return [row[0] for row in db.rows(_GAPS)]
