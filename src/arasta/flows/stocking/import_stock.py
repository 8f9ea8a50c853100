"""Land a chunk of counts or differences of stock, in one transaction of the caller's; each line stands or falls by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.imports.types import LineFault, Tally
from arasta.contexts.inventory.services import counts
from arasta.contexts.inventory.services.counts import Count, Refused
from arasta.contexts.inventory.types import Traced, UnknownLocation
from arasta.flows.stocking import import_cells, import_named
from arasta.flows.stocking.import_columns import Layout
from arasta.flows.stocking.import_files import Line
from arasta.flows.stocking.import_named import NamedLine
from arasta.flows.stocking.import_parcels import CellMissing, TooManyCells
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError

_NAMES = ("lot", "expires_on", "serials")


@dataclass(frozen=True, slots=True)
class StockLanding:
    """How chunks of one file land: its columns, the places, the place of lines that name none, on whose word and why."""

    layout: Layout
    locations: Mapping[str, UUID]
    location: str
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    line: int
    sku: str
    place: UUID
    text: str
    units: int
    lot: Traced | None = None
    serials: tuple[Traced, ...] = ()


def land(lines: Sequence[Line], landing: StockLanding) -> tuple[Tally, list[LineFault]]:
    """Count what a chunk says; return what became of its lines."""
    faults: list[LineFault] = []
    wanted = [found for line in lines if any(line[1]) and (found := _read(line, landing, faults))]
    ids = variants.variant_ids_by_sku([one.sku for one in wanted])
    faults += [
        LineFault(one.line, "sku", one.sku, UnknownSku(sku=one.sku[:100])) for one in wanted if one.sku not in ids
    ]
    known = [one for one in wanted if one.sku in ids]
    plain = [one for one in known if not (one.lot or one.serials)]
    changed = _count(plain, ids, landing, faults) if plain else 0
    named = [_named(one, landing) for one in known if one.lot or one.serials]
    changed_too, wrong = import_named.land(named, ids, reason=landing.reason, actor=landing.actor)
    changed, faults = changed + changed_too, [*faults, *wrong]
    blank = sum(not any(cells) for _, cells in lines)
    good = len(lines) - blank - len(faults)
    tally = Tally(read=len(lines), changed=changed, unchanged=good - changed)
    return tally, sorted(faults, key=lambda fault: fault.line)


def _count(known: Sequence[_Wanted], ids: Mapping[str, UUID], landing: StockLanding, faults: list[LineFault]) -> int:
    is_delta = landing.layout.has("delta")
    items = [
        Count(ids[one.sku], one.place, delta=one.units if is_delta else None, on_hand=None if is_delta else one.units)
        for one in known
    ]
    answers = counts.count(items, reason=landing.reason, actor=landing.actor, overwrite=True)
    changed = 0
    for one, answer in zip(known, answers, strict=True):
        if isinstance(answer, Refused):
            faults.append(LineFault(one.line, _column(landing), one.text, answer.error))
        else:
            changed += answer.on_hand != answer.was
    return changed


def _read(line: Line, landing: StockLanding, faults: list[LineFault]) -> _Wanted | None:
    number, cells = line
    at, width = landing.layout.at, len(landing.layout.names)
    if len(cells) > width and any(cells[width:]):
        faults.append(LineFault(number, "", "", TooManyCells(cells=len(cells), columns=width)))
        return None
    cells = [*cells, *[""] * (width - len(cells))]
    sku, text = cells[at["sku"]].strip(), cells[at[_column(landing)]].strip()
    code = cells[at["location"]].strip() if "location" in at else ""
    place = landing.locations.get((code or landing.location).casefold())
    wrong = _what_is_wrong(sku, text, code or landing.location, place, landing)
    if wrong is not None:
        faults.append(LineFault(number, *wrong))
        return None
    try:
        names = import_named.names_in({name: cells[at[name]] for name in _NAMES if name in at})
    except DomainError as error:
        faults.append(LineFault(number, "expires_on", cells[at["expires_on"]][:100], error))
        return None
    try:
        return _Wanted(number, sku, place, text, import_cells.count(text), *names) if place else None
    except DomainError as error:
        faults.append(LineFault(number, _column(landing), text, error))
        return None


def _named(one: _Wanted, landing: StockLanding) -> NamedLine:
    is_count = not landing.layout.has("delta")
    return NamedLine(one.line, one.sku, one.place, one.units, is_count, one.lot, one.serials)


def _what_is_wrong(
    sku: str, text: str, code: str, place: UUID | None, landing: StockLanding
) -> tuple[str, str, DomainError] | None:
    if not sku:
        return ("sku", "", CellMissing(column="sku"))
    if place is None:
        return ("location", code, UnknownLocation(location=code[:60]))
    if not text:
        return (_column(landing), "", CellMissing(column=_column(landing)))
    return None


def _column(landing: StockLanding) -> str:
    return "delta" if landing.layout.has("delta") else "quantity"
