"""Say what kits consist of, and replace their lines by those of their components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from arasta.contexts.inventory.domain import kits
from arasta.contexts.inventory.queries import kits as kit_book
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, Level, LevelKey, Recipe, StockLine
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id

Request = TypeVar("Request", AllocationRequest, HoldRequest)


class KitHasStock(Conflict):
    """A variant that has, or had, stock of its own was to become a kit."""

    code = "kit_has_stock"
    template = gettext_noop("That variant has stock of its own in its books. Make a new variant for the kit.")


class KitInKit(Conflict):
    """A kit was to be a component of a kit."""

    code = "kit_in_kit"
    template = gettext_noop("A kit cannot be a component of a kit.")


class KitUnderTerms(Conflict):
    """A variant that is sold before it is there was to become a kit, or a kit to be sold so."""

    code = "kit_under_terms"
    template = gettext_noop("A kit is sold before it is there as its components are. Say it of them.")


class DoubtfulRecipe(Invalid):
    """A component twice, the kit in itself, or a quantity below one."""

    code = "doubtful_recipe"
    template = gettext_noop("Name each component once, with how many of it are in one kit.")


@dataclass(frozen=True, slots=True)
class KitInput:
    """What a kit consists of from now on; nothing makes it a plain variant again."""

    kit_id: UUID
    components: Recipe


_ALONE = "SELECT pg_advisory_xact_lock(hashtext('inventory_kit_component'))"

_OWN_STOCK = """
SELECT k.id FROM unnest(%(kits)s::uuid[]) AS k(id)
WHERE EXISTS (SELECT FROM inventory_movement m WHERE m.variant_id = k.id)
   OR EXISTS (SELECT FROM inventory_level l WHERE l.variant_id = k.id AND (l.on_hand, l.reserved, l.incoming) <> (0, 0, 0))
LIMIT 1
"""

_NESTED = """
SELECT kit_id FROM inventory_kit_component
WHERE kit_id = ANY(%(components)s) AND kit_id <> ALL(%(undone)s)
   OR component_id = ANY(%(kits)s) AND kit_id <> ALL(%(asked)s) LIMIT 1
"""


def set_kits(wanted: Sequence[KitInput], *, actor: Actor) -> None:
    """Say what variants consist of. Placed orders and live holds keep what they were promised.

    Raises DoubtfulRecipe, KitInKit, KitHasStock, KitUnderTerms. The channels hear of the kits.
    """
    made = {one.kit_id: one.components for one in wanted if one.components}
    if len({one.kit_id for one in wanted}) < len(wanted) or any(_is_doubtful(*one) for one in made.items()):
        raise DoubtfulRecipe
    with db.transaction():
        db.rows(_ALONE)
        _refuse(made, [one.kit_id for one in wanted])
        db.execute("DELETE FROM inventory_kit_component WHERE kit_id = ANY(%s)", [[one.kit_id for one in wanted]])
        db.execute("DELETE FROM inventory_level WHERE variant_id = ANY(%s)", [list(made)])
        rows = [(kit, component, quantity) for kit, recipe in made.items() for component, quantity in recipe]
        db.execute(
            "INSERT INTO inventory_kit_component (id, kit_id, component_id, quantity)"
            " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[])",
            [[new_id() for _ in rows], [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]],
        )
        dirty.mark(dirty.AVAILABILITY, [one.kit_id for one in wanted])


def unpacked(requests: Sequence[Request], levels: Mapping[LevelKey, Level]) -> list[Request]:
    """Replace the lines of kits by those of their components; only lines without a level are looked up."""
    bare = {
        line.variant_id
        for request in requests
        for line in _lines(request)
        if (line.variant_id, line.location_id) not in levels
    }
    recipes = kit_book.recipes(sorted(bare)) if bare else {}
    return [_unpack(request, recipes) for request in requests] if recipes else list(requests)


def level_keys(lines: Sequence[StockLine]) -> list[LevelKey]:
    """Return the levels that lines are about: for a kit, those of its components."""
    recipes = kit_book.recipes(sorted({line.variant_id for line in lines}))
    return [(part.variant_id, part.location_id) for part in kits.unpack(lines, recipes)]


def _unpack(request: Request, recipes: Mapping[UUID, Recipe]) -> Request:
    unpacked = replace(request, lines=kits.unpack(request.lines, recipes))
    if isinstance(unpacked, AllocationRequest):
        return replace(unpacked, later=kits.unpack(unpacked.later, recipes))
    return unpacked


def _lines(request: AllocationRequest | HoldRequest) -> tuple[StockLine, ...]:
    return (*request.lines, *request.later) if isinstance(request, AllocationRequest) else request.lines


def _is_doubtful(kit: UUID, recipe: Recipe) -> bool:
    named = {component for component, _ in recipe}
    return kit in named or len(named) < len(recipe) or any(quantity < 1 for _, quantity in recipe)


def _refuse(made: Mapping[UUID, Recipe], asked: Sequence[UUID]) -> None:
    components = {component for recipe in made.values() for component, _ in recipe}
    nested = {"components": sorted(components), "kits": list(made), "asked": list(asked)}
    undone = [key for key in asked if key not in made]
    if components & set(made) or db.rows(_NESTED, {**nested, "undone": undone}):
        raise KitInKit
    if db.rows(_OWN_STOCK, {"kits": list(made)}):
        raise KitHasStock
    if db.rows("SELECT 1 FROM inventory_selling_terms WHERE variant_id = ANY(%s)", [list(made)]):
        raise KitUnderTerms
