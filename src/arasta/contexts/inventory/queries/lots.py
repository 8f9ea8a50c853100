"""Read lots: where they lie, what expires, which ones to take, and which orders got them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from arasta.contexts.inventory.domain.lots import LotHere, Shelf, first_expired_first_out
from arasta.contexts.inventory.types import LevelKey, MovementKind, StockLine, TrackingMode
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


class UnknownLotCode(Missing):
    """No lot of the variant has the code."""

    code = "lot_unknown"
    template = gettext_noop("This product has no lot “%(lot)s”.")


class LotView(StrEnum):
    """Which lots to show: all that lie somewhere, those that expire soon, those of which some are set aside."""

    ALL = "all"
    SOON = "soon"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a variant's units are told apart, and how many days before expiry its lots stop being sold."""

    mode: TrackingMode
    stop_days: int


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot at a location; `days_left` counts from today there, below zero it has expired."""

    lot_id: UUID
    variant_id: UUID
    location_id: UUID
    code: str
    expires_on: date | None
    on_hand: int
    blocked: int
    days_left: int | None
    stop_days: int

    @property
    def free(self) -> int:
        return self.on_hand - self.blocked

    @property
    def has_expired(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def may_leave(self) -> bool:
        return self.days_left is None or self.days_left >= self.stop_days


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot by itself."""

    id: UUID
    variant_id: UUID
    code: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class LotMove:
    """So many units of a lot that moved; what went out names its order and line."""

    kind: MovementKind
    quantity: int
    location_id: UUID
    occurred_at: datetime
    reason: str
    actor_name: str
    order_id: UUID | None
    line_id: UUID | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A lot on a shelf that a picker may take: how many units of it are free, and how many to take."""

    code: str
    expires_on: date | None
    free: int
    proposed: int


@dataclass(frozen=True, slots=True)
class Went:
    """Units that an order line got: the lot's code or the serial number."""

    order_id: UUID
    line_id: UUID
    variant_id: UUID
    mode: TrackingMode
    code: str
    quantity: int


_ROWS = """
SELECT lot.id, lot.variant_id, here.location_id, lot.code, lot.expires_on, here.on_hand, here.blocked,
       lot.expires_on - (clock_timestamp() AT TIME ZONE p.time_zone)::date, t.stop_days
FROM inventory_lot_level here JOIN inventory_lot lot ON lot.id = here.lot_id
JOIN inventory_tracking t ON t.variant_id = lot.variant_id JOIN inventory_location p ON p.id = here.location_id
WHERE here.on_hand > 0
"""

_MOVES = """
SELECT m.kind, m.quantity, m.location_id, m.occurred_at, COALESCE(r.reference, a.reason, t.note, ''), m.actor_name,
       al.order_id, al.line_id
FROM inventory_movement m LEFT JOIN inventory_goods_receipt r ON r.id = m.receipt_id
LEFT JOIN inventory_adjustment a ON a.id = m.adjustment_id LEFT JOIN inventory_transfer t ON t.id = m.transfer_id
LEFT JOIN inventory_allocation al ON al.id = m.allocation_id
"""

_WENT = """
SELECT a.order_id, a.line_id, m.variant_id, CASE WHEN m.lot_id IS NULL THEN 'serial' ELSE 'lot' END,
       COALESCE(l.code, s.code), sum(CASE m.kind WHEN 'shipped' THEN m.quantity ELSE -m.quantity END)::int
FROM inventory_allocation a JOIN inventory_movement m ON m.allocation_id = a.id AND m.kind IN ('shipped', 'returned')
LEFT JOIN inventory_lot l ON l.id = m.lot_id LEFT JOIN inventory_serial s ON s.id = m.serial_id
WHERE a.order_id = ANY(%s) AND num_nonnulls(m.lot_id, m.serial_id) = 1
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 5
"""

