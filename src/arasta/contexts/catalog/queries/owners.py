"""Which variants belong to which products."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.kernel import db, prepared

_SOLD = """
SELECT s.product_id, ARRAY(SELECT v.id FROM catalog_variant v WHERE v.product_id = s.product_id AND v.status = 'active')
FROM catalog_shelved s WHERE %(after)s::uuid IS NULL OR s.product_id > %(after)s ORDER BY s.product_id LIMIT %(limit)s
"""

# A range of no categories holds all products, as everywhere.
_RANGED = """
WITH RECURSIVE ranged AS (
  SELECT id FROM catalog_category WHERE code = ANY(%(within)s)
  UNION SELECT c.id FROM catalog_category c JOIN ranged r ON c.parent_id = r.id
), page AS (
  SELECT product_id FROM catalog_shelved
  WHERE %(within)s::text[] = '{}' OR category_id IN (SELECT id FROM ranged)
)
"""

_PAGES = f"""{_RANGED}
SELECT p.id, p.handle, p.updated_at,
       ARRAY(SELECT v.id FROM catalog_variant v WHERE v.product_id = p.id AND v.status = 'active')
FROM page s JOIN catalog_product p ON p.id = s.product_id
ORDER BY s.product_id OFFSET %(offset)s LIMIT %(limit)s
"""  # noqa: S608 - constant parts


@dataclass(frozen=True, slots=True)
class SoldPage:
    """A product that has a page, and when it was last altered."""

    id: UUID
    handle: str
    changed_at: datetime
    variant_ids: tuple[UUID, ...]


def products_of(variant_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the product of each variant; an unknown id is absent."""
    return dict(db.rows("SELECT id, product_id FROM catalog_variant WHERE id = ANY(%s)", [list(variant_ids)]))


def sold_products(*, after: UUID | None, limit: int) -> list[tuple[UUID, list[UUID]]]:
    """Return products that are sold with their variants that are, by key, from behind one on."""
    return [(product, list(variants)) for product, variants in db.rows(_SOLD, {"after": after, "limit": limit})]


def ids_of_handles(handles: Collection[str]) -> dict[str, UUID]:
    """Return products by handle; an unknown handle is absent."""
    return dict(prepared.rows("SELECT handle, id FROM catalog_product WHERE handle = ANY(%s)", [list(handles)]))


def handles_of(product_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the handles of products; an unknown id is absent."""
    return dict(db.rows("SELECT id, handle FROM catalog_product WHERE id = ANY(%s)", [list(product_ids)]))


def sold_pages(*, offset: int, limit: int, within: Collection[str] = ()) -> list[SoldPage]:
    """Return products of a range that are sold, by age, with all their active variants: for lists that machines read."""
    return [
        SoldPage(key, handle, changed, tuple(variants))
        for key, handle, changed, variants in db.rows(
            _PAGES, {"offset": offset, "limit": limit, "within": list(within)}
        )
    ]


def count_sold(*, within: Collection[str] = ()) -> int:
    """Count the products of a range that are sold."""
    return int(db.rows(f"{_RANGED} SELECT count(*) FROM page", {"within": list(within)})[0][0])  # noqa: S608 - constant parts
