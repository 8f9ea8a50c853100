"""Product cards of a shelf and the facets beside them: active products with something active to sell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.catalog.domain import pictures
from arasta.contexts.catalog.queries import media, names, search
from arasta.contexts.catalog.types import CardSort, Facet, Facets, FacetValue, ProductCard, Shelf
from arasta.kernel import db
from arasta.kernel.pages import BadCursor, Page, clamp, decode_cursor, encode_cursor

# The parameters are written into the statement before it is planned, so an unused condition costs nothing.
_MATCHING = """
branch AS (
  SELECT id FROM catalog_category WHERE code = %(category)s
  UNION ALL
  SELECT c.id FROM catalog_category c JOIN branch b ON c.parent_id = b.id
),
wanted AS (
  SELECT o.id AS option_id, x.id AS value_id
  FROM unnest(%(options)s::text[], %(values)s::text[]) AS f(option, value)
  LEFT JOIN catalog_option o ON o.code = f.option
  LEFT JOIN catalog_option_value x ON x.option_id = o.id AND x.code = f.value
),
"""

_CANDIDATES = """
candidate AS (
  SELECT p.id, p.category_id, p.brand_id, p.is_featured, f.score
  FROM catalog_product p LEFT JOIN found f ON f.product_id = p.id
  WHERE p.status = 'active'
    AND (%(search)s = '' OR f.product_id IS NOT NULL)
    AND (%(featured)s::bool IS NULL OR p.is_featured = %(featured)s::bool)
)
"""

_HAS_VALUES = """
EXISTS (
  SELECT FROM catalog_variant v
  WHERE v.product_id = p.id AND v.status = 'active'
    AND (%(axes)s = 0 OR %(axes)s = (
      SELECT count(DISTINCT w.option_id) FROM wanted w
      JOIN catalog_variant_option vo ON vo.value_id = w.value_id AND vo.variant_id = v.id))
)
"""

_WITH = f"WITH RECURSIVE {_MATCHING} {search.FOUND}, {_CANDIDATES}"

_CARDS = f"""
{_WITH}, keyed AS (
  SELECT p.id,
         CASE %(sort)s WHEN 'featured' THEN p.is_featured::int WHEN 'relevance' THEN coalesce(p.score, 0) ELSE 0 END
           AS number,
         CASE %(sort)s WHEN 'title' THEN coalesce({names.FOLDED_TITLE}, '') ELSE '' END COLLATE "C" AS word
  FROM candidate p
  WHERE (%(category)s::text IS NULL OR p.category_id IN (SELECT id FROM branch))
    AND (%(brand)s::text IS NULL OR p.brand_id = (SELECT id FROM catalog_brand WHERE code = %(brand)s))
    AND {_HAS_VALUES}
)
SELECT k.id, k.number, k.word, p.handle, t.title, coalesce(b.name, ''), coalesce(c.name, '')
FROM keyed k
JOIN catalog_product p ON p.id = k.id
LEFT JOIN catalog_brand b ON b.id = p.brand_id
{names.PRODUCT}
{names.CATEGORY_OF_PRODUCT}
WHERE %(after_id)s::uuid IS NULL
   OR k.number < %(after_number)s
   OR (k.number = %(after_number)s AND k.word > %(after_word)s)
   OR (k.number = %(after_number)s AND k.word = %(after_word)s AND k.id < %(after_id)s::uuid)
ORDER BY k.number DESC, k.word, k.id DESC
LIMIT %(limit)s
"""  # noqa: S608 - all parts are constants

_SOLD = """
SELECT v.product_id, v.id, x.swatch
FROM catalog_variant v
LEFT JOIN catalog_variant_option vo ON vo.variant_id = v.id
LEFT JOIN catalog_option_value x ON x.id = vo.value_id AND x.swatch <> ''
WHERE v.product_id = ANY(%s) AND v.status = 'active'
ORDER BY v.product_id, v.position, v.sku
"""

_FACETS = f"""
{_WITH},
inside AS (
  SELECT * FROM candidate p WHERE %(category)s::text IS NULL OR p.category_id IN (SELECT id FROM branch)
),
branded AS (
  SELECT * FROM inside p
  WHERE %(brand)s::text IS NULL OR p.brand_id = (SELECT id FROM catalog_brand WHERE code = %(brand)s)
),
valued AS (
  SELECT vo.option_id, vo.value_id, count(DISTINCT v.product_id) AS products
  FROM branded p
  JOIN catalog_variant v ON v.product_id = p.id AND v.status = 'active'
  JOIN catalog_variant_option vo ON vo.variant_id = v.id
  WHERE (SELECT count(DISTINCT w.option_id) FROM wanted w
         JOIN catalog_variant_option other ON other.value_id = w.value_id AND other.variant_id = v.id
         WHERE w.option_id IS DISTINCT FROM vo.option_id)
      = (SELECT count(DISTINCT w.option_id) FROM wanted w WHERE w.option_id IS DISTINCT FROM vo.option_id)
  GROUP BY vo.option_id, vo.value_id
)
SELECT 'total', '', '', '', '', '', count(*), 0, 0, '' FROM branded p WHERE {_HAS_VALUES}
UNION ALL
SELECT 'category', '', '', c.code, coalesce(t.name, c.code), '', n.products, c.position, 0, c.code
FROM (SELECT category_id, count(*) AS products FROM candidate p
      WHERE (%(brand)s::text IS NULL OR p.brand_id = (SELECT id FROM catalog_brand WHERE code = %(brand)s))
        AND {_HAS_VALUES} GROUP BY category_id) n
