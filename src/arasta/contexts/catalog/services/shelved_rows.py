"""Keep the rows that shelves are filled and counted by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.kernel import db

_TOLD = """
SELECT unnest(%(products)s::uuid[]) AS id UNION SELECT product_id FROM catalog_variant WHERE id = ANY(%(variants)s)
"""

_STANDING = """
SELECT p.id, p.category_id, p.brand_id, p.is_featured, array_remove(array_agg(DISTINCT o.value_id), NULL) AS value_ids
FROM catalog_product p
JOIN catalog_variant v ON v.product_id = p.id AND v.status = 'active'
LEFT JOIN catalog_variant_option o ON o.variant_id = v.id
WHERE p.status = 'active' AND p.id IN (SELECT id FROM told)
GROUP BY p.id
"""

_KEEP = f"""
WITH told AS ({_TOLD}), standing AS ({_STANDING}), gone AS (
  DELETE FROM catalog_shelved s WHERE s.product_id IN (SELECT id FROM told) AND s.product_id NOT IN (SELECT id FROM standing)
)
INSERT INTO catalog_shelved AS s (product_id, category_id, brand_id, is_featured, value_ids, popularity)
SELECT id, category_id, brand_id, is_featured, value_ids, 0 FROM standing ORDER BY id
ON CONFLICT (product_id) DO UPDATE SET category_id = excluded.category_id, brand_id = excluded.brand_id,
  is_featured = excluded.is_featured, value_ids = excluded.value_ids
WHERE (s.category_id, s.brand_id, s.is_featured, s.value_ids)
   IS DISTINCT FROM (excluded.category_id, excluded.brand_id, excluded.is_featured, excluded.value_ids)
"""  # noqa: S608 - all parts are constants


def refresh(*, products: Collection[UUID], variants: Collection[UUID] = ()) -> None:
    """Compute the rows of products, and of those that have these variants, anew."""
    if products or variants:
        db.execute(_KEEP, {"products": list(products), "variants": list(variants)})
