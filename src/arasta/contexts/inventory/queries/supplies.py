"""Read announced goods, and the order lines that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from arasta.contexts.inventory.queries.promises import Waiting
from arasta.contexts.inventory.types import SupplyKind, SupplyStatus
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """Announced goods. `waiting`: units that order lines wait for at the same level, whichever supply they fall into."""

    id: UUID
    variant_id: UUID
    location_id: UUID
    kind: SupplyKind
    status: SupplyStatus
    reference: str
    quantity: int
    received: int
    expected_on: date
    waiting: int

    @property
    def left(self) -> int:
        return self.quantity - self.received


class SupplyView(StrEnum):
    """Which announced goods: still to come, to come but past their day, or closed."""

    EXPECTED = "expected"
    LATE = "late"
    CLOSED = "closed"


class WaitingView(StrEnum):
    """Which waiting lines: all, or those that were promised another day or have none."""

    ALL = "all"
    LATE = "late"


_SUPPLIES = """
SELECT s.id, s.variant_id, s.location_id, s.kind, s.status, s.reference, s.quantity, s.received, s.expected_on,
       CASE WHEN s.status = 'expected' THEN COALESCE((
         SELECT sum(b.quantity - b.filled - b.canceled)::int FROM inventory_backorder b
         WHERE (b.variant_id, b.location_id) = (s.variant_id, s.location_id) AND b.quantity > b.filled + b.canceled), 0)
       ELSE 0 END
FROM inventory_supply s
WHERE (%(ids)s::uuid[] IS NULL OR s.id = ANY(%(ids)s))
  AND (%(variants)s::uuid[] IS NULL OR s.variant_id = ANY(%(variants)s))
  AND (%(location)s::uuid IS NULL OR s.location_id = %(location)s)
  AND CASE %(view)s WHEN 'expected' THEN s.status = 'expected' WHEN 'closed' THEN s.status <> 'expected'
                    WHEN 'late' THEN s.status = 'expected' AND s.expected_on < %(today)s ELSE true END
  AND (%(after)s::uuid IS NULL OR CASE WHEN %(view)s = 'closed' THEN (s.expected_on, s.id) < (%(day)s::date, %(after)s)
                                       ELSE (s.expected_on, s.id) > (%(day)s::date, %(after)s) END)
ORDER BY CASE WHEN %(view)s = 'closed' THEN s.expected_on END DESC, CASE WHEN %(view)s = 'closed' THEN s.id END DESC,
         s.expected_on, s.id
LIMIT %(limit)s
"""

_WAITING = """
SELECT id, order_id, line_id, channel_id, variant_id, location_id, quantity - filled - canceled, promised_on,
       first_promised_on
FROM inventory_backorder WHERE quantity > filled + canceled
  AND (%(variants)s::uuid[] IS NULL OR variant_id = ANY(%(variants)s))
  AND (%(location)s::uuid IS NULL OR location_id = %(location)s)
  AND (NOT %(late)s OR promised_on IS NULL OR promised_on > first_promised_on OR promised_on < %(today)s)
  AND (%(after)s::uuid IS NULL OR id > %(after)s)
ORDER BY id LIMIT %(limit)s
"""


def supply_page(
    *,
    view: SupplyView | None = SupplyView.EXPECTED,
    today: date,
    variant_ids: Sequence[UUID] | None = None,
    location_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SupplyRow]:
    """Return announced goods, what comes first at the top; closed ones the last at the top."""
    size, after = clamp(limit), decode_cursor(cursor, 2)
    rows = _supplies(
        view=view.value if view else "",
        today=today,
        variants=None if variant_ids is None else list(variant_ids),
        location=location_id,
        day=after[0] if after else None,
        after=after[1] if after else None,
        limit=size + 1,
    )
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], encode_cursor(last.expected_on.isoformat(), str(last.id)) if last else None)


def supplies(supply_ids: Sequence[UUID]) -> dict[UUID, SupplyRow]:
    """Return announced goods by id; an unknown id is absent."""
    return {row.id: row for row in _supplies(ids=list(supply_ids))}


def waiting_page(
    *,
    view: WaitingView = WaitingView.ALL,
    today: date,
    variant_ids: Sequence[UUID] | None = None,
    location_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Waiting]:
    """Return order lines that wait, who waits longest at the top."""
    size, after = clamp(limit), decode_cursor(cursor, 1)
    found = db.rows(
        _WAITING,
        {
            "late": view is WaitingView.LATE,
            "today": today,
            "variants": None if variant_ids is None else list(variant_ids),
            "location": location_id,
            "after": after[0] if after else None,
            "limit": size + 1,
        },
    )
    rows = [Waiting(*row) for row in found]
    return Page(rows[:size], encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None)


def _supplies(**asked: object) -> list[SupplyRow]:
    anything = dict.fromkeys(("ids", "variants", "location", "today", "day", "after", "limit"))
    found = db.rows(_SUPPLIES, {**anything, "view": "", **asked})
    return [SupplyRow(*(*row[:3], SupplyKind(row[3]), SupplyStatus(row[4]), *row[5:])) for row in found]
