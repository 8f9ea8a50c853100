"""Which variants are sold, by where they stand in the category tree: what a channel may be offered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from arasta.kernel import db

_SOLD = """
WITH RECURSIVE wanted AS (
  SELECT id FROM catalog_category WHERE code = %(category)s
  UNION ALL SELECT c.id FROM catalog_category c JOIN wanted w ON c.parent_id = w.id
)
SELECT v.id, v.sku, coalesce(v.gtin, '') FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
WHERE v.status = 'active' AND p.status = 'active'
  AND (%(category)s::text IS NULL OR p.category_id IN (SELECT id FROM wanted))
  AND (%(skus)s::text[] IS NULL OR v.sku = ANY(%(skus)s)) AND v.id <> ALL(%(without)s)
ORDER BY v.sku LIMIT %(limit)s
"""


_WITHIN = """
WITH RECURSIVE wanted AS (
  SELECT id FROM catalog_category WHERE code = ANY(%s)
  UNION SELECT c.id FROM catalog_category c JOIN wanted w ON c.parent_id = w.id
)
SELECT p.id FROM catalog_product p WHERE p.id = ANY(%s) AND p.category_id IN (SELECT id FROM wanted)
"""


@dataclass(frozen=True, slots=True)
class SoldCode:
    """A variant that is sold, with the codes it goes by."""

    id: UUID
    sku: str
    gtin: str


def within(product_ids: Collection[UUID], *, categories: Collection[str]) -> set[UUID]:
    """Return those of some products that a range holds; a range of no categories holds all, and asks for nothing."""
    if not categories:
        return set(product_ids)
    return {key for (key,) in db.rows(_WITHIN, [list(categories), list(product_ids)])}


def sold_codes(
    *,
    category: str | None = None,
    skus: Collection[str] | None = None,
    without: Collection[UUID] = (),
    limit: int = 5_000,
) -> list[SoldCode]:
    """Return variants that are sold: all, those of a category and what is below it, or those of some SKUs."""
    asked = {
        "category": category,
        "skus": None if skus is None else [sku for sku in skus if "\x00" not in sku],
        "without": list(without),
        "limit": limit,
    }
    return [SoldCode(*row) for row in db.rows(_SOLD, asked)]
