"""The words beside title and description by which a new product is found: its brand, its category, its variants' values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.services.references import References
from arasta.contexts.catalog.types import VariantStatus
from arasta.contexts.catalog.types.inputs import ProductInput
from arasta.kernel import db

_CATEGORIES = """
SELECT c.code, t.language, t.name FROM catalog_category_text t JOIN catalog_category c ON c.id = t.category_id
WHERE c.code = ANY(%s)
"""

_VALUES = "SELECT value_id, language, name FROM catalog_option_value_text WHERE value_id = ANY(%s)"


def of_new(
    products: Sequence[ProductInput], keys: Mapping[str, UUID], known: References
) -> dict[tuple[UUID, str], str]:
    """Return the words of products by product and language, with three statements."""
    if not products:
        return {}
    brands = _names("SELECT code, name FROM catalog_brand WHERE code = ANY(%s)", known.brands)
    categories = {(row[0], row[1]): row[2] for row in db.rows(_CATEGORIES, [list(known.categories)])}
    values = _value_names(products, known)
    return {
        (keys[product.handle], language): " ".join(
            word
            for word in (
                brands.get(product.brand or "", ""),
                categories.get((product.category or "", language), ""),
                *_of_variants(product, language, values, known),
            )
            if word
        )
        for product in products
        for language in product.titles
    }


def _of_variants(
    product: ProductInput, language: str, values: Mapping[tuple[UUID, str], str], known: References
) -> list[str]:
    pairs = {
        pair
        for variant in product.variants
        if variant.status is VariantStatus.ACTIVE
        for pair in variant.options.items()
    }
    return sorted({values.get((known.values[pair], language), "") for pair in pairs})


def _value_names(products: Sequence[ProductInput], known: References) -> dict[tuple[UUID, str], str]:
    used = {pair for product in products for variant in product.variants for pair in variant.options.items()}
    if not used:
        return {}
    return {(row[0], row[1]): row[2] for row in db.rows(_VALUES, [[known.values[pair] for pair in used]])}


def _names(sql: str, codes: Collection[str]) -> dict[str, str]:
    return dict(db.rows(sql, [list(codes)]))
