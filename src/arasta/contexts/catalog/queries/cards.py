"""Cards of products that somebody names: favorites, what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.catalog.domain import pictures
from arasta.contexts.catalog.queries import media, names, shelves
from arasta.contexts.catalog.types import ProductCard
from arasta.kernel import prepared

_NAMED = f"""
SELECT p.id, p.handle, t.title, coalesce(b.name, ''), coalesce(c.name, '')
FROM catalog_product p
LEFT JOIN catalog_brand b ON b.id = p.brand_id
{names.PRODUCT}
{names.CATEGORY_OF_PRODUCT}
WHERE p.id = ANY(%(ids)s) AND p.status = 'active'
"""  # noqa: S608 - all parts are constants


def cards_of(product_ids: Sequence[UUID], *, language: str) -> list[ProductCard]:
    """Return the cards of active products in the order given, in three statements; one without variants is left out."""
    wanted = list(product_ids)
    if not wanted:
        return []
    found = {row[0]: row for row in prepared.rows(_NAMED, {"ids": wanted, "language": language})}
    sold, swatches = shelves.sold_of(list(found))
    shown = media.of_products(list(found))
    return [
        ProductCard(
            id=key,
            handle=found[key][1],
            title=found[key][2] or found[key][1],
            brand=found[key][3],
            category=found[key][4],
            picture=pictures.choose(shown.get(key, []), ()),
            variant_ids=tuple(sold[key]),
            swatches=tuple(swatches[key]),
        )
        for key in wanted
        if key in found and sold[key]
    ]
