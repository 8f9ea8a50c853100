"""What feeds hear of the catalog: texts, pictures, and what is sold at all."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.catalog.events import ProductsChanged, VariantsChanged
from arasta.contexts.channels.services import feeds
from arasta.kernel import clock
from arasta.kernel.outbox.publishing import subscribe_together


def on_products_changed(facts: Sequence[ProductsChanged]) -> None:
    """Have the feeds written again: what they say of a product may be another thing now."""
    feeds.mark_all_stale(now=clock.now())


def on_variants_changed(facts: Sequence[VariantsChanged]) -> None:
    """Have the feeds written again: a variant came, went or was altered."""
    feeds.mark_all_stale(now=clock.now())


def register() -> None:
    """Subscribe; called once at start."""
    subscribe_together(ProductsChanged, on_products_changed)
    subscribe_together(VariantsChanged, on_variants_changed)
