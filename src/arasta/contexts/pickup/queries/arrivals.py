"""Read who waits for their goods."""

from __future__ import annotations

from collections.abc import Collection
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
