"""Read levels, movements, holds and transfers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.inventory.domain.kits import pack
from arasta.contexts.inventory.types import Level, LevelKey, MovementKind, StockLine, TransferStatus
from arasta.kernel import db, prepared
from arasta.kernel.errors import Missing
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A row of the ledger with its one cause: its column, id and, where a person gave one, the reason or reference.

    `traced`: the lot's code or the unit's serial number, of goods that have one.
    """

    id: UUID
    variant_id: UUID
    location_id: UUID
    kind: MovementKind
    quantity: int
    cause: str
    cause_id: UUID
    reason: str
    order_id: UUID | None
    actor_kind: str
    actor_name: str
    occurred_at: datetime
    traced: str


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer with its lines: (variant, quantity)."""

    id: UUID
    source_id: UUID
    target_id: UUID
    status: TransferStatus
    note: str
    sent_at: datetime
    received_at: datetime | None
    lines: tuple[tuple[UUID, int], ...]


_LEVEL = "variant_id, location_id, on_hand, unavailable, committed, reserved, incoming, safety_stock"

_MOVEMENTS = """
SELECT m.id, m.variant_id, m.location_id, m.kind, m.quantity,
       CASE WHEN m.receipt_id IS NOT NULL THEN 'receipt' WHEN m.adjustment_id IS NOT NULL THEN 'adjustment'
            WHEN m.allocation_id IS NOT NULL THEN 'allocation' WHEN m.transfer_id IS NOT NULL THEN 'transfer'
            ELSE 'supply' END,
       COALESCE(m.receipt_id, m.adjustment_id, m.allocation_id, m.transfer_id, m.supply_id),
       COALESCE(r.reference, a.reason, t.note, s.reference, ''), al.order_id, m.actor_kind, m.actor_name, m.occurred_at,
       COALESCE(lot.code, serial.code, '')
FROM inventory_movement m
LEFT JOIN inventory_lot lot ON lot.id = m.lot_id
LEFT JOIN inventory_serial serial ON serial.id = m.serial_id
LEFT JOIN inventory_goods_receipt r ON r.id = m.receipt_id
LEFT JOIN inventory_adjustment a ON a.id = m.adjustment_id
LEFT JOIN inventory_allocation al ON al.id = m.allocation_id
LEFT JOIN inventory_transfer t ON t.id = m.transfer_id
LEFT JOIN inventory_supply s ON s.id = m.supply_id
WHERE m.variant_id = %s AND (%s::uuid IS NULL OR m.location_id = %s) AND (%s::uuid IS NULL OR m.id < %s)
ORDER BY m.id DESC LIMIT %s
"""


def levels(variant_ids: Sequence[UUID], *, location_id: UUID | None = None) -> list[Level]:
    """Return the levels of variants, at all locations or one."""
    found = db.rows(
        f"SELECT {_LEVEL} FROM inventory_level WHERE variant_id = ANY(%s)"  # noqa: S608 - constant column list
        " AND (%s::uuid IS NULL OR location_id = %s) ORDER BY variant_id, location_id",
        [list(variant_ids), location_id, location_id],
    )
    return [Level(*row) for row in found]


def movements(
    variant_id: UUID, *, location_id: UUID | None = None, cursor: str | None = None, limit: int = 50
) -> Page[MovementRow]:
    """Return a variant's ledger, newest first."""
    size, before = clamp(limit), decode_cursor(cursor, 1)
    last = before[0] if before else None
    found = db.rows(_MOVEMENTS, [variant_id, location_id, location_id, last, last, size + 1])
    rows = [MovementRow(*(*row[:3], MovementKind(row[3]), *row[4:])) for row in found]
    return Page(rows[:size], encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None)


def overdue_levels(*, limit: int) -> list[LevelKey]:
    """Return levels with holds whose time is over by the database's clock."""
    found = db.rows(
        "SELECT variant_id, location_id FROM inventory_reservation"
        " WHERE status = 'held' AND expires_at <= clock_timestamp() GROUP BY 1, 2 ORDER BY min(expires_at) LIMIT %s",
        [limit],
    )
    return [(row[0], row[1]) for row in found]


def hold_of(cart_id: UUID) -> datetime | None:
    """Return when a cart's live hold ends, or nothing if it holds nothing now."""
    return holds_of([cart_id]).get(cart_id)


