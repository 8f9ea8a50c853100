"""Tell the staff pages what goods are called in the reader's language: rooms may not look into the catalog."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import get_language

from arasta.contexts.catalog.queries import variants
from arasta.kernel.web.goods import Names, provide_goods


def names(variant_ids: Collection[UUID]) -> Names:
    """Return SKU and name of variants in the reader's language."""
    found = variants.variants(variant_ids, language=(get_language() or "en")[:2])
    return {
        key: (row.sku, f"{row.title} · {row.options_text}" if row.options_text else row.title)
        for key, row in found.items()
    }


def register() -> None:
    """Offer the names; called once at start."""
    provide_goods(names)