_OVERDUE = """
SELECT lot.variant_id, here.location_id
FROM inventory_lot lot JOIN inventory_tracking t USING (variant_id) JOIN inventory_lot_level here ON here.lot_id = lot.id
JOIN inventory_location p ON p.id = here.location_id
JOIN inventory_level l ON l.variant_id = lot.variant_id AND l.location_id = here.location_id
WHERE lot.expires_on < (clock_timestamp() AT TIME ZONE p.time_zone)::date + t.stop_days AND here.on_hand > here.blocked
  AND l.on_hand > l.unavailable + l.committed + l.reserved
GROUP BY 1, 2 ORDER BY 1, 2 LIMIT %s
"""


def tracking(variant_ids: Sequence[UUID]) -> dict[UUID, Tracking]:
    """Return how variants are tracked; those that are not are absent."""
    found = db.rows(
        "SELECT variant_id, mode, stop_days FROM inventory_tracking WHERE variant_id = ANY(%s)", [list(variant_ids)]
    )
    return {row[0]: Tracking(TrackingMode(row[1]), row[2]) for row in found}


def lot_page(
    *,
    view: LotView = LotView.ALL,
    days: int = 30,
    location_id: UUID | None = None,
    variant_ids: Sequence[UUID] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[LotRow]:
    """Return lots that lie somewhere, what expires first at the top; `soon` are those with at most so many days left."""
    size, after = clamp(limit), decode_cursor(cursor, 3)
    last = after or ["-infinity", "", "00000000-0000-0000-0000-000000000000"]
    found = db.rows(
        f"SELECT * FROM ({_ROWS}) AS row"  # noqa: S608 - constant
        "(lot_id, variant_id, location_id, code, expires_on, on_hand, blocked, days_left, stop_days)"
        " WHERE (%(place)s::uuid IS NULL OR location_id = %(place)s)"
        " AND (%(variants)s::uuid[] IS NULL OR variant_id = ANY(%(variants)s))"
        " AND (%(view)s = 'all' OR (%(view)s = 'soon' AND days_left <= stop_days + %(days)s AND on_hand > blocked)"
        "      OR (%(view)s = 'blocked' AND blocked > 0))"
        " AND (COALESCE(expires_on, 'infinity'), lot_id::text, location_id::text)"
        "     > (%(expires)s::date, %(lot)s, %(at)s)"
        " ORDER BY COALESCE(expires_on, 'infinity'), lot_id::text, location_id::text LIMIT %(limit)s",
        {
            "place": location_id,
            "variants": None if variant_ids is None else list(variant_ids),
            "view": view,
            "days": days,
            "expires": last[0],
            "lot": str(last[1]),
            "at": str(last[2]),
            "limit": size + 1,
        },
    )
    rows = [LotRow(*row) for row in found]
    return Page(rows[:size], _cursor(rows[size - 1]) if len(rows) > size else None)


def places_of(lot_id: UUID) -> list[LotRow]:
    """Return where a lot lies now."""
    return [LotRow(*row) for row in db.rows(f"{_ROWS} AND lot.id = %s ORDER BY here.location_id", [lot_id])]


def lot(variant_id: UUID, code: str) -> Lot:
    """Return a variant's lot by its code. Raises UnknownLotCode."""
    found = db.rows(
        "SELECT id, variant_id, code, expires_on FROM inventory_lot WHERE variant_id = %s AND code = %s",
        [variant_id, code],
    )
    if not found:
        raise UnknownLotCode(lot=code[:100])
    return Lot(*found[0])


def on_hand(variant_id: UUID, location_id: UUID, code: str) -> int:
    """Return how many units of a lot lie at a location; of one that nobody knows, none."""
    found = db.rows(
        "SELECT here.on_hand FROM inventory_lot_level here JOIN inventory_lot lot ON lot.id = here.lot_id"
        " WHERE lot.variant_id = %s AND lot.code = %s AND here.location_id = %s",
        [variant_id, code, location_id],
    )
    return int(found[0][0]) if found else 0


def lot_by_id(lot_id: UUID) -> Lot:
    """Return one lot. Raises UnknownLotCode."""
    found = db.rows("SELECT id, variant_id, code, expires_on FROM inventory_lot WHERE id = %s", [lot_id])
    if not found:
        raise UnknownLotCode(lot="")
    return Lot(*found[0])


def lots_with(code: str, *, limit: int = 20) -> list[Lot]:
    """Return the lots of all variants that bear a code."""
    found = db.rows(
        "SELECT id, variant_id, code, expires_on FROM inventory_lot WHERE code = %s ORDER BY id DESC LIMIT %s",
        [code, clamp(limit)],
    )
    return [Lot(*row) for row in found]


def moves_of(lot_id: UUID, *, limit: int = 200) -> list[LotMove]:
    """Return what became of a lot's units, newest first."""
    found = db.rows(f"{_MOVES} WHERE m.lot_id = %s ORDER BY m.id DESC LIMIT %s", [lot_id, limit])
    return [LotMove(MovementKind(row[0]), *row[1:]) for row in found]


def orders_with(lot_id: UUID) -> dict[UUID, int]:
    """Return which orders have how many units of a lot: whom a recall concerns."""
    found = db.rows(
        "SELECT a.order_id, sum(CASE m.kind WHEN 'shipped' THEN m.quantity ELSE -m.quantity END)::int AS units"
        " FROM inventory_movement m JOIN inventory_allocation a ON a.id = m.allocation_id"
        " WHERE m.lot_id = %s AND m.kind IN ('shipped', 'returned') GROUP BY 1 ORDER BY 1",
        [lot_id],
    )
    return {row[0]: row[1] for row in found if row[1] > 0}


def went(order_ids: Sequence[UUID]) -> list[Went]:
    """Return which lots and which numbered units orders got."""
    found = db.rows(_WENT, [list(order_ids)])
    return [Went(*(*row[:3], TrackingMode(row[3]), *row[4:])) for row in found if row[5] > 0]


def choices(lines: Sequence[StockLine]) -> list[list[Choice]]:
    """Say for each line which lots lie there, and how many units of each to take now: what expires first.

    No unit is proposed twice. Lines without lots have no choice.
    """
    shelves = _shelves({(line.variant_id, line.location_id) for line in lines})
    chosen = []
    for line in lines:
        key = (line.variant_id, line.location_id)
        shelf = shelves.get(key)
        parts = first_expired_first_out(shelf, line.quantity) if shelf else []
        proposed = {lot.lot_id: units for lot, units in parts}
        here = shelf.oldest_first() if shelf else []
        chosen.append(
            [
                Choice(lot.code, lot.expires_on, lot.free, proposed.get(lot.lot_id, 0))
                for lot in here
                if shelf and lot.free and not shelf.has_expired(lot)
            ]
        )
        if shelf:
            shelves[key] = shelf.after(MovementKind.SHIPPED, parts)
    return chosen


def overdue_levels(*, limit: int) -> list[LevelKey]:
    """Return levels with free units of lots that are too old to be sold."""
    return [(row[0], row[1]) for row in db.rows(_OVERDUE, [limit])]


def _shelves(keys: set[LevelKey]) -> dict[LevelKey, Shelf]:
    found = db.rows(
        "SELECT lot.variant_id, here.location_id, t.stop_days, (clock_timestamp() AT TIME ZONE p.time_zone)::date,"
        " lot.id, lot.code, lot.expires_on, here.on_hand, here.blocked"
        " FROM inventory_lot_level here JOIN inventory_lot lot ON lot.id = here.lot_id"
        " JOIN inventory_tracking t ON t.variant_id = lot.variant_id JOIN inventory_location p ON p.id = here.location_id"
        " WHERE here.on_hand > 0"
        " AND (lot.variant_id, here.location_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))",
        [[key[0] for key in keys], [key[1] for key in keys]],
    )
    shelves: dict[LevelKey, Shelf] = {}
    for variant, location, stop_days, today, *here in found:
        known = shelves.get((variant, location), Shelf(today, stop_days, ()))
        shelves[variant, location] = Shelf(today, stop_days, (*known.lots, LotHere(*here)))
    return shelves


def _cursor(row: LotRow) -> str:
    return encode_cursor(
        row.expires_on.isoformat() if row.expires_on else "infinity", str(row.lot_id), str(row.location_id)
    )
