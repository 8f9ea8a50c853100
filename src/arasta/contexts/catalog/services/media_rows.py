"""Write the pictures of products; a fixed number of statements, whatever the count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.services.references import References
from arasta.contexts.catalog.types.inputs import PictureInput, ProductInput
from arasta.kernel import db
from arasta.kernel.ids import new_id

_DROP_TEXTS = """
DELETE FROM catalog_media_text t USING catalog_media m WHERE m.id = t.media_id AND m.product_id = ANY(%s)
"""

_DROP = """
DELETE FROM catalog_media m
WHERE m.product_id = ANY(%s)
  AND NOT EXISTS (SELECT FROM unnest(%s::uuid[], %s::text[]) AS f(product_id, path)
                  WHERE f.product_id = m.product_id AND f.path = m.path)
RETURNING product_id
"""

_SAVE = """
INSERT INTO catalog_media AS m (id, product_id, value_id, store, path, position)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::int[])
ON CONFLICT (product_id, path) DO UPDATE
SET value_id = excluded.value_id, store = excluded.store, position = excluded.position
WHERE (m.value_id, m.store, m.position) IS DISTINCT FROM (excluded.value_id, excluded.store, excluded.position)
RETURNING product_id
"""

_SAVE_TEXTS = """
INSERT INTO catalog_media_text (media_id, language, alt)
SELECT m.id, f.language, f.alt
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS f(product_id, path, language, alt)
JOIN catalog_media m ON m.product_id = f.product_id AND m.path = f.path
"""


def replace(products: Sequence[ProductInput], keys: Mapping[str, UUID], known: References) -> set[UUID]:
    """Give products exactly their pictures, where pictures are given; return the products whose pictures changed."""
    owners = [keys[product.handle] for product in products if product.media is not None]
    if not owners:
        return set()
    listed = [
        (keys[product.handle], position, picture)
        for product in products
        for position, picture in enumerate(product.media or ())
    ]
    columns = [[owner for owner, _, _ in listed], [picture.path for _, _, picture in listed]]
    db.execute(_DROP_TEXTS, [owners])
    dropped = db.rows(_DROP, [owners, *columns])
    saved = _save(listed, known)
    _save_texts(listed)
    return {row[0] for row in dropped} | saved


def _save(listed: Sequence[tuple[UUID, int, PictureInput]], known: References) -> set[UUID]:
    changed = db.rows(
        _SAVE,
        [
            [new_id() for _ in listed],
            [owner for owner, _, _ in listed],
            [known.value(*picture.value) if picture.value else None for _, _, picture in listed],
            [str(picture.store) for _, _, picture in listed],
            [picture.path for _, _, picture in listed],
            [position for _, position, _ in listed],
        ],
    )
    return {row[0] for row in changed}


def _save_texts(listed: Sequence[tuple[UUID, int, PictureInput]]) -> None:
    texts = [
        (owner, picture.path, language, alt)
        for owner, _, picture in listed
        for language, alt in picture.alt.items()
        if alt.strip()
    ]
    db.execute(_SAVE_TEXTS, [[text[at] for text in texts] for at in range(4)])
