"""Read the holds that outside systems asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.inventory.types import ReservationStatus, StockLine
from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold: whose it is, what became of it, and each of its lines with the same word for itself.

    `cart_id` is empty where it stands alone.
    """

    id: UUID
    cart_id: UUID | None
    channel_id: UUID
    reference: str
    status: ReservationStatus
    expires_at: datetime
    created_at: datetime
    lines: tuple[tuple[StockLine, ReservationStatus], ...]

    @property
    def holder_id(self) -> UUID:
        """Return under whose id its units are reserved."""
        return self.cart_id or self.id


_HOLDS = """
SELECT DISTINCT ON (h.id, COALESCE(r.kit_id, r.variant_id), r.location_id)
       h.id, h.holder_id, h.channel_id, h.reference, h.created_at, r.expires_at,
       CASE WHEN r.status = 'held' AND r.expires_at <= clock_timestamp() THEN 'expired' ELSE r.status END,
       COALESCE(r.kit_id, r.variant_id), r.location_id,
       COALESCE(l.quantity, r.quantity) / r.per_unit
FROM inventory_hold h JOIN inventory_hold_line l ON l.hold_id = h.id JOIN inventory_reservation r ON r.id = l.reservation_id
WHERE h.id = ANY(%s) ORDER BY h.id, COALESCE(r.kit_id, r.variant_id), r.location_id, l.id
"""

# What became of a hold is what became of any of its lines, the first of these words that is true of one.
_WORDS = (
    ReservationStatus.HELD,
    ReservationStatus.CLAIMED,
    ReservationStatus.EXPIRED,
    ReservationStatus.RELEASED,
)


def holds(hold_ids: Sequence[UUID]) -> dict[UUID, HoldRow]:
    """Return holds by id; an unknown id is absent. One whose time is over reads as expired, swept or not."""
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for row in db.rows(_HOLDS, [list(hold_ids)]):
        found.setdefault(row[0], []).append(row)
    return {key: _row(rows) for key, rows in found.items()}


def _row(rows: list[tuple[Any, ...]]) -> HoldRow:
    key, holder, channel, reference, created = rows[0][:5]
    lines = tuple((StockLine(*row[7:]), ReservationStatus(row[6])) for row in rows)
    status = next(word for word in _WORDS if any(word is said for _, said in lines))
    until = min(row[5] for row, (_, said) in zip(rows, lines, strict=True) if said is status)
    return HoldRow(key, None if holder == key else holder, channel, reference, status, until, created, lines)
