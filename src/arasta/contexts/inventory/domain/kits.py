"""What kits can be sold of, and how their lines become lines of components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from arasta.contexts.inventory.types import Level, OutOfStock, Recipe, Shortage, StockLine

Recipes = Mapping[UUID, Recipe]


def makeable(recipe: Recipe, units: Mapping[UUID, int]) -> int:
    """Return how many kits the units make: the scarcest component decides."""
    return min((max(0, units.get(component, 0)) // quantity for component, quantity in recipe), default=0)


def kit_levels(recipes: Recipes, components: Sequence[Level]) -> list[Level]:
    """Return the kits as levels, one for each location at which at least one component lies."""
    shelves: dict[UUID, dict[UUID, int]] = {}
    for level in components:
        shelves.setdefault(level.location_id, {})[level.variant_id] = level.sellable
    return [
        Level(kit, location, on_hand=makeable(recipe, units))
        for kit, recipe in recipes.items()
        for location, units in shelves.items()
        if any(component in units for component, _ in recipe)
    ]


def unpack(lines: Sequence[StockLine], recipes: Recipes) -> tuple[StockLine, ...]:
    """Replace the lines of kits by lines of their components; the others stay as they are."""
    return tuple(part for line in lines for part in _parts(line, recipes.get(line.variant_id)))


def _parts(line: StockLine, recipe: Recipe | None) -> list[StockLine]:
    if recipe is None:
        return [line]
    return [
        replace(
            line, variant_id=component, quantity=line.quantity * per_unit, kit_id=line.variant_id, per_unit=per_unit
        )
        for component, per_unit in recipe
    ]


def merged(lines: Sequence[StockLine]) -> tuple[StockLine, ...]:
    """Write what one line takes of a variant at a location as one."""
    found: dict[tuple[UUID | None, UUID, UUID], StockLine] = {}
    for line in lines:
        key = (line.reference, line.variant_id, line.location_id)
        known = found.get(key)
        found[key] = replace(line, quantity=line.quantity + known.quantity) if known else line
    return tuple(found.values())


def pack(parts: Sequence[StockLine]) -> list[StockLine]:
    """Put the components of kits together again: the lines as they were before `unpack`."""
    packed: dict[tuple[UUID, UUID, UUID | None], StockLine] = {}
    for part in parts:
        whole = part if part.kit_id is None else _whole(part)
        key = (whole.variant_id, whole.location_id, whole.reference)
        known = packed.get(key)
        if part.kit_id is None and known:
            packed[key] = replace(known, quantity=known.quantity + whole.quantity)
        elif known is None or whole.quantity < known.quantity:
            packed[key] = whole
    return list(packed.values())


def _whole(part: StockLine) -> StockLine:
    return StockLine(part.kit_id or part.variant_id, part.location_id, part.quantity // part.per_unit, part.reference)


def in_kits(refusal: OutOfStock, lines: Sequence[StockLine]) -> OutOfStock:
    """Say what is missing in units of what was asked for: a kit, not its component. `lines` were unpacked."""
    short = {(one.variant_id, one.location_id): one for one in refusal.shortages}
    said: dict[tuple[UUID, UUID], Shortage] = {}
    for line in lines:
        missing = short.get((line.variant_id, line.location_id))
        if missing is None:
            continue
        asked = line.kit_id or line.variant_id
        told = missing
        if line.kit_id:
            told = Shortage(asked, line.location_id, line.quantity // line.per_unit, missing.available // line.per_unit)
        known = said.get((asked, line.location_id))
        if known is None or told.available < known.available:
            said[(asked, line.location_id)] = told
    return OutOfStock(tuple(said.values()))
