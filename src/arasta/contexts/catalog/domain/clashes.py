"""Refuse variants that clash with standing ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arasta.contexts.catalog.types import VariantStatus
from arasta.contexts.catalog.types.inputs import VariantInput
from arasta.contexts.catalog.types.refusals import GtinTaken, SkuTaken, VariantsAlike


@dataclass(frozen=True, slots=True)
class Standing:
    """A variant as the database holds it."""

    sku: str
    gtin: str | None
    handle: str
    options_key: str
    status: str


def refuse_clashes(standing: Sequence[Standing], wanted: Mapping[str, Sequence[VariantInput]]) -> None:
    """Raise SkuTaken, GtinTaken or VariantsAlike; `wanted` are the variants of each handle."""
    by_sku = {row.sku: row for row in standing}
    by_gtin = {row.gtin: row for row in standing if row.gtin}
    by_handle: dict[str, list[Standing]] = defaultdict(list)
    for row in standing:
        by_handle[row.handle].append(row)
    for handle, variants in wanted.items():
        for variant in variants:
            holder = by_sku.get(variant.sku)
            if holder and holder.handle != handle:
                raise SkuTaken(sku=variant.sku, handle=holder.handle)
            bearer = by_gtin.get(variant.gtin) if variant.gtin else None
            if bearer and bearer.sku != variant.sku:
                raise GtinTaken(gtin=variant.gtin, sku=bearer.sku)
        _refuse_alike(by_handle[handle], variants)


def _refuse_alike(standing: Sequence[Standing], variants: Sequence[VariantInput]) -> None:
    replaced = {variant.sku for variant in variants}
    kept = {
        row.options_key: row.sku for row in standing if row.status == VariantStatus.ACTIVE and row.sku not in replaced
    }
    for variant in variants:
        if variant.status is not VariantStatus.ACTIVE:
            continue
        other = kept.setdefault(variant.options_key, variant.sku)
        if other != variant.sku:
            raise VariantsAlike(sku=variant.sku, other=other)
