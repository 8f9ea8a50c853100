"""Which variants belong to which products."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.kernel import db

_SOLD = """
SELECT s.product_id, ARRAY(SELECT v.id FROM catalog_variant v WHERE v.product_id = s.product_id AND v.status = 'active')
FROM catalog_shelved s WHERE %(after)s::uuid IS NULL OR s.product_id > %(after)s ORDER BY s.product_id LIMIT %(limit)s
"""


def products_of(variant_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the product of each variant; an unknown id is absent."""
    return dict(db.rows("SELECT id, product_id FROM catalog_variant WHERE id = ANY(%s)", [list(variant_ids)]))


def sold_products(*, after: UUID | None, limit: int) -> list[tuple[UUID, list[UUID]]]:
    """Return products that are sold with their variants that are, by key, from behind one on."""
    return [(product, list(variants)) for product, variants in db.rows(_SOLD, {"after": after, "limit": limit})]
