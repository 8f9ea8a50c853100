"""Read what kits consist of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.types import Recipe
from arasta.kernel import db, prepared


@dataclass(frozen=True, slots=True)
class KitPart:
    """A component of a kit that was ordered: so many of it for so many units of the line."""

    line_id: UUID
    location_id: UUID
    variant_id: UUID
    quantity: int
    per_unit: int


def recipes(variant_ids: Sequence[UUID]) -> dict[UUID, Recipe]:
    """Return what each kit among the variants consists of; a variant that is no kit is absent."""
    found: dict[UUID, Recipe] = {}
    for kit, component, quantity in prepared.rows(
        "SELECT kit_id, component_id, quantity FROM inventory_kit_component WHERE kit_id = ANY(%s) ORDER BY 1, 2",
        [list(variant_ids)],
    ):
        found[kit] = (*found.get(kit, ()), (component, quantity))
    return found


def kits_with(component_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Return for each component the kits it is in; a variant in none is absent."""
    found: dict[UUID, set[UUID]] = {}
    for component, kit in db.rows(
        "SELECT component_id, kit_id FROM inventory_kit_component WHERE component_id = ANY(%s)", [list(component_ids)]
    ):
        found.setdefault(component, set()).add(kit)
    return found


def parts_of(order_ids: Sequence[UUID]) -> list[KitPart]:
    """Return what the kits of placed orders consist of, as it was when they were ordered."""
    found = db.rows(
        "SELECT line_id, location_id, variant_id, quantity - released, per_unit FROM inventory_allocation"
        " WHERE order_id = ANY(%s) AND kit_id IS NOT NULL AND quantity > released ORDER BY line_id, id",
        [list(order_ids)],
    )
    return [KitPart(*row) for row in found]
