"""Read which orders went out late, or lie late still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from arasta.kernel import db

_LATE = """
SELECT DISTINCT f.order_id FROM fulfillment_order f
WHERE f.order_id = ANY(%(orders)s) AND f.kind = 'delivery' AND f.status <> 'canceled'
  AND coalesce(f.closed_at, %(now)s) > coalesce(f.due_at, f.created_at + %(within)s)
"""


def late_orders(order_ids: Sequence[UUID], *, within: timedelta, now: datetime) -> set[UUID]:
    """Return orders of which something left after it was due, or is due and lies still; due `within` if nobody said."""
    return {row[0] for row in db.rows(_LATE, {"orders": list(order_ids), "now": now, "within": within})}
