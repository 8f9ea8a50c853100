"""Add and change variants of standing products."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.catalog.domain import checks
from arasta.contexts.catalog.domain.clashes import refuse_clashes
from arasta.contexts.catalog.services import references, search_texts, telling, variant_rows
from arasta.contexts.catalog.types import VariantStatus
from arasta.contexts.catalog.types.inputs import VariantChange, VariantInput
from arasta.contexts.catalog.types.refusals import (
    GtinTaken,
    SkuTaken,
    UnknownProduct,
    UnknownVariant,
    VariantsAlike,
)
from arasta.kernel import db
from arasta.kernel.access import Actor

_PRODUCT = """
SELECT p.handle, o.code, (SELECT count(*) FROM catalog_variant v WHERE v.product_id = p.id)
FROM catalog_product p
LEFT JOIN catalog_product_option po ON po.product_id = p.id
LEFT JOIN catalog_option o ON o.id = po.option_id
WHERE p.id = %s
"""

_CHANGE = """
UPDATE catalog_variant v SET gtin = c.gtin, weight_grams = c.weight_grams, status = c.status
FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::text[]) AS c(id, gtin, weight_grams, status)
WHERE v.id = c.id AND (v.gtin, v.weight_grams, v.status) IS DISTINCT FROM (c.gtin, c.weight_grams, c.status)
RETURNING v.id, v.product_id
"""

_GTIN_HOLDERS = """
SELECT v.gtin, v.sku FROM catalog_variant v JOIN unnest(%s::uuid[], %s::text[]) AS c(id, gtin) ON c.gtin = v.gtin
WHERE v.id <> c.id
"""

_ALIKE = """
SELECT v.sku, other.sku FROM catalog_variant v
JOIN catalog_variant other
  ON other.product_id = v.product_id AND other.options_key = v.options_key AND other.id <> v.id
WHERE v.id = ANY(%s) AND (other.status = 'active' OR other.id = ANY(%s))
ORDER BY v.sku
"""


def add_variants(product_id: UUID, variants: Sequence[VariantInput], *, actor: Actor) -> dict[str, UUID]:
    """Add variants to a product; return their keys by SKU.

    Raises UnknownProduct, SkuTaken, GtinTaken, VariantsAlike, OptionsDiffer; publishes VariantsChanged.
    """
    checks.refuse_doubles(variant.sku for variant in variants)
    with db.transaction():
        db.execute("SELECT FROM catalog_product WHERE id = %s FOR UPDATE", [product_id])
        found = db.rows(_PRODUCT, [product_id])
        if not found:
            raise UnknownProduct
        handle, _, standing_count = found[0]
        axes = [row[1] for row in found if row[1] is not None]
        checks.check_variants(variants, axes)
        _refuse_standing(variants, handle)
        known = references.find(options=axes)
        places = [variant_rows.Place(variant, product_id, standing_count + at) for at, variant in enumerate(variants)]
        rows = variant_rows.save(places, known)
        search_texts.refresh([product_id])
        telling.tell(variants=rows.changed, actor=actor)
    return rows.keys


def change_variants(changes: Sequence[VariantChange], *, actor: Actor) -> None:
    """Overwrite GTIN, weight and status of variants.

    Raises UnknownVariant, GtinTaken, VariantsAlike; publishes VariantsChanged.
    """
    checks.refuse_doubles(change.gtin for change in changes if change.gtin)
    for change in changes:
        checks.check_gtin(change.gtin)
        checks.check_weight(str(change.variant_id), change.weight_grams)
    keys = [change.variant_id for change in changes]
    with db.transaction():
        _lock(keys)
        _refuse_clashing_changes(changes)
        statuses = [str(change.status) for change in changes]
        gtins, weights = [c.gtin for c in changes], [c.weight_grams for c in changes]
        changed = db.rows(_CHANGE, [keys, gtins, weights, statuses])
        search_texts.refresh({row[1] for row in changed})
        telling.tell(variants=[row[0] for row in changed], actor=actor)


def _refuse_standing(variants: Sequence[VariantInput], handle: str) -> None:
    standing = variant_rows.standing(variants, [handle])
    taken = {row.sku: row.handle for row in standing}
    for variant in variants:
        if variant.sku in taken:
            raise SkuTaken(sku=variant.sku, handle=taken[variant.sku])
    refuse_clashes(standing, handle, variants)


def _lock(variant_ids: Collection[UUID]) -> None:
    found = db.rows("SELECT id FROM catalog_variant WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(variant_ids)])
    if len(found) != len(set(variant_ids)):
        raise UnknownVariant


def _refuse_clashing_changes(changes: Sequence[VariantChange]) -> None:
    bearing = [change for change in changes if change.gtin]
    keys, gtins = [change.variant_id for change in bearing], [change.gtin for change in bearing]
    for gtin, sku in db.rows(_GTIN_HOLDERS, [keys, gtins]):
        raise GtinTaken(gtin=gtin, sku=sku)
    active = [change.variant_id for change in changes if change.status is VariantStatus.ACTIVE]
    for sku, other in db.rows(_ALIKE, [active, active]):
        raise VariantsAlike(sku=sku, other=other)
