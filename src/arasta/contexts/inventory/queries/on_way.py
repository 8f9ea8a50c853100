"""Read which promises are on their way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class OnWay:
    """Units of an order line, whole kits too, that a transfer brings to where they are fetched."""

    transfer_id: UUID
    line_id: UUID
    units: int


_ON_WAY = """
SELECT DISTINCT w.transfer_id, w.line_id, (w.quantity - w.let_go) / w.per_unit
FROM inventory_promise_on_way w JOIN inventory_transfer t ON t.id = w.transfer_id
WHERE w.order_id = ANY(%s) AND t.status = 'in_transit' AND w.quantity > w.let_go
ORDER BY 1, 2
"""


def on_way(order_ids: Collection[UUID]) -> list[OnWay]:
    """Return what is on its way for orders."""
    return [OnWay(*row) for row in db.rows(_ON_WAY, [list(order_ids)])]
