"""What a listing elsewhere needs of variants besides their facts: all their pictures, and where they belong."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.catalog.domain.pictures import small
from arasta.contexts.catalog.queries import media, names
from arasta.contexts.catalog.types import HungPicture
from arasta.kernel import db

_PICTURES = """
SELECT v.id, m.store, m.path FROM catalog_variant v JOIN catalog_media m ON m.product_id = v.product_id
WHERE v.id = ANY(%s) AND (m.value_id IS NULL OR EXISTS (
  SELECT FROM catalog_variant_option o WHERE o.variant_id = v.id AND o.value_id = m.value_id))
ORDER BY v.id, m.value_id IS NULL, m.position, m.id
"""

_HUNG = """
SELECT m.id, m.store, m.path, (SELECT json_agg(json_build_array(t.language, t.alt)) FROM catalog_media_text t
                               WHERE t.media_id = m.id), o.code, x.code
FROM catalog_media m
LEFT JOIN catalog_option_value x ON x.id = m.value_id
LEFT JOIN catalog_option o ON o.id = x.option_id
WHERE m.product_id = %s ORDER BY m.position, m.id
"""

_CATEGORIES = f"""
SELECT p.id, coalesce(c.name, '') FROM catalog_product p
{names.CATEGORY_OF_PRODUCT}
WHERE p.id = ANY(%(ids)s)
"""  # noqa: S608 - all parts are constants


def pictures(variant_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the addresses of all pictures that show a variant, those of it alone first; one without is absent."""
    found: dict[UUID, list[str]] = {}
    for variant_id, store, path in db.rows(_PICTURES, [list(variant_ids)]):
        found.setdefault(variant_id, []).append(media.url(store, path))
    return {key: tuple(listed) for key, listed in found.items()}


def hung(product_id: UUID) -> list[HungPicture]:
    """Return a product's pictures in order, with what they show in every language."""
    return [
        HungPicture(key, media.url(store, small(path)), dict(texts or ()), (option, value) if option else None)
        for key, store, path, texts, option, value in db.rows(_HUNG, [product_id])
    ]


def category_names(product_ids: Collection[UUID], *, language: str) -> dict[UUID, str]:
    """Return the name of each product's category; one without a category has an empty one."""
    return dict(db.rows(_CATEGORIES, {"ids": list(product_ids), "language": language}))


def variants_of(product_ids: Collection[UUID]) -> list[UUID]:
    """Return the variants of products."""
    found = db.rows("SELECT id FROM catalog_variant WHERE product_id = ANY(%s) ORDER BY id", [list(product_ids)])
    return [row[0] for row in found]
