"""Read serial numbers: where a unit is, who bought it, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.inventory.types import MovementKind, SerialStatus
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


class UnknownSerial(Missing):
    """No unit of the variant has the number."""

    code = "serial_unknown"
    template = gettext_noop("This product has no unit with serial number “%(serial)s”.")


@dataclass(frozen=True, slots=True)
class SerialRow:
    """A unit with a number: where it is, or the order and line it went to."""

    id: UUID
    variant_id: UUID
    code: str
    status: SerialStatus
    location_id: UUID | None
    order_id: UUID | None
    line_id: UUID | None


@dataclass(frozen=True, slots=True)
class SerialMove:
    """A step of a unit's life."""

    kind: MovementKind
    location_id: UUID
    occurred_at: datetime
    reason: str
    actor_name: str
    order_id: UUID | None


_ROWS = """
SELECT s.id, s.variant_id, s.code, s.status, s.location_id, a.order_id, a.line_id
FROM inventory_serial s LEFT JOIN inventory_allocation a ON a.id = s.allocation_id
"""

_MOVES = """
SELECT m.kind, m.location_id, m.occurred_at, COALESCE(r.reference, a.reason, t.note, ''), m.actor_name, al.order_id
FROM inventory_movement m LEFT JOIN inventory_goods_receipt r ON r.id = m.receipt_id
LEFT JOIN inventory_adjustment a ON a.id = m.adjustment_id LEFT JOIN inventory_transfer t ON t.id = m.transfer_id
LEFT JOIN inventory_allocation al ON al.id = m.allocation_id
WHERE m.serial_id = %s ORDER BY m.id DESC
"""


def serials_with(code: str, *, limit: int = 20) -> list[SerialRow]:
    """Return the units of all variants that bear a number."""
    return _rows(f"{_ROWS} WHERE s.code = %s ORDER BY s.id DESC LIMIT %s", [code, clamp(limit)])


def serial(variant_id: UUID, code: str) -> SerialRow | None:
    """Return a variant's unit by its number."""
    return next(iter(_rows(f"{_ROWS} WHERE s.variant_id = %s AND s.code = %s", [variant_id, code])), None)


def known(variant_id: UUID, code: str) -> SerialRow:
    """Return a variant's unit by its number. Raises UnknownSerial."""
    row = serial(variant_id, code)
    if row is None:
        raise UnknownSerial(serial=code[:100])
    return row


def serial_page(
    variant_id: UUID,
    *,
    status: SerialStatus | None = None,
    location_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SerialRow]:
    """Return a variant's units in the order of their numbers."""
    size, after = clamp(limit), decode_cursor(cursor, 1)
    rows = _rows(
        f"{_ROWS} WHERE s.variant_id = %s AND (%s::text IS NULL OR s.status = %s)"
        " AND (%s::uuid IS NULL OR s.location_id = %s) AND s.code > %s ORDER BY s.code LIMIT %s",
        [variant_id, status, status, location_id, location_id, str(after[0]) if after else "", size + 1],
    )
    return Page(rows[:size], encode_cursor(rows[size - 1].code) if len(rows) > size else None)


def moves_of(serial_id: UUID) -> list[SerialMove]:
    """Return what became of a unit, newest first."""
    return [SerialMove(MovementKind(row[0]), *row[1:]) for row in db.rows(_MOVES, [serial_id])]


def _rows(sql: str, params: Sequence[object]) -> list[SerialRow]:
    return [SerialRow(*(*row[:3], SerialStatus(row[3]), *row[4:])) for row in db.rows(sql, params)]
