"""Lines of a stock file that name a lot or serial numbers: each is corrected by itself, under its own lot or units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arasta.contexts.imports.types import LineFault
from arasta.contexts.inventory.queries import lots
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import Traced
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError, Invalid, gettext_noop

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_BETWEEN = re.compile(r"[\s,|]+")
_LONGEST = 100


class NoDay(Invalid):
    code = "no_day"
    template = gettext_noop("“%(given)s” is no day. Write it like 2027-03-31 or 31.03.2027.")


@dataclass(frozen=True, slots=True)
class NamedLine:
    """So many units more or fewer, or with `is_count` so many in all, of one lot or of numbered units."""

    line: int
    sku: str
    place: UUID
    units: int
    is_count: bool
    lot: Traced | None
    serials: tuple[Traced, ...]

    def correction(self, variant_id: UUID) -> Correction:
        """Return what changes; a count is compared with what the lot has there."""
        if self.lot is None:
            return Correction(variant_id, self.place, self.units, self.serials)
        delta = self.units
        if self.is_count:
            delta -= lots.on_hand(variant_id, self.place, self.lot.code)
        named = Traced(self.lot.code, abs(delta), self.lot.expires_on)
        return Correction(variant_id, self.place, delta, (named,))


def names_in(cells: Mapping[str, str]) -> tuple[Traced | None, tuple[Traced, ...]]:
    """Read the cells `lot`, `expires_on` and `serials`. Raises NoDay."""
    code = cells.get("lot", "").strip()[:_LONGEST]
    lot = Traced(code, expires_on=day(cells.get("expires_on", "").strip())) if code else None
    codes = [one[:_LONGEST] for one in _BETWEEN.split(cells.get("serials", "")) if one]
    return lot, tuple(Traced(one) for one in codes)


def day(text: str) -> date | None:
    """Read a day, or nothing from an empty cell. Raises NoDay."""
    if not text:
        return None
    iso, written = _ISO.fullmatch(text), _WRITTEN.fullmatch(text)
    parts = iso.groups() if iso else tuple(reversed(written.groups())) if written else None
    try:
        return date(*(int(part) for part in parts or ()))
    except (TypeError, ValueError) as wrong:
        raise NoDay(given=text[:40]) from wrong


def land(
    wanted: Sequence[NamedLine], ids: Mapping[str, UUID], *, reason: str, actor: Actor
) -> tuple[int, list[LineFault]]:
    """Correct the lines one by one; return how many changed something, and what is wrong with the others."""
    changed, faults = 0, []
    for one in sorted(wanted, key=lambda one: (ids[one.sku], one.place)):  # as everybody locks levels
        try:
            with db.savepoint():
                correction = one.correction(ids[one.sku])
                levels.adjust([correction], reason=reason, actor=actor)
            changed += correction.delta != 0
        except DomainError as error:
            column = "lot" if one.lot else "serials"
            said = one.lot.code if one.lot else " ".join(unit.code for unit in one.serials)
            faults.append(LineFault(one.line, column, said[:_LONGEST], error))
    return changed, faults
