"""Levels joined with what they are levels of and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.inventory.queries import scarcity, stock
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import Level
from arasta.kernel.ids import to_public
from arasta.kernel.pages import Page
from arasta.surfaces.backoffice.today import LOW

MOST_FOUND = 200
VIEWS = ("", "low", "out")


@dataclass(frozen=True, slots=True)
class PlaceLevel:
    """A level with its location. `free` is what staff may take away: neither promised nor held nor blocked."""

    level: Level
    place: LocationRow
    key: str

    @property
    def free(self) -> int:
        return self.level.available - self.level.reserved


@dataclass(frozen=True, slots=True)
class StockRow:
    """A variant with its levels at the locations shown and their sums."""

    variant: VariantRow
    key: str
    levels: tuple[PlaceLevel, ...]
    on_hand: int
    unavailable: int
    committed: int
    reserved: int
    incoming: int
    sellable: int

    @property
    def by_key(self) -> dict[str, PlaceLevel]:
        """The levels by the public id of their location."""
        return {one.key: one for one in self.levels}

    @property
    def available(self) -> int:
        """What the bar shows as available: on the shelf, not blocked, not promised, not held."""
        return self.on_hand - self.unavailable - self.committed - self.reserved


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which levels: of a place, found by words, running out ("low") or sold out ("out")."""

    location_id: UUID | None = None
    text: str = ""
    view: str = ""


def page(wanted: Wanted, *, places: dict[UUID, LocationRow], language: str, cursor: str | None) -> Page[StockRow]:
    """Return a page of variants with their levels, in a fixed number of statements."""
    chosen = _chosen(wanted, language)
    found = stock.level_page(location_id=wanted.location_id, variant_ids=chosen, cursor=cursor)
    described = variants.variants([key for key, _ in found.items], language=language)
    rows = [row(described[key], levels, places) for key, levels in found.items if key in described]
    return Page(rows, found.next_cursor)


def row(variant: VariantRow, levels: Sequence[Level], places: dict[UUID, LocationRow]) -> StockRow:
    """Join a variant's levels with it, in the order of the places."""
    by_place = {level.location_id: level for level in levels}
    here = [PlaceLevel(by_place[key], place, to_public("loc", key)) for key, place in places.items() if key in by_place]
    sums = [one.level for one in here]
    return StockRow(
        variant=variant,
        key=to_public("var", variant.id),
        levels=tuple(here),
        on_hand=sum(level.on_hand for level in sums),
        unavailable=sum(level.unavailable for level in sums),
        committed=sum(level.committed for level in sums),
        reserved=sum(level.reserved for level in sums),
        incoming=sum(level.incoming for level in sums),
        sellable=sum(level.sellable for level in sums),
    )


def _chosen(wanted: Wanted, language: str) -> list[UUID] | None:
    """Return the variants to show, or nothing for all."""
    if wanted.text:
        found = variants.find_variants(wanted.text, language=language, limit=MOST_FOUND, active_only=False)
        return [variant.id for variant in found]
    if wanted.view == "low":
        return scarcity.scarce_variants(least=1, most=LOW)
    if wanted.view == "out":
        return scarcity.scarce_variants(least=0, most=0)
    return None
