"""How a file of a run is read: which column is which, what its words mean, and how a chunk of its lines lands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.imports import queries
from arasta.contexts.imports.types import ImportKind, LineFault, RunRow, Tally
from arasta.contexts.inventory.queries import locations
from arasta.contexts.pricing.queries import prices
from arasta.flows.stocking import import_columns, import_files, import_goods, import_stock, import_store, import_terms
from arasta.flows.stocking.import_columns import Layout
from arasta.flows.stocking.import_files import CsvFile, Line
from arasta.flows.stocking.import_goods import Landing
from arasta.flows.stocking.import_parcels import Parcel, Reader, Surroundings
from arasta.flows.stocking.import_stock import StockLanding
from arasta.kernel.errors import Conflict, Invalid, gettext_noop

Outcome = tuple[Tally, list[LineFault]]
Landed = Callable[[], Outcome]


class ChoiceNeeded(Invalid):
    code = "choice_needed"
    template = gettext_noop("The file has no column “%(column)s”. Choose one for the whole file: %(known)s.")


class ImportedBefore(Conflict):
    code = "imported_before"
    template = gettext_noop(
        "This very file of differences was imported already. Its units would be counted twice: say so, if that is meant."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """A file that is understood.

    `read` understands a chunk and makes the words it brings; what it returns lands the chunk. `key_of` is what lines that
    must stay together have in common. `make_words` makes only the words of a chunk and returns how often words were made;
    `learn_words` takes up those that another process made.
    """

    file: CsvFile
    key_of: Callable[[Sequence[str]], str]
    read: Callable[[list[Line]], Landed]
    make_words: Callable[[list[Line]], int] = lambda lines: 0
    learn_words: Callable[[], None] = lambda: None


def plan(run: RunRow, at: datetime) -> Plan:
    """Look through a run's file and decide how it lands. Raises what is wrong with the file as a whole."""
    file, layout = look(run)
    if run.kind is ImportKind.STOCK:
        return _stock(run, file, layout)
    return _goods(run, file, layout, at)


def look(run: RunRow) -> tuple[CsvFile, Layout]:
    """Find out how a run's file is read and what its columns are. Raises what is wrong with it as a whole."""
    file = import_files.look_through(
        import_store.path_of(run.path),
        encoding=run.reading.encoding,
        knows=lambda name: import_columns.canonical(name, run.kind) is not None,
    )
    return file, import_columns.layout(file.header, kind=run.kind, language=run.reading.language)


def _stock(run: RunRow, file: CsvFile, layout: Layout) -> Plan:
    run.actor.require("stock.write")
    if layout.has("delta") and not run.reading.may_repeat:
        others = [other for other in queries.kept_runs_of(file.digest) if other.id != run.id]
        if others:
            raise ImportedBefore
    places = _places()
    location = _choice(run.reading.location, layout, "location", list(places))
    landing = StockLanding(layout, places, location, run.actor, run.reading.reason or run.file_name)
    return Plan(file, lambda cells: "", lambda lines: lambda: import_stock.land(lines, landing))


def _goods(run: RunRow, file: CsvFile, layout: Layout, at: datetime) -> Plan:
    around = _surroundings(run, layout)
    reader = Reader(around)
    _require(run, layout, reader)
    landing = Landing(
        actor=run.actor,
        at=at,
        reason=run.reading.reason or run.file_name,
        has_goods=reader.has_goods,
        keep=import_goods.kept(layout),
        keeps_old_price=not layout.has("old_price"),
    )

    def read(lines: list[Line]) -> Landed:
        parcel = _read(reader if not run.is_trial else Reader(replace(around, terms=_terms(run))), lines)
        return lambda: import_goods.land(parcel, landing)

    return Plan(file, reader.handle_of, read, reader.make_words, around.terms.learn)


def _read(reader: Reader, lines: list[Line]) -> Parcel:
    parcel = reader.read(lines)
    reader.terms.write()
    return parcel


def _surroundings(run: RunRow, layout: Layout) -> Surroundings:
    reading, places = run.reading, _places()
    lists = {row.code: row.currency for row in prices.price_lists()}
    return Surroundings(
        layout=layout,
        terms=_terms(run),
        locations=places,
        currencies=lists,
        has_decimal_comma=reading.has_decimal_comma,
        price_list=_choice(reading.price_list, layout, "price_list", list(lists)) if layout.has("price") else "",
        location=_choice(reading.location, layout, "location", list(places)) if layout.has("on_hand") else "",
    )


def _require(run: RunRow, layout: Layout, reader: Reader) -> None:
    needed = {
        "catalog.write": reader.has_goods,
        "prices.write": layout.has("price"),
        "stock.write": layout.has("on_hand"),
    }
    for permission, is_needed in needed.items():
        if is_needed:
            run.actor.require(permission)


def _terms(run: RunRow) -> import_terms.Terms:
    return import_terms.terms(language=run.reading.language, creates=run.reading.creates_terms)


def _places() -> dict[str, UUID]:
    return {row.code.casefold(): row.id for row in locations.locations()}


def _choice(chosen: str, layout: Layout, column: str, known: list[str]) -> str:
    """Return what holds for lines that say nothing: the choice, or the only one there is. Raises ChoiceNeeded."""
    if chosen or layout.has(column):
        return chosen
    if len(known) != 1:
        raise ChoiceNeeded(column=column, known=", ".join(sorted(known))[:300] or "–")
    return known[0]
