"""Tell the staff pages what goods are called in the reader's language: rooms may not look into the catalog."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import get_language

from arasta.contexts.catalog.queries import variants
from arasta.contexts.orders.queries import lines
from arasta.kernel.web.goods import Names, provide_goods


def names(keys: Collection[UUID]) -> Names:
    """Return SKU and name in the reader's language, of variants and of what lines of orders sold."""
    found = _of_variants(keys)
    sold = lines.variants_of(set(keys) - set(found))
    named = _of_variants(set(sold.values())) if sold else {}
    return {**found, **{key: named[variant] for key, variant in sold.items() if variant in named}}


def _of_variants(keys: Collection[UUID]) -> Names:
    found = variants.variants(keys, language=(get_language() or "en")[:2])
    return {
        key: (row.sku, f"{row.title} · {row.options_text}" if row.options_text else row.title)
        for key, row in found.items()
    }


def register() -> None:
    """Offer the names; called once at start."""
    provide_goods(names)
