"""The products that fit a shelf: pieces of SQL for the queries of cards and of facets."""

from __future__ import annotations

from arasta.contexts.catalog.queries import search
from arasta.contexts.catalog.types import Shelf

# The parameters are written into the statement before it is planned, so an unused condition costs nothing.
_MATCHING = """
branch AS (
  SELECT id FROM catalog_category WHERE code = %(category)s
  UNION ALL
  SELECT c.id FROM catalog_category c JOIN branch b ON c.parent_id = b.id
),
ranged AS (
  SELECT id FROM catalog_category WHERE code = ANY(%(within)s)
  UNION
  SELECT c.id FROM catalog_category c JOIN ranged r ON c.parent_id = r.id
),
wanted AS MATERIALIZED (
  SELECT o.id AS option_id, x.id AS value_id
  FROM unnest(%(options)s::text[], %(values)s::text[]) AS f(option, value)
  LEFT JOIN catalog_option o ON o.code = f.option
  LEFT JOIN catalog_option_value x ON x.option_id = o.id AND x.code = f.value
),
wanted_each AS MATERIALIZED (SELECT array_agg(value_id) AS any_of FROM wanted GROUP BY option_id),
"""

# One variant must have all that is wanted; the values of the product tell where there is none, and all of one option.
# Nobody asks for it of a product that is of another category and of another brand.
_HAS_VALUES = """
(%(axes)s = 0 OR (
  (%(category)s::text IS NULL OR %(brand)s::text IS NULL OR p.category_id IN (SELECT id FROM branch)
    OR p.brand_id = (SELECT id FROM catalog_brand WHERE code = %(brand)s))
  AND p.value_ids && ARRAY(SELECT value_id FROM wanted WHERE value_id IS NOT NULL) AND (%(axes)s = 1 OR (
  NOT EXISTS (SELECT FROM wanted_each e WHERE NOT p.value_ids && e.any_of) AND EXISTS (
    SELECT FROM catalog_variant v
    WHERE v.product_id = p.product_id AND v.status = 'active' AND %(axes)s = (
      SELECT count(DISTINCT w.option_id) FROM wanted w
      JOIN catalog_variant_option vo ON vo.value_id = w.value_id AND vo.variant_id = v.id) OFFSET 0)))))
"""

# What was found is looked up one by one: the planner cannot know how little that is, and would read all there is.
_CANDIDATES = f"""
asked_for AS (
  SELECT s.*, NULL::bigint AS score FROM catalog_shelved s WHERE %(search)s = ''
  UNION ALL
  SELECT s.*, f.score FROM found f, LATERAL (SELECT * FROM catalog_shelved WHERE product_id = f.product_id OFFSET 0) s
  WHERE %(search)s <> ''
),
candidate AS (
  SELECT p.product_id AS id, p.category_id, p.brand_id, p.is_featured, p.popularity, p.value_ids, p.score, w.lowest_minor,
         {_HAS_VALUES} AS has_values
  FROM asked_for p
  LEFT JOIN catalog_offer w ON w.product_id = p.product_id AND w.channel_id = %(channel)s::uuid
        AND w.currency = %(currency)s AND %(with_offers)s
  WHERE (%(featured)s::bool IS NULL OR p.is_featured = %(featured)s::bool)
    AND (%(within)s::text[] = '{{}}' OR p.category_id IN (SELECT id FROM ranged))
    AND (%(since)s::timestamptz IS NULL
      OR EXISTS (SELECT FROM catalog_product d WHERE d.id = p.product_id AND d.created_at >= %(since)s::timestamptz))
    AND (%(products)s::uuid[] IS NULL OR p.product_id = ANY(%(products)s::uuid[]))
    AND (NOT %(narrowed)s OR (
      (NOT %(is_there)s OR w.is_there)
      AND (%(least)s::bigint IS NULL OR w.lowest_minor >= %(least)s)
      AND (%(most)s::bigint IS NULL OR w.lowest_minor <= %(most)s)))
),
inside AS (
  SELECT * FROM candidate p WHERE %(category)s::text IS NULL OR p.category_id IN (SELECT id FROM branch)
),
branded AS (
  SELECT * FROM inside p
  WHERE %(brand)s::text IS NULL OR p.brand_id = (SELECT id FROM catalog_brand WHERE code = %(brand)s)
)
"""  # noqa: S608 - all parts are constants

WITH = f"WITH RECURSIVE {_MATCHING} {search.FOUND}, {_CANDIDATES}"


# lint: allow door - SQL parameters for the queries beside it
def parameters(shelf: Shelf, language: str) -> dict[str, object]:
    """Return what the pieces ask for."""
    offers = shelf.offers
    return search.parameters(shelf.search, also=shelf.also) | {
        "language": language,
        "category": search.plain(shelf.category) if shelf.category else None,
        "brand": search.plain(shelf.brand) if shelf.brand else None,
        "featured": shelf.featured,
        "products": None if shelf.products is None else list(shelf.products),
        "within": list(shelf.within),
        "since": shelf.since,
        "options": [search.plain(option) for option, _ in shelf.option_values],
        "values": [search.plain(value) for _, value in shelf.option_values],
        "axes": len({option for option, _ in shelf.option_values}),
        "with_offers": offers is not None,
        "narrowed": offers is not None and offers.narrows,
        "channel": offers.channel_id if offers else None,
        "currency": offers.currency if offers else "",
        "is_there": offers is not None and offers.is_there,
        "least": offers.least_minor if offers else None,
        "most": offers.most_minor if offers else None,
    }
