"""What publishing hears: masters and prices that changed, on which listings and derived prices rest."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.catalog.events import ProductsChanged, VariantsChanged
from arasta.contexts.catalog.queries import galleries
from arasta.contexts.channels.services import content
from arasta.contexts.pricing.events import PricesChanged
from arasta.flows.publishing import keep_prices
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.publishing import subscribe_together


def on_products_changed(facts: Sequence[ProductsChanged]) -> None:
    """Have the listings of products judged anew, and told where they inherit."""
    content.mark_goods(galleries.variants_of({key for fact in facts for key in fact.product_ids}), tell=True)


def on_variants_changed(facts: Sequence[VariantsChanged]) -> None:
    """Have the listings of variants judged anew, and told where they inherit."""
    content.mark_goods(sorted({key for fact in facts for key in fact.variant_ids}), tell=True)


def on_prices_changed(facts: Sequence[PricesChanged]) -> None:
    """Derive the prices of channels whose policy rests on those that changed. What it sets itself changes nothing more."""
    changed = sorted({key for fact in facts for key in fact.variant_ids})
    keep_prices.derive_for_all(changed, at=clock.now(), actor=SYSTEM)
    content.mark_goods(changed, tell=False)


def register() -> None:
    """Subscribe; called once at start."""
    subscribe_together(ProductsChanged, on_products_changed)
    subscribe_together(VariantsChanged, on_variants_changed)
    subscribe_together(PricesChanged, on_prices_changed)
