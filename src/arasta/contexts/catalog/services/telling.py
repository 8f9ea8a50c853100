"""Publish what changed in the catalog, read back as it now is."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.catalog.events import ProductChanged, VariantChanged
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.events import Event
from arasta.kernel.outbox.publishing import publish

_VARIANTS = """
SELECT v.id, v.product_id, v.sku, v.status = 'active' AND p.status = 'active'
FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
WHERE v.id = ANY(%s) ORDER BY v.sku
"""


def tell(*, products: Collection[UUID] = (), variants: Collection[UUID] = (), actor: Actor) -> None:
    """Publish ProductChanged for each product and VariantChanged for each variant, all at once."""
    changed_products = db.rows(
        "SELECT id, handle, status FROM catalog_product WHERE id = ANY(%s) ORDER BY handle", [list(products)]
    )
    changed_variants = db.rows(_VARIANTS, [list(variants)])
    events: list[Event] = [
        ProductChanged(product_id=key, handle=handle, status=status) for key, handle, status in changed_products
    ]
    events += [
        VariantChanged(variant_id=key, product_id=product_id, sku=sku, is_active=is_active)
        for key, product_id, sku, is_active in changed_variants
    ]
    publish(events, actor=actor)
