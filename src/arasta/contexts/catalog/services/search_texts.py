"""Keep the search columns of product texts."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.catalog.domain.folding import config, fold, lowered
from arasta.kernel import db

_READ = """
SELECT t.product_id, t.language, t.title, concat_ws(' ', b.name, c.name, v.names), t.description
FROM catalog_product_text t
JOIN catalog_product p ON p.id = t.product_id
LEFT JOIN catalog_brand b ON b.id = p.brand_id
LEFT JOIN catalog_category_text c ON c.category_id = p.category_id AND c.language = t.language
LEFT JOIN LATERAL (
  SELECT string_agg(DISTINCT n.name, ' ') AS names
  FROM catalog_variant w
  JOIN catalog_variant_option o ON o.variant_id = w.id
  JOIN catalog_option_value_text n ON n.value_id = o.value_id AND n.language = t.language
  WHERE w.product_id = t.product_id AND w.status = 'active'
) v ON true
WHERE t.product_id = ANY(%s)
"""

_WRITE = """
UPDATE catalog_product_text t
SET title_folded = f.title_folded,
    search = setweight(to_tsvector(f.config::regconfig, f.title), 'A')
          || setweight(to_tsvector('simple', f.title_folded), 'A')
          || setweight(to_tsvector(f.config::regconfig, f.facts), 'B')
          || setweight(to_tsvector('simple', f.facts_folded), 'B')
          || setweight(to_tsvector(f.config::regconfig, f.description), 'D')
          || setweight(to_tsvector('simple', f.description_folded), 'D')
FROM unnest(%(products)s::uuid[], %(languages)s::text[], %(configs)s::text[],
            %(titles)s::text[], %(titles_folded)s::text[], %(facts)s::text[], %(facts_folded)s::text[],
            %(descriptions)s::text[], %(descriptions_folded)s::text[])
  AS f(product_id, language, config, title, title_folded, facts, facts_folded, description, description_folded)
WHERE t.product_id = f.product_id AND t.language = f.language
"""


def refresh(product_ids: Collection[UUID]) -> None:
    """Compute the search columns of products anew from all their words, with two statements."""
    if not product_ids:
        return
    found = db.rows(_READ, [list(product_ids)])
    languages = [row[1] for row in found]
    columns = {name: [row[at] for row in found] for name, at in (("titles", 2), ("facts", 3), ("descriptions", 4))}
    parameters: dict[str, object] = {
        "products": [row[0] for row in found],
        "languages": languages,
        "configs": [config(language) for language in languages],
    }
    for name, texts in columns.items():
        parameters[name] = [lowered(text, lang) for text, lang in zip(texts, languages, strict=True)]
        parameters[f"{name}_folded"] = [fold(text) for text in texts]
    db.execute(_WRITE, parameters)
