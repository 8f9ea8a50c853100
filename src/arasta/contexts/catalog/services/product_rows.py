"""Write the rows of products: facts, texts, options. Each function is a few statements, whatever the count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.services.references import References
from arasta.contexts.catalog.types.inputs import Fact, ProductChange, ProductInput, Texts
from arasta.kernel import db
from arasta.kernel.ids import new_id

# A fact that is kept comes from the standing row, where there is one.
_SAVE = """
INSERT INTO catalog_product AS p (id, handle, category_id, brand_id, tax_class, status, is_featured)
SELECT f.id, f.handle,
       CASE WHEN s.id IS NOT NULL AND 'category' = ANY(%(keep)s) THEN s.category_id ELSE f.category_id END,
       CASE WHEN s.id IS NOT NULL AND 'brand' = ANY(%(keep)s) THEN s.brand_id ELSE f.brand_id END,
       CASE WHEN s.id IS NOT NULL AND 'tax_class' = ANY(%(keep)s) THEN s.tax_class ELSE f.tax_class END,
       CASE WHEN s.id IS NOT NULL AND 'status' = ANY(%(keep)s) THEN s.status ELSE f.status END,
       CASE WHEN s.id IS NOT NULL AND 'featured' = ANY(%(keep)s) THEN s.is_featured ELSE f.is_featured END
FROM json_to_recordset(%(rows)s::json)
     AS f(id uuid, handle text, category_id uuid, brand_id uuid, tax_class text, status text, is_featured bool)
LEFT JOIN catalog_product s ON s.handle = f.handle
ORDER BY f.handle
ON CONFLICT (handle) DO UPDATE
SET category_id = excluded.category_id, brand_id = excluded.brand_id, tax_class = excluded.tax_class,
    status = excluded.status, is_featured = excluded.is_featured, updated_at = now()
WHERE (p.category_id, p.brand_id, p.tax_class, p.status, p.is_featured)
  IS DISTINCT FROM
  (excluded.category_id, excluded.brand_id, excluded.tax_class, excluded.status, excluded.is_featured)
RETURNING id
"""

_CHANGE = """
UPDATE catalog_product p
SET category_id = c.category_id, brand_id = c.brand_id, tax_class = c.tax_class, is_featured = c.is_featured,
    updated_at = now()
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::bool[])
  AS c(id, category_id, brand_id, tax_class, is_featured)
WHERE p.id = c.id
"""

_SAVE_TEXTS = """
INSERT INTO catalog_product_text AS t (product_id, language, title, description, title_folded)
SELECT f.product_id, f.language, f.title, COALESCE(f.description, s.description, ''), ''
FROM json_to_recordset(%s::json) AS f(product_id uuid, language text, title text, description text)
LEFT JOIN catalog_product_text s ON s.product_id = f.product_id AND s.language = f.language AND f.description IS NULL
ON CONFLICT (product_id, language) DO UPDATE SET title = excluded.title, description = excluded.description
WHERE (t.title, t.description) IS DISTINCT FROM (excluded.title, excluded.description)
RETURNING product_id
"""

_DROP_TEXTS = """
DELETE FROM catalog_product_text t USING unnest(%s::uuid[], %s::text[]) AS f(product_id, language)
WHERE t.product_id = f.product_id AND t.language = f.language
"""

_SAVE_OPTIONS = """
INSERT INTO catalog_product_option AS o (product_id, option_id, position)
SELECT * FROM json_to_recordset(%s::json) AS f(product_id uuid, option_id uuid, position int)
ON CONFLICT (product_id, option_id) DO UPDATE SET position = excluded.position WHERE o.position <> excluded.position
"""

_DROP_OPTIONS = """
DELETE FROM catalog_product_option o
WHERE o.product_id = ANY(%s)
  AND NOT EXISTS (SELECT FROM json_to_recordset(%s::json) AS f(product_id uuid, option_id uuid)
                  WHERE f.product_id = o.product_id AND f.option_id = o.option_id)
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A product's text in one language; without a description, a standing one stays."""

    product_id: UUID
    language: str
    title: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """All keys by handle; which of them are new, and which were altered or made."""

    keys: dict[str, UUID]
    new: set[UUID]
    changed: set[UUID]


def save(products: Sequence[ProductInput], known: References, *, keep: Collection[Fact] = ()) -> Rows:
    """Create or update products in the order of their handles."""
    fresh = {product.handle: new_id() for product in products}
    rows = [
        {
            "id": fresh[product.handle],
            "handle": product.handle,
            "category_id": known.category(product.category),
            "brand_id": known.brand(product.brand),
            "tax_class": product.tax_class,
            "status": product.status,
            "is_featured": product.is_featured,
        }
        for product in products
    ]
    changed = db.rows(_SAVE, {"rows": db.as_json(rows), "keep": [str(fact) for fact in keep]})
    keys = dict(db.rows("SELECT handle, id FROM catalog_product WHERE handle = ANY(%s)", [list(fresh)]))
    altered = {row[0] for row in changed}
    return Rows(keys=keys, new=altered & set(fresh.values()), changed=altered)


def change(changes: Sequence[ProductChange], known: References) -> None:
    """Overwrite the facts of standing products."""
    db.execute(
        _CHANGE,
        [
            [change.product_id for change in changes],
            [known.category(change.category) for change in changes],
            [known.brand(change.brand) for change in changes],
            [change.tax_class for change in changes],
            [change.is_featured for change in changes],
        ],
    )


def texts_of(product_id: UUID, titles: Texts, descriptions: Texts, *, keep: bool = False) -> list[Text]:
    """List the texts of one product; a language without a title has none. `keep`: descriptions not given stay."""
    missing = None if keep else ""
    return [
        Text(product_id, language, title.strip(), descriptions.get(language, missing))
        for language, title in titles.items()
        if title.strip()
    ]


def save_texts(texts: Sequence[Text]) -> set[UUID]:
    """Create or update texts of standing products; return the products whose texts changed."""
    if not texts:
        return set()
    return {row[0] for row in db.rows(_SAVE_TEXTS, [db.as_json(texts)])}


def drop_texts(items: Iterable[tuple[UUID, str]]) -> None:
    """Take texts away by product and language."""
    listed = list(items)
    db.execute(_DROP_TEXTS, [[item[0] for item in listed], [item[1] for item in listed]])


def save_options(products: Sequence[ProductInput], rows: Rows, known: References) -> None:
    """Let each product offer exactly its options, in order."""
    links = [
        {"product_id": rows.keys[product.handle], "option_id": known.option(option), "position": position}
        for product in products
        for position, option in enumerate(product.axes)
    ]
    given = db.as_json(links)
    db.execute(_SAVE_OPTIONS, [given])
    standing = rows.new.symmetric_difference(rows.keys.values())
    if standing:
        db.execute(_DROP_OPTIONS, [list(standing), given])
