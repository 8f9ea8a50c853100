"""What narrows a shelf further, with how many products each choice would leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from arasta.contexts.catalog.queries import candidates, names
from arasta.contexts.catalog.types import Facet, Facets, FacetValue, Shelf
from arasta.kernel import db

# Product by product: what a shelf costs shall depend on the shelf, not on how much else there is.
_LEFT_BY_THE_OTHERS = """
SELECT DISTINCT o.value_id
FROM (
  SELECT vo.option_id, vo.value_id, coalesce(array_agg(vo.option_id) FILTER (
    WHERE vo.value_id = ANY(ARRAY(SELECT w.value_id FROM wanted w WHERE w.value_id IS NOT NULL))
  ) OVER (PARTITION BY v.id), '{}') AS met
  FROM catalog_variant v JOIN catalog_variant_option vo ON vo.variant_id = v.id
  WHERE v.product_id = p.id AND v.status = 'active' OFFSET 0
) o
WHERE cardinality(array_remove(o.met, o.option_id)) = cardinality(array_remove(a.options, o.option_id))
  AND NOT (%(axes)s = 1 AND o.option_id = ANY(a.options))
OFFSET 0
"""

COUNTED = f"""
counted AS (
  SELECT value_id, sum(p.products)::bigint AS products
  FROM (SELECT value_ids, count(*) AS products FROM branded WHERE %(axes)s = 0 GROUP BY value_ids) p,
       unnest(p.value_ids) AS value_id
  GROUP BY value_id
  UNION ALL
  SELECT x.id, count(*)
  FROM branded p, unnest(p.value_ids) AS value_id JOIN catalog_option_value x ON x.id = value_id
  WHERE %(axes)s = 1 AND x.option_id IN (SELECT option_id FROM wanted)
  GROUP BY x.id
  UNION ALL
  SELECT c.value_id, count(*)
  FROM branded p, (SELECT ARRAY(SELECT DISTINCT option_id FROM wanted)) a(options), LATERAL ({_LEFT_BY_THE_OTHERS}) c
  WHERE %(axes)s > 0 AND p.value_ids && ARRAY(SELECT value_id FROM wanted WHERE value_id IS NOT NULL)
  GROUP BY c.value_id
),
valued AS (
  SELECT x.option_id, n.value_id, n.products FROM counted n JOIN catalog_option_value x ON x.id = n.value_id
)
"""  # noqa: S608 - all parts are constants

COUNTS = f"""
SELECT 'total' AS kind, '' AS option, '' AS option_name, '' AS code, '' AS name, '' AS swatch, count(*) AS products,
       0 AS outer_place, 0 AS place, '' AS key
FROM branded p WHERE p.has_values
UNION ALL
SELECT 'category', '', '', c.code, coalesce(t.name, c.code), '', n.products, c.position, 0, c.code
FROM (SELECT category_id, count(*) AS products FROM candidate p
      WHERE (%(brand)s::text IS NULL OR p.brand_id = (SELECT id FROM catalog_brand WHERE code = %(brand)s))
        AND p.has_values GROUP BY category_id) n
JOIN catalog_category c ON c.id = n.category_id
{names.CATEGORY}
UNION ALL
SELECT 'brand', '', '', b.code, b.name, '', n.products, 0, 0, b.name
FROM (SELECT brand_id, count(*) AS products FROM inside p WHERE p.has_values GROUP BY brand_id) n
JOIN catalog_brand b ON b.id = n.brand_id
UNION ALL
SELECT 'option', o.code, coalesce(ot.name, o.code), x.code, coalesce(xt.name, x.code), x.swatch, n.products,
       0, x.position, x.code
FROM valued n
JOIN catalog_option o ON o.id = n.option_id
JOIN catalog_option_value x ON x.id = n.value_id
{names.OPTION}
{names.VALUE}
"""  # noqa: S608 - all parts are constants

ORDER = "kind, outer_place, option, place, key"

_FACETS = f"{candidates.WITH}, {COUNTED} {COUNTS} ORDER BY {ORDER}"


def facets(shelf: Shelf, *, language: str) -> Facets:
    """Count what each further choice would leave, with one statement; a facet's own choice does not narrow it."""
    return read(db.rows(_FACETS, candidates.parameters(shelf, language)), shelf)


# lint: allow door - rows of the statements here and beside it
def read(rows: Sequence[tuple[Any, ...]], shelf: Shelf) -> Facets:
    """Make facets of the rows of `COUNTS`."""
    chosen = {("option", option, value) for option, value in shelf.option_values}
    chosen |= {("category", "", shelf.category or ""), ("brand", "", shelf.brand or "")}
    total, labels = 0, dict[str, str]()
    values: dict[tuple[str, str], list[FacetValue]] = defaultdict(list)
    for kind, option, option_name, code, name, swatch, count, *_ in rows:
        if kind == "total":
            total = count
            continue
        labels[option] = option_name
        values[kind, option].append(FacetValue(code, name, swatch, count, (kind, option, code) in chosen))
    return Facets(
        total=total,
        categories=tuple(values["category", ""]),
        brands=tuple(values["brand", ""]),
        options=tuple(Facet(code, labels[code], tuple(v)) for (kind, code), v in values.items() if kind == "option"),
    )
