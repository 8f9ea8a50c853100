"""Save what products are sorted by: categories and brands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.domain import checks
from arasta.contexts.catalog.domain.tree import refuse_loops
from arasta.contexts.catalog.services import search_texts
from arasta.contexts.catalog.types.inputs import DESCRIPTION_MOST, TITLE_MOST, BrandInput, CategoryInput
from arasta.contexts.catalog.types.refusals import UnknownCategory
from arasta.kernel import db
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


def save_categories(categories: Sequence[CategoryInput]) -> Mapping[str, UUID]:
    """Create or update categories by code; return the keys by code.

    Raises UnknownCategory for a parent that neither exists nor is given, and CategoryLoop.
    """
    _check_categories(categories)
    with db.transaction():
        # Two writers could each be sound and together close a loop.
        db.execute("LOCK TABLE catalog_category IN SHARE ROW EXCLUSIVE MODE")
        standing = db.rows(
            "SELECT c.code, c.id, p.code FROM catalog_category c LEFT JOIN catalog_category p ON p.id = c.parent_id"
        )
        keys = {row[0]: row[1] for row in standing}
        parents = {row[0]: row[2] for row in standing} | {given.code: given.parent for given in categories}
        keys.update({given.code: new_id() for given in categories if given.code not in keys})
        _refuse_unknown_parents(categories, keys)
        refuse_loops(parents)
        _write_categories(categories, keys)
    return {given.code: keys[given.code] for given in categories}


def save_brands(brands: Sequence[BrandInput]) -> Mapping[str, UUID]:
    """Create or update brands by code; return the keys by code."""
    checks.refuse_doubles(brand.code for brand in brands)
    for brand in brands:
        checks.check_code(brand.code)
        checks.check_texts("name", {"en": brand.name}, most=TITLE_MOST, needed=True)
    ordered = sorted(brands, key=lambda brand: brand.code)
    codes = [brand.code for brand in ordered]
    with db.transaction():
        changed = db.rows(_SAVE_BRANDS, [[new_id() for _ in codes], codes, [brand.name for brand in ordered]])
        keys = dict(db.rows("SELECT code, id FROM catalog_brand WHERE code = ANY(%s)", [codes]))
        touched = db.rows("SELECT id FROM catalog_product WHERE brand_id = ANY(%s)", [[row[0] for row in changed]])
        search_texts.refresh([row[0] for row in touched])
    return keys


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


def _write_categories(categories: Sequence[CategoryInput], keys: Mapping[str, UUID]) -> None:
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
    touched = db.rows("SELECT id FROM catalog_product WHERE category_id = ANY(%s)", [list({row[0] for row in changed})])
    search_texts.refresh([row[0] for row in touched])