def holds_of(cart_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when the live holds of carts end; a cart that holds nothing now is absent."""
    found = prepared.rows(
        "SELECT cart_id, min(expires_at) FROM inventory_reservation"
        " WHERE cart_id = ANY(%s) AND status = 'held' AND expires_at > clock_timestamp() GROUP BY 1",
        [list(cart_ids)],
    )
    return dict(found)


_HELD = """
SELECT cart_id, variant_id, location_id, quantity, kit_id, per_unit FROM inventory_reservation
WHERE cart_id = ANY(%s) AND status = 'held' AND expires_at > clock_timestamp() ORDER BY 1, 2, 3
"""

# A kit is there when all its components are: one that waits with all its units has no allocation yet.
_OPEN = """
SELECT min(a.id::text)::uuid, order_id, line_id, COALESCE(kit_id, variant_id), location_id,
       min((quantity - shipped - released) / per_unit)
FROM inventory_allocation a
WHERE order_id = ANY(%s) AND (kit_id IS NOT NULL OR quantity > shipped + released)
  AND (kit_id IS NULL OR NOT EXISTS (
    SELECT FROM inventory_backorder b
    WHERE (b.order_id, b.line_id, b.location_id) = (a.order_id, a.line_id, a.location_id)
      AND b.quantity > b.filled + b.canceled AND NOT EXISTS (
        SELECT FROM inventory_allocation p
        WHERE (p.line_id, p.variant_id, p.location_id) = (b.line_id, b.variant_id, b.location_id)
          AND p.kit_id IS NOT NULL)))
GROUP BY 2, 3, 4, 5 HAVING min((quantity - shipped - released) / per_unit) > 0 ORDER BY 1
"""


def held_lines(cart_id: UUID) -> list[tuple[UUID, UUID, int]]:
    """Return what a cart holds now: (variant, location, quantity), kits as kits."""
    return held_by([cart_id]).get(cart_id, [])


def held_by(cart_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, UUID, int]]]:
    """Return what carts hold now: (variant, location, quantity) each; a cart that holds nothing is absent."""
    held: dict[UUID, list[StockLine]] = {}
    for cart, variant, location, quantity, kit, per_unit in prepared.rows(_HELD, [list(cart_ids)]):
        line = StockLine(variant, location, quantity, kit_id=kit, per_unit=per_unit)
        held.setdefault(cart, []).append(line)
    return {
        cart: [(line.variant_id, line.location_id, line.quantity) for line in pack(lines)]
        for cart, lines in held.items()
    }


def open_allocations(order_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, UUID, UUID, UUID, int]]:
    """Return what is still promised to orders: (allocation, order, line, variant, location, open quantity).

    In units of the line: a kit is one row, whose allocation stands for those of all its components.
    """
    found = db.rows(_OPEN, [list(order_ids)])
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in found]


def places_of(order_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, UUID]]]:
    """Return where what is still promised to orders lies, by order: (line, location)."""
    found: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for _, order, line, _, location, _ in open_allocations(order_ids) if order_ids else ():
        found.setdefault(order, []).append((line, location))
    return found


_TRANSFERS = """
SELECT t.id, t.source_id, t.target_id, t.status, t.note, t.sent_at, t.received_at,
       array_agg(l.variant_id ORDER BY l.id), array_agg(l.quantity ORDER BY l.id)
FROM inventory_transfer t JOIN inventory_transfer_line l ON l.transfer_id = t.id
"""


def transfers(*, status: TransferStatus | None = None, limit: int = 50) -> list[TransferRow]:
    """Return transfers, newest first, with their lines."""
    found = db.rows(
        f"{_TRANSFERS} WHERE %s::text IS NULL OR t.status = %s GROUP BY t.id ORDER BY t.sent_at DESC LIMIT %s",
        [status, status, clamp(limit)],
    )
    return [_transfer(row) for row in found]


def transfer(transfer_id: UUID) -> TransferRow:
    """Return one transfer. Raises Missing."""
    found = db.rows(f"{_TRANSFERS} WHERE t.id = %s GROUP BY t.id", [transfer_id])
    if not found:
        raise Missing
    return _transfer(found[0])


def _transfer(row: tuple[Any, ...]) -> TransferRow:
    return TransferRow(*(*row[:3], TransferStatus(row[3]), *row[4:7], tuple(zip(row[7], row[8], strict=True))))


def level_page(
    *,
    location_id: UUID | None = None,
    variant_ids: Sequence[UUID] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[tuple[UUID, list[Level]]]:
    """Return variants with their levels, a page of variants at a time."""
    size, after = clamp(limit), decode_cursor(cursor, 1)
    last = after[0] if after else None
    keys = db.rows(
        "SELECT DISTINCT variant_id FROM inventory_level WHERE (%s::uuid IS NULL OR location_id = %s)"
        " AND (%s::uuid[] IS NULL OR variant_id = ANY(%s)) AND (%s::uuid IS NULL OR variant_id > %s)"
        " ORDER BY variant_id LIMIT %s",
        [
            location_id,
            location_id,
            *([list(variant_ids)] * 2 if variant_ids is not None else [None, None]),
            last,
            last,
            size + 1,
        ],
    )
    variants = [row[0] for row in keys[:size]]
    grouped: dict[UUID, list[Level]] = {variant: [] for variant in variants}
    for level in levels(variants, location_id=location_id):
        grouped[level.variant_id].append(level)
    return Page(list(grouped.items()), encode_cursor(str(variants[-1])) if len(keys) > size else None)
