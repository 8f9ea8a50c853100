"""Write the rows of products: facts, texts, options. Each function is one or two statements, whatever the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.services.references import References
from arasta.contexts.catalog.types.inputs import ProductChange, ProductInput, Texts
from arasta.kernel import db
from arasta.kernel.ids import new_id

_SAVE = """
INSERT INTO catalog_product AS p (id, handle, category_id, brand_id, tax_class, status, is_featured)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::bool[])
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
SELECT f.product_id, f.language, f.title, f.description, ''
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS f(product_id, language, title, description)
ON CONFLICT (product_id, language) DO UPDATE SET title = excluded.title, description = excluded.description
WHERE (t.title, t.description) IS DISTINCT FROM (excluded.title, excluded.description)
RETURNING product_id
"""

_DROP_TEXTS = """
DELETE FROM catalog_product_text t USING unnest(%s::uuid[], %s::text[]) AS f(product_id, language)
WHERE t.product_id = f.product_id AND t.language = f.language
"""

_SAVE_OPTIONS = """
INSERT INTO catalog_product_option (product_id, option_id, position)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::int[])
ON CONFLICT (product_id, option_id) DO UPDATE SET position = excluded.position
"""

_DROP_OPTIONS = """
DELETE FROM catalog_product_option o
WHERE o.product_id = ANY(%s)
  AND NOT EXISTS (SELECT FROM unnest(%s::uuid[], %s::uuid[]) AS f(product_id, option_id)
                  WHERE f.product_id = o.product_id AND f.option_id = o.option_id)
"""

TextItem = tuple[UUID, str, str, str]


def save(products: Sequence[ProductInput], known: References) -> tuple[dict[str, UUID], set[UUID]]:
    """Create or update products in the order of their handles; return all keys by handle, and the changed keys."""
    ordered = sorted(products, key=lambda product: product.handle)
    fresh = {product.handle: new_id() for product in products}
    changed = db.rows(
        _SAVE,
        [
            [fresh[product.handle] for product in ordered],
            [product.handle for product in ordered],
            [known.category(product.category) for product in ordered],
            [known.brand(product.brand) for product in ordered],
            [product.tax_class for product in ordered],
            [str(product.status) for product in ordered],
            [product.is_featured for product in ordered],
        ],
    )
    keys = dict(db.rows("SELECT handle, id FROM catalog_product WHERE handle = ANY(%s)", [[p.handle for p in ordered]]))
    return keys, {row[0] for row in changed}


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


def text_items(product_id: UUID, titles: Texts, descriptions: Texts) -> list[TextItem]:
    """List the texts of one product as rows; a language without a title has no row."""
    return [
        (product_id, language, title.strip(), descriptions.get(language, ""))
        for language, title in titles.items()
        if title.strip()
    ]


def save_texts(items: Sequence[TextItem]) -> set[UUID]:
    """Create or update texts; return the products whose texts changed."""
    return {row[0] for row in db.rows(_SAVE_TEXTS, [[item[at] for item in items] for at in range(4)])}


def drop_texts(items: Iterable[tuple[UUID, str]]) -> None:
    """Take texts away by product and language."""
    listed = list(items)
    db.execute(_DROP_TEXTS, [[item[0] for item in listed], [item[1] for item in listed]])


def save_options(products: Sequence[ProductInput], keys: Mapping[str, UUID], known: References) -> None:
    """Let each product offer exactly its options, in order."""
    links = [
        (keys[product.handle], known.option(option), position)
        for product in products
        for position, option in enumerate(product.axes)
    ]
    products_of, options_of = [link[0] for link in links], [link[1] for link in links]
    db.execute(_SAVE_OPTIONS, [products_of, options_of, [link[2] for link in links]])
    db.execute(_DROP_OPTIONS, [list(keys.values()), products_of, options_of])
