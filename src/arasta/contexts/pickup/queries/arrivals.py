"""Read who waits for their goods."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from arasta.contexts.pickup.types import ArrivalRow, Way
from arasta.kernel import db

_ARRIVALS = """
SELECT fulfillment_order_id, order_id, location_id, way, bay, car, arrived_at, seen_at, seen_by
FROM pickup_arrival WHERE fulfillment_order_id = ANY(%s)
"""


def arrivals(fulfillment_order_ids: Collection[UUID]) -> dict[UUID, ArrivalRow]:
    """Return who came for these fulfillment orders."""
    rows = db.rows(_ARRIVALS, [list(fulfillment_order_ids)])
    return {row[0]: ArrivalRow(row[0], row[1], row[2], Way(row[3]), *row[4:]) for row in rows}


def unseen(location_id: UUID, *, since: datetime) -> int:
    """Count who came to a place since a moment and nobody went to yet."""
    sql = "SELECT count(*) FROM pickup_arrival WHERE location_id = %s AND seen_at IS NULL AND arrived_at > %s"
    return int(db.rows(sql, [location_id, since])[0][0])
