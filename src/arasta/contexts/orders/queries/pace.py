"""How fast variants sell, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class SoldElsewhere:
    """Units of a variant sold on all channels but one: in the whole time looked at, and in its last part."""

    variant_id: UUID
    units: int
    lately: int


@dataclass(frozen=True, slots=True)
class Sale:
    """Some units of a variant sold on a channel at a moment."""

    variant_id: UUID
    channel_id: UUID
    units: int
    at: datetime


_ELSEWHERE = """
SELECT l.variant_id, sum(l.quantity)::bigint,
       COALESCE(sum(l.quantity) FILTER (WHERE o.placed_at >= %(lately)s), 0)::bigint
FROM orders_order o JOIN orders_line l ON l.order_id = o.id
WHERE o.placed_at >= %(since)s AND o.channel_id <> %(channel)s
GROUP BY l.variant_id
"""

_SALES = """
SELECT l.variant_id, o.channel_id, l.quantity, o.placed_at
FROM orders_order o JOIN orders_line l ON l.order_id = o.id
WHERE o.placed_at >= %s AND o.placed_at < %s
ORDER BY o.placed_at DESC, l.id DESC LIMIT %s
"""

_DAYS = """
SELECT (o.placed_at AT TIME ZONE %(zone)s)::date, count(*) FROM orders_order o
WHERE o.channel_id = %(channel)s AND o.placed_at >= %(since)s GROUP BY 1 ORDER BY 1
"""


def sold_elsewhere(channel_id: UUID, *, since: datetime, lately: datetime) -> list[SoldElsewhere]:
    """Return what sold on all other channels since a time; what was canceled later was sold nevertheless."""
    given = {"channel": channel_id, "since": since, "lately": lately}
    return [SoldElsewhere(*row) for row in db.rows(_ELSEWHERE, given)]


def sales_between(since: datetime, until: datetime, *, limit: int) -> list[Sale]:
    """Return the newest sales of a time, the first first."""
    return [Sale(*row) for row in reversed(db.rows(_SALES, [since, until, limit]))]


def orders_per_day(channel_id: UUID, *, since: datetime, zone: str) -> dict[date, int]:
    """Return how many orders a channel had on each day that had any."""
    return dict(db.rows(_DAYS, {"channel": channel_id, "since": since, "zone": zone}))
