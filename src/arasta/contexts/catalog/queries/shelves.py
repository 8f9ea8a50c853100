"""Product cards of a shelf: active products with something active to sell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.catalog.domain import pictures
from arasta.contexts.catalog.queries import candidates, facets, media, names
from arasta.contexts.catalog.types import CardSort, Facets, OfferSort, ProductCard, Shelf
from arasta.kernel import db, prepared
from arasta.kernel.pages import BadCursor, Page, clamp, decode_cursor, encode_cursor

_KEYED = f"""
keyed AS (
  SELECT p.id,
         CASE %(sort)s WHEN 'featured' THEN p.is_featured::int WHEN 'relevance' THEN coalesce(p.score, 0)
           WHEN 'popular' THEN p.popularity WHEN 'cheapest' THEN -coalesce(p.lowest_minor, %(last)s)
           WHEN 'dearest' THEN coalesce(p.lowest_minor, -%(last)s)
           WHEN 'picked' THEN -array_position(%(products)s::uuid[], p.id) ELSE 0 END AS number,
         CASE %(sort)s WHEN 'title' THEN coalesce({names.FOLDED_TITLE}, '') ELSE '' END COLLATE "C" AS word
  FROM branded p
  WHERE p.has_values
)
"""  # noqa: S608 - all parts are constants

_CHOSEN = f"""
SELECT k.id, k.number, k.word, p.handle, t.title, coalesce(b.name, '') AS brand, coalesce(c.name, '') AS category
FROM (
  SELECT * FROM keyed
  WHERE %(after_id)s::uuid IS NULL
     OR number < %(after_number)s
     OR (number = %(after_number)s AND word > %(after_word)s)
     OR (number = %(after_number)s AND word = %(after_word)s AND id < %(after_id)s::uuid)
  ORDER BY number DESC, word, id DESC
  LIMIT %(limit)s
) k
JOIN catalog_product p ON p.id = k.id
LEFT JOIN catalog_brand b ON b.id = p.brand_id
{names.PRODUCT}
{names.CATEGORY_OF_PRODUCT}
"""  # noqa: S608 - all parts are constants

_ORDER = "k.number DESC, k.word, k.id DESC"

_CARDS = f"{candidates.WITH}, {_KEYED} {_CHOSEN} ORDER BY {_ORDER}"

# No card meets a facet: each row is one or the other.
_FRONT = f"""
{candidates.WITH}, {facets.COUNTED}, {_KEYED}
SELECT k.*, f.* FROM ({_CHOSEN}) k FULL JOIN ({facets.COUNTS}) f ON false ORDER BY {_ORDER}, {facets.ORDER}
"""  # noqa: S608 - all parts are constants

_OF_CARDS = 7
_LAST = 2**62  # the price of what has none: behind all others

_SOLD = """
SELECT v.product_id, v.id, x.swatch
FROM catalog_variant v
LEFT JOIN catalog_variant_option vo ON vo.variant_id = v.id
LEFT JOIN catalog_option_value x ON x.id = vo.value_id AND x.swatch <> ''
WHERE v.product_id = ANY(%s) AND v.status = 'active'
ORDER BY v.product_id, v.position, v.sku
"""


def product_cards(
    shelf: Shelf,
    *,
    language: str,
    sort: CardSort | OfferSort = CardSort.NEWEST,
    cursor: str | None = None,
    limit: int = 24,
) -> Page[ProductCard]:
    """Return a page of cards: four statements at most, whatever the count. Raises BadCursor."""
    asked = _asked(shelf, language, sort, cursor, limit)
    return _page(db.rows(_CARDS, asked), clamp(limit))


def front(
    shelf: Shelf, *, language: str, sort: CardSort | OfferSort = CardSort.NEWEST, limit: int = 24
) -> tuple[Page[ProductCard], Facets]:
    """Return the first page of cards and what narrows the shelf: what fits is looked for once for both."""
    asked = _asked(shelf, language, sort, None, limit)
    run = prepared.rows if shelf.search else db.rows  # what is searched is found by indexes, whatever the question
    found = run(_FRONT, asked)
    cards = [row[:_OF_CARDS] for row in found if row[0]]
    counts = [row[_OF_CARDS:] for row in found if not row[0]]
    return _page(cards, clamp(limit)), facets.read(counts, shelf)


def _asked(
    shelf: Shelf, language: str, sort: CardSort | OfferSort, cursor: str | None, limit: int
) -> dict[str, object]:
    own = {"sort": str(sort), "limit": clamp(limit) + 1, "last": _LAST}
    return candidates.parameters(shelf, language) | _after(cursor) | own


def _page(found: Sequence[tuple[Any, ...]], size: int) -> Page[ProductCard]:
    page = found[:size]
    keys = [row[0] for row in page]
    sold, swatches = sold_of(keys)
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


def sold_of(product_ids: Sequence[UUID]) -> tuple[dict[UUID, dict[UUID, None]], dict[UUID, dict[str, None]]]:
    """Return the active variants and the swatches of products, in order."""
    sold: dict[UUID, dict[UUID, None]] = defaultdict(dict)
    swatches: dict[UUID, dict[str, None]] = defaultdict(dict)
    for product_id, variant_id, swatch in prepared.rows(_SOLD, [list(product_ids)]):
        sold[product_id][variant_id] = None
        if swatch:
            swatches[product_id][swatch] = None
    return sold, swatches
