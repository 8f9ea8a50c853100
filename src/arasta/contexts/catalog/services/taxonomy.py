"""Save what products are sorted by: categories and brands. Of products beneath a changed one it is told that they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.domain import checks
from arasta.contexts.catalog.domain.tree import refuse_loops
from arasta.contexts.catalog.services import search_texts, telling
from arasta.contexts.catalog.types.inputs import DESCRIPTION_MOST, TITLE_MOST, BrandInput, CategoryInput
from arasta.contexts.catalog.types.refusals import UnknownCategory
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id

_SAVE_CATEGORIES = """
INSERT INTO catalog_category (id, code, parent_id, position)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::int[])
ON CONFLICT (code) DO UPDATE SET parent_id = excluded.parent_id, position = excluded.position
"""

_SAVE_CATEGORY_TEXTS = """
INSERT INTO catalog_category_text AS t (category_id, language, name, description)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])
ON CONFLICT (category_id, language) DO UPDATE SET name = excluded.name, description = excluded.description
WHERE (t.name, t.description) IS DISTINCT FROM (excluded.name, excluded.description)
RETURNING category_id
"""

_SAVE_BRANDS = """
INSERT INTO catalog_brand AS b (id, code, name)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE b.name <> excluded.name
RETURNING id
"""


_BENEATH = """
WITH RECURSIVE beneath AS (
  SELECT id FROM catalog_category WHERE id = ANY(%s)
  UNION SELECT c.id FROM catalog_category c JOIN beneath b ON c.parent_id = b.id
)
SELECT id FROM catalog_product WHERE category_id IN (SELECT id FROM beneath)
"""


def save_categories(categories: Sequence[CategoryInput], *, actor: Actor = SYSTEM) -> Mapping[str, UUID]:
    """Create or update categories by code; return the keys by code.

    Raises UnknownCategory for a parent that neither exists nor is given, and CategoryLoop. Publishes ProductsChanged.
    """
    _check_categories(categories)
    with db.transaction():
        # Two writers could each be sound and together close a loop.
        db.execute("LOCK TABLE catalog_category IN SHARE ROW EXCLUSIVE MODE")
        standing = db.rows(
            "SELECT c.code, c.id, p.code FROM catalog_category c LEFT JOIN catalog_category p ON p.id = c.parent_id"
        )
        keys = {row[0]: row[1] for row in standing}
        before = {row[0]: row[2] for row in standing}
        parents = before | {given.code: given.parent for given in categories}
        moved = [keys[code] for code, parent in before.items() if parents[code] != parent]
        keys.update({given.code: new_id() for given in categories if given.code not in keys})
        _refuse_unknown_parents(categories, keys)
        refuse_loops(parents)
        renamed = _write_categories(categories, keys)
        _tell(db.rows(_BENEATH, [[*moved, *renamed]]), actor)
    return {given.code: keys[given.code] for given in categories}


def save_brands(brands: Sequence[BrandInput], *, actor: Actor = SYSTEM) -> Mapping[str, UUID]:
    """Create or update brands by code; return the keys by code. Publishes ProductsChanged."""
    checks.refuse_doubles(brand.code for brand in brands)
    for brand in brands:
        checks.check_code(brand.code)
        checks.check_texts("name", {"en": brand.name}, most=TITLE_MOST, needed=True)
    ordered = sorted(brands, key=lambda brand: brand.code)
    codes = [brand.code for brand in ordered]
    with db.transaction():
        changed = db.rows(_SAVE_BRANDS, [[new_id() for _ in codes], codes, [brand.name for brand in ordered]])
        keys = dict(db.rows("SELECT code, id FROM catalog_brand WHERE code = ANY(%s)", [codes]))
        _tell(db.rows("SELECT id FROM catalog_product WHERE brand_id = ANY(%s)", [[row[0] for row in changed]]), actor)
    return keys


def _tell(products: Sequence[tuple[UUID]], actor: Actor) -> None:
    """Have products found by their new words, and told that they changed."""
    keys = [row[0] for row in products]
    search_texts.refresh(keys)
    telling.tell(products=keys, actor=actor)


def _check_categories(categories: Sequence[CategoryInput]) -> None:
    checks.refuse_doubles(given.code for given in categories)
    for given in categories:
        checks.check_code(given.code)
        checks.check_texts("name", given.names, most=TITLE_MOST, needed=True)
        checks.check_texts("description", given.descriptions, most=DESCRIPTION_MOST, needed=False)


def _refuse_unknown_parents(categories: Sequence[CategoryInput], keys: Mapping[str, UUID]) -> None:
    for given in categories:
        if given.parent is not None and given.parent not in keys:
            raise UnknownCategory(category=given.parent)


def _write_categories(categories: Sequence[CategoryInput], keys: Mapping[str, UUID]) -> list[UUID]:
    """Write categories; return those whose texts changed."""
    db.execute(
        _SAVE_CATEGORIES,
        [
            [keys[given.code] for given in categories],
            [given.code for given in categories],
            [keys[given.parent] if given.parent else None for given in categories],
            [given.position for given in categories],
        ],
    )
    texts = [
        (keys[given.code], language, name, given.descriptions.get(language, ""))
        for given in categories
        for language, name in given.names.items()
        if name.strip()
    ]
    changed = db.rows(_SAVE_CATEGORY_TEXTS, [[text[at] for text in texts] for at in range(4)])
    return [row[0] for row in changed]
