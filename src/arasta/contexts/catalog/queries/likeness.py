"""Variants that something from outside may be: by its codes however they are spelled, or by a title like theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.catalog.domain.folding import sounded
from arasta.kernel import db

LEAST = "0.35"

_CODES = """
SELECT id FROM catalog_variant
WHERE status = 'active' AND (sku = ANY(%(codes)s) OR lpad(gtin, 14, '0') = ANY(%(gtins)s)
   OR regexp_replace(upper(sku), '[^[:alnum:]]', '', 'g') = ANY(%(folded)s))
"""

_TITLES = """
SELECT q.place, v.id FROM unnest(%(titles)s::text[]) WITH ORDINALITY AS q(title, place)
CROSS JOIN LATERAL (
  SELECT t.product_id, max(similarity(t.title_sounded, q.title)) AS likeness FROM catalog_product_text t
  WHERE q.title %% t.title_sounded OR q.title %%> t.title_sounded
  GROUP BY t.product_id ORDER BY 2 DESC LIMIT 4
) f
JOIN catalog_variant v ON v.product_id = f.product_id AND v.status = 'active'
ORDER BY q.place, f.likeness DESC, v.position
"""


def by_codes(codes: Collection[str], *, gtins: Collection[str], folded: Collection[str]) -> list[UUID]:
    """Return variants that are sold under one of these codes: as spelled, as GTIN of fourteen digits, or folded.

    Folded codes are in capitals, letters and digits alone.
    """
    return [row[0] for row in db.rows(_CODES, {"codes": list(codes), "gtins": list(gtins), "folded": list(folded)})]


def by_titles(titles: Sequence[str], *, most: int = 8) -> list[list[UUID]]:
    """Return for each title the variants of products with a title like it, the likest first."""
    found: list[list[UUID]] = [[] for _ in titles]
    with db.transaction():
        db.rows("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [LEAST])
        db.rows("SELECT set_config('pg_trgm.word_similarity_threshold', '0.6', true)")
        for place, variant_id in db.rows(_TITLES, {"titles": [sounded(title)[:300] for title in titles]}):
            if len(found[place - 1]) < most:
                found[place - 1].append(variant_id)
    return found
