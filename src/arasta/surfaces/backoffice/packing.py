"""What the kits of orders consist of, for who packs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.inventory.queries import kits
from arasta.contexts.inventory.queries.kits import KitPart
from arasta.surfaces.backoffice.views.stock import language


@dataclass(frozen=True, slots=True)
class Packed:
    """So many of a variant go into the kits of a line, `per_unit` into each."""

    variant: VariantRow
    quantity: int
    per_unit: int


def packed_by_line(order_ids: Sequence[UUID], *, location_id: UUID | None = None) -> dict[UUID, list[Packed]]:
    """Return by order line what its kits consist of, at all places or at one; lines of no kit are absent."""
    parts = [part for part in kits.parts_of(order_ids) if location_id in {None, part.location_id}]
    if not parts:
        return {}
    described = variants.variants({part.variant_id for part in parts}, language=language())
    found: dict[UUID, dict[UUID, KitPart]] = {}
    units: dict[tuple[UUID, UUID], int] = {}
    for part in parts:
        found.setdefault(part.line_id, {})[part.variant_id] = part
        key = (part.line_id, part.variant_id)
        units[key] = units.get(key, 0) + part.quantity
    return {
        line: [Packed(described[key], units[line, key], part.per_unit) for key, part in its.items()]
        for line, its in found.items()
    }
