"""Read what products are described with."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.kernel import db


def descriptions(product_ids: Collection[UUID], *, language: str) -> dict[UUID, str]:
    """Return the descriptions of products in a language, else in English; one without is absent."""
    found = db.rows(
        "SELECT DISTINCT ON (product_id) product_id, description FROM catalog_product_text"
        " WHERE product_id = ANY(%s) AND language IN (%s, 'en') AND description <> ''"
        " ORDER BY product_id, language = %s DESC",
        [list(product_ids), language, language],
    )
    return {row[0]: row[1] for row in found}
