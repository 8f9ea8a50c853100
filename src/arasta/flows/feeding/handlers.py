"""What feeds hear: texts, pictures and what is sold at all, from the catalog; what is listed where, from the channels."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.catalog.events import ProductsChanged, VariantsChanged
from arasta.contexts.catalog.queries import galleries
from arasta.contexts.channels.events import ListingChanged
from arasta.contexts.channels.services import feeds
from arasta.kernel import clock
from arasta.kernel.outbox.publishing import subscribe_together


def on_products_changed(facts: Sequence[ProductsChanged]) -> None:
    """Have the offers of products written again: what feeds say of them may be another thing now."""
    feeds.mark_stale(galleries.variants_of({key for fact in facts for key in fact.product_ids}), now=clock.now())


def on_variants_changed(facts: Sequence[VariantsChanged]) -> None:
    """Have offers written again: a variant came, went or was altered."""
    feeds.mark_stale({key for fact in facts for key in fact.variant_ids}, now=clock.now())


def on_listings_changed(facts: Sequence[ListingChanged]) -> None:
    """Have offers written again that bear another id now, or are in a feed only while they are listed."""
    feeds.mark_stale({fact.variant_id for fact in facts}, now=clock.now())


def register() -> None:
    """Subscribe; called once at start."""
    subscribe_together(ProductsChanged, on_products_changed)
    subscribe_together(VariantsChanged, on_variants_changed)
    subscribe_together(ListingChanged, on_listings_changed)