JOIN catalog_category c ON c.id = n.category_id
{names.CATEGORY}
UNION ALL
SELECT 'brand', '', '', b.code, b.name, '', n.products, 0, 0, b.name
FROM (SELECT brand_id, count(*) AS products FROM inside p WHERE {_HAS_VALUES} GROUP BY brand_id) n
JOIN catalog_brand b ON b.id = n.brand_id
UNION ALL
SELECT 'option', o.code, coalesce(ot.name, o.code), x.code, coalesce(xt.name, x.code), x.swatch, n.products,
       0, x.position, x.code
FROM valued n
JOIN catalog_option o ON o.id = n.option_id
JOIN catalog_option_value x ON x.id = n.value_id
{names.OPTION}
{names.VALUE}
ORDER BY 1, 8, 2, 9, 10
"""  # noqa: S608 - all parts are constants


def product_cards(
    shelf: Shelf,
    *,
    language: str,
    sort: CardSort = CardSort.NEWEST,
    cursor: str | None = None,
    limit: int = 24,
) -> Page[ProductCard]:
    """Return a page of cards: four statements at most, whatever the count. Raises BadCursor."""
    size = clamp(limit)
    parameters = _parameters(shelf, language) | _after(cursor) | {"sort": str(sort), "limit": size + 1}
    found = search.ask(_CARDS, parameters)
    page = found[:size]
    keys = [row[0] for row in page]
    sold, swatches = _sold(keys)
    shown = media.of_products(keys)
    cards = [
        ProductCard(
            id=key,
            handle=handle,
            title=title or handle,
            brand=brand,
            category=category,
            picture=pictures.choose(shown.get(key, []), ()),
            variant_ids=tuple(sold[key]),
            swatches=tuple(swatches[key]),
        )
        for key, _, _, handle, title, brand, category in page
    ]
    last = page[-1] if len(found) > size else None
    return Page(cards, encode_cursor(last[1], last[2], str(last[0])) if last else None)


def facets(shelf: Shelf, *, language: str) -> Facets:
    """Count what each further choice would leave, with one statement; a facet's own choice does not narrow it."""
    found = search.ask(_FACETS, _parameters(shelf, language))
    chosen = {("option", option, value) for option, value in shelf.option_values}
    chosen |= {("category", "", shelf.category or ""), ("brand", "", shelf.brand or "")}
    total, labels = 0, dict[str, str]()
    values: dict[tuple[str, str], list[FacetValue]] = defaultdict(list)
    for kind, option, option_name, code, name, swatch, count, *_ in found:
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


def _parameters(shelf: Shelf, language: str) -> dict[str, object]:
    return search.parameters(shelf.search) | {
        "language": language,
        "category": search.plain(shelf.category) if shelf.category else None,
        "brand": search.plain(shelf.brand) if shelf.brand else None,
        "featured": shelf.featured,
        "options": [search.plain(option) for option, _ in shelf.option_values],
        "values": [search.plain(value) for _, value in shelf.option_values],
        "axes": len({option for option, _ in shelf.option_values}),
    }


def _after(cursor: str | None) -> dict[str, object]:
    values = decode_cursor(cursor, 3)
    if values is None:
        return {"after_number": 0, "after_word": "", "after_id": None}
    number, word, key = values
    try:
        after = UUID(str(key))
    except ValueError as wrong:
        raise BadCursor from wrong
    if not isinstance(number, int) or not isinstance(word, str) or "\x00" in word:
        raise BadCursor
    return {"after_number": number, "after_word": word, "after_id": after}


def _sold(product_ids: Sequence[UUID]) -> tuple[dict[UUID, dict[UUID, None]], dict[UUID, dict[str, None]]]:
    sold: dict[UUID, dict[UUID, None]] = defaultdict(dict)
    swatches: dict[UUID, dict[str, None]] = defaultdict(dict)
    for product_id, variant_id, swatch in db.rows(_SOLD, [list(product_ids)]):
        sold[product_id][variant_id] = None
        if swatch:
            swatches[product_id][swatch] = None
    return sold, swatches
