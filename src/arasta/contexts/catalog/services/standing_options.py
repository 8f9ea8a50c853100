"""Give products that come without options those they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from arasta.contexts.catalog.services import variant_rows
from arasta.contexts.catalog.types.inputs import ProductInput
from arasta.kernel import db

_AXES = """
SELECT p.handle, array_agg(o.code ORDER BY po.position)
FROM catalog_product p JOIN catalog_product_option po ON po.product_id = p.id JOIN catalog_option o ON o.id = po.option_id
WHERE p.handle = ANY(%s) GROUP BY p.handle
"""


def added(products: Sequence[ProductInput]) -> list[ProductInput]:
    """Return the products with the options and values that stand; what is new has none."""
    axes: dict[str, list[str]] = dict(db.rows(_AXES, [[product.handle for product in products]]))
    if not axes:
        return list(products)
    variants = [variant for product in products for variant in product.variants]
    values = {row.sku: _values(row.options_key) for row in variant_rows.standing(variants, []) if row.options_key}
    return [
        replace(
            product,
            options=tuple(axes[product.handle]),
            variants=tuple(replace(variant, options=values.get(variant.sku, {})) for variant in product.variants),
        )
        if product.handle in axes
        else product
        for product in products
    ]


def _values(options_key: str) -> dict[str, str]:
    """Read the word back that `VariantInput.options_key` writes."""
    return dict(pair.split("=", 1) for pair in options_key.split(";") if "=" in pair)
