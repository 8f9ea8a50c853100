"""Refuse variants that clash with standing ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arasta.contexts.catalog.domain.faults import Faults
from arasta.contexts.catalog.types import VariantStatus
from arasta.contexts.catalog.types.inputs import ProductInput, VariantInput
from arasta.contexts.catalog.types.refusals import GtinTaken, SkuTaken, VariantsAlike


@dataclass(frozen=True, slots=True)
class Standing:
    """A variant as the database holds it."""

    sku: str
    gtin: str | None
    handle: str
    options_key: str
    status: str


def find_clashes(standing: Sequence[Standing], products: Sequence[ProductInput], faults: Faults) -> None:
    """Find variants whose SKU or GTIN another one bears, or that are like another one of their product."""
    by_sku = {row.sku: row for row in standing}
    by_gtin = {row.gtin: row for row in standing if row.gtin}
    for place, at, variant in faults.spared_variants(products):
        holder = by_sku.get(variant.sku)
        if holder and holder.handle != products[place].handle:
            faults.add(place, at, SkuTaken(sku=variant.sku, handle=holder.handle))
            continue
        bearer = by_gtin.get(variant.gtin) if variant.gtin else None
        if bearer and bearer.sku != variant.sku:
            faults.add(place, at, GtinTaken(gtin=variant.gtin, sku=bearer.sku))
    _find_alike(standing, products, faults)


def _find_alike(standing: Sequence[Standing], products: Sequence[ProductInput], faults: Faults) -> None:
    replaced = {variant.sku for _, _, variant in faults.spared_variants(products)}
    kept = {
        (row.handle, row.options_key): row.sku
        for row in standing
        if row.status == VariantStatus.ACTIVE and row.sku not in replaced
    }
    for place, at, variant in faults.spared_variants(products):
        if variant.status is not VariantStatus.ACTIVE:
            continue
        other = kept.setdefault((products[place].handle, variant.options_key), variant.sku)
        if other != variant.sku:
            faults.add(place, at, VariantsAlike(sku=variant.sku, other=other))


def refuse_clashes(standing: Sequence[Standing], handle: str, variants: Sequence[VariantInput]) -> None:
    """Raise SkuTaken, GtinTaken or VariantsAlike if variants of one product clash."""
    faults = Faults()
    find_clashes(standing, [ProductInput(handle=handle, titles={}, variants=tuple(variants))], faults)
    if faults.found:
        raise faults.found[0].error
