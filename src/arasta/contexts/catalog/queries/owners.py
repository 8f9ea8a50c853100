"""Which variants belong to which products."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.kernel import db

_SOLD = """
SELECT s.product_id, ARRAY(SELECT v.id FROM catalog_variant v WHERE v.product_id = s.product_id AND v.status = 'active')
FROM catalog_shelved s WHERE %(after)s::uuid IS NULL OR s.product_id > %(after)s ORDER BY s.product_id LIMIT %(limit)s
"""

_PAGES = """
SELECT p.id, p.handle, p.updated_at,
       ARRAY(SELECT v.id FROM catalog_variant v WHERE v.product_id = p.id AND v.status = 'active')
FROM catalog_shelved s JOIN catalog_product p ON p.id = s.product_id
ORDER BY s.product_id OFFSET %(offset)s LIMIT %(limit)s
"""


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
    return dict(db.rows("SELECT handle, id FROM catalog_product WHERE handle = ANY(%s)", [list(handles)]))


def handles_of(product_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the handles of products; an unknown id is absent."""
    return dict(db.rows("SELECT id, handle FROM catalog_product WHERE id = ANY(%s)", [list(product_ids)]))


def sold_pages(*, offset: int, limit: int) -> list[SoldPage]:
    """Return products that are sold, by age, with all their active variants: for lists that machines read."""
    return [
        SoldPage(key, handle, changed, tuple(variants))
        for key, handle, changed, variants in db.rows(_PAGES, {"offset": offset, "limit": limit})
    ]


def count_sold() -> int:
    """Count the products that are sold."""
    return int(db.rows("SELECT count(*) FROM catalog_shelved")[0][0])
