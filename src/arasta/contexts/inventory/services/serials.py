"""Serial numbers: each unit is in one place, and is sold once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from arasta.contexts.inventory.domain.serials import SerialKnown, Unit, after, units_of
from arasta.contexts.inventory.types import MovementKind, SerialStatus, StockLine
from arasta.kernel import db
from arasta.kernel.ids import new_id

if TYPE_CHECKING:
    from arasta.contexts.inventory.services.ledger import Posting

_READ = """
SELECT variant_id, code, id, status, location_id FROM inventory_serial
WHERE (variant_id, code) IN (SELECT * FROM unnest(%s::uuid[], %s::text[])) ORDER BY variant_id, code
"""

_LOCK = f"{_READ} FOR UPDATE"

_ADD = """
INSERT INTO inventory_serial (id, variant_id, code, status, location_id)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[]) ORDER BY 2, 3 ON CONFLICT DO NOTHING
RETURNING code
"""

_MOVE = """
UPDATE inventory_serial s SET status = m.status, location_id = m.location_id, allocation_id = m.allocation_id
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[]) AS m(id, status, location_id, allocation_id) WHERE s.id = m.id
"""


@dataclass(frozen=True, slots=True)
class _Moved:
    """A unit after it moved, and the promise it left with."""

    variant_id: UUID
    unit: Unit
    allocation_id: UUID | None


def resolve(postings: Sequence[Posting]) -> list[Posting]:
    """Return a posting for each unit that moves, and write where it is now.

    Locks the units in the order of their numbers: a number can be asked for at two places at once.
    """
    if not postings:
        return []
    db.require_transaction()
    known = _lock(postings)
    before = {(variant, code) for variant, units in known.items() for code in units}
    moved: dict[tuple[UUID, str], _Moved] = {}
    parts = []
    for posting in postings:
        line = posting.line
        own = known.setdefault(line.variant_id, {})
        for unit in units_of(posting.kind, line, own):
            now = after(posting.kind, replace(unit, serial_id=unit.serial_id or new_id()), line.location_id)
            own[unit.code] = now
            sold_with = posting.cause[1] if now.status is SerialStatus.SOLD else None
            moved[line.variant_id, unit.code] = _Moved(line.variant_id, now, sold_with)
            parts.append(replace(posting, line=replace(line, quantity=1, traced=()), serial_id=now.serial_id))
    _add([one for key, one in moved.items() if key not in before])
    _move([one for key, one in moved.items() if key in before])
    return parts


def require_here(lines: Sequence[StockLine]) -> None:
    """Raise what would be refused if these units left their shelves now; it may be otherwise when they do."""
    known = _found(_READ, sorted({(line.variant_id, one.code) for line in lines for one in line.traced}))
    for line in lines:
        units_of(MovementKind.SHIPPED, line, known.get(line.variant_id, {}))


def _lock(postings: Sequence[Posting]) -> dict[UUID, dict[str, Unit]]:
    wanted = sorted({(posting.line.variant_id, one.code) for posting in postings for one in posting.line.traced})
    return _found(_LOCK, wanted)


def _found(sql: str, wanted: Sequence[tuple[UUID, str]]) -> dict[UUID, dict[str, Unit]]:
    known: dict[UUID, dict[str, Unit]] = {}
    for variant, code, *place in db.rows(sql, [[variant for variant, _ in wanted], [code for _, code in wanted]]):
        known.setdefault(variant, {})[code] = Unit(code, place[0], SerialStatus(place[1]), place[2])
    return known


def _add(new: Sequence[_Moved]) -> None:
    if not new:
        return
    added = db.rows(
        _ADD,
        [
            [one.unit.serial_id for one in new],
            [one.variant_id for one in new],
            [one.unit.code for one in new],
            [one.unit.status for one in new],
            [one.unit.location_id for one in new],
        ],
    )
    if len(added) < len(new):
        codes = {row[0] for row in added}
        raise SerialKnown(serial=next((one.unit.code for one in new if one.unit.code not in codes), new[0].unit.code))


def _move(moved: Sequence[_Moved]) -> None:
    if moved:
        db.execute(
            _MOVE,
            [
                [one.unit.serial_id for one in moved],
                [one.unit.status for one in moved],
                [one.unit.location_id for one in moved],
                [one.allocation_id for one in moved],
            ],
        )
