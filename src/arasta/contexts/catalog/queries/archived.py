"""Reads: what is sold no more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.kernel import db

_ARCHIVED = """
SELECT v.id FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
WHERE (v.status = 'archived' OR p.status = 'archived') AND v.id = ANY(%s)
"""


def archived(variant_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of the variants are archived, by themselves or with their product."""
    return {row[0] for row in db.rows(_ARCHIVED, [list(variant_ids)])}
