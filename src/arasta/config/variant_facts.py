"""What the screens of channels show of variants: names from the catalog, numbers from the stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.ports import VariantName, learn_variants_from
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import availability


class Facts:
    """Asks the rooms that know."""

    def named(self, variant_ids: Sequence[UUID], *, language: str) -> Mapping[UUID, VariantName]:
        """Return SKU and title by id."""
        found = variants.variants(variant_ids, language=language)
        return {key: VariantName(row.sku, row.title) for key, row in found.items()}

    def ids_by_sku(self, skus: Sequence[str]) -> Mapping[str, UUID]:
        """Return ids by SKU."""
        return variants.variant_ids_by_sku(skus)

    def offered(self, channel_id: UUID, variant_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return how many a channel may sell now."""
        places = [place.location_id for place in channels.locations_of(channel_id)]
        found = availability.offered(variant_ids, channel_id=channel_id, location_ids=places)
        return {key: row.total for key, row in found.items()}


def register() -> None:
    """Let channels ask here; called once at start."""
    learn_variants_from(Facts())
