"""Which unit it is: a serial number is where the movement takes it from, or it does not move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.types import MOVES, SERIAL_AT, MovementKind, Place, SerialStatus, StockLine
from arasta.kernel.errors import Conflict, Invalid, gettext_noop


class SerialRequired(Invalid):
    """Each unit's number must be said."""

    code = "serial_required"
    template = gettext_noop("Each unit of this product has a serial number: %(needed)s needed, %(given)s given.")


class SerialTwice(Invalid):
    code = "serial_twice"
    template = gettext_noop("Serial number “%(serial)s” was given twice.")


class SerialUnknown(Invalid):
    code = "serial_unknown"
    template = gettext_noop("This product has no unit with serial number “%(serial)s”.")


class SerialSold(Conflict):
    code = "serial_sold"
    template = gettext_noop("The unit with serial number “%(serial)s” is sold.")


class SerialElsewhere(Conflict):
    """The unit is blocked, on its way, lost, or on another shelf."""

    code = "serial_elsewhere"
    template = gettext_noop("The unit with serial number “%(serial)s” is not on this shelf.")


class SerialKnown(Conflict):
    """A unit came in that is here already."""

    code = "serial_known"
    template = gettext_noop("The unit with serial number “%(serial)s” came in before.")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with a number: where it is, if it is somewhere here. Without an id it is new."""

    code: str
    serial_id: UUID | None = None
    status: SerialStatus = SerialStatus.LOST
    location_id: UUID | None = None


_NEW = {Place.OUTSIDE, Place.EXPECTED}
_HERE = {SerialStatus.IN_STOCK, SerialStatus.BLOCKED}


def units_of(kind: MovementKind, line: StockLine, known: Mapping[str, Unit]) -> list[Unit]:
    """Return the units that move, as they are before.

    Raises SerialRequired, SerialTwice, SerialUnknown, SerialSold, SerialElsewhere, SerialKnown.
    """
    codes = [one.code for one in line.traced]
    if len(codes) != line.quantity or any(one.quantity != 1 or not one.code for one in line.traced):
        raise SerialRequired(needed=line.quantity, given=len(codes), variant_id=str(line.variant_id))
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise SerialTwice(serial=code)
        seen.add(code)
        _check(kind, line, known.get(code), code)
    return [known.get(code) or Unit(code) for code in codes]


def after(kind: MovementKind, unit: Unit, location_id: UUID) -> Unit:
    """Return the unit as it is after the movement."""
    status = SERIAL_AT[MOVES[kind].target]
    return Unit(unit.code, unit.serial_id, status, location_id if status in _HERE else None)


def _check(kind: MovementKind, line: StockLine, unit: Unit | None, code: str) -> None:
    source = MOVES[kind].source
    if source in _NEW:
        if unit and unit.status is not SerialStatus.LOST:
            raise SerialKnown(serial=code)
        return
    if unit is None:
        raise SerialUnknown(serial=code)
    is_there = unit.status is SERIAL_AT[source]
    if is_there and (unit.status not in _HERE or unit.location_id == line.location_id):
        return
    raise (SerialSold if unit.status is SerialStatus.SOLD else SerialElsewhere)(serial=code)
