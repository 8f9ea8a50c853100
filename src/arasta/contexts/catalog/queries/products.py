"""One product in full, and the back office's list of products."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.catalog.domain import pictures
from arasta.contexts.catalog.queries import media, names, search
from arasta.contexts.catalog.queries.variants import variants
from arasta.contexts.catalog.types import (
    FALLBACK_LANGUAGE,
    BrandRow,
    CategoryRow,
    OptionRow,
    PictureRow,
    ProductDetail,
    ProductLine,
    ProductStatus,
    TextRow,
    ValueRow,
)
from arasta.contexts.catalog.types.refusals import UnknownProduct
from arasta.kernel import db, prepared
from arasta.kernel.pages import BadCursor, Page, clamp, decode_cursor, encode_cursor

# What stands around a product comes as lists in its own row: one statement instead of five.
_PRODUCT = f"""
SELECT p.id, p.handle, p.status, p.tax_class, p.is_featured, p.updated_at, b.id, b.code, b.name,
  (SELECT json_agg(json_build_array(language, title, description) ORDER BY language)
   FROM catalog_product_text WHERE product_id = p.id),
  (WITH RECURSIVE path AS (
     SELECT id, parent_id, code, 0 AS height FROM catalog_category WHERE id = p.category_id
     UNION ALL
     SELECT c.id, c.parent_id, c.code, height + 1 FROM catalog_category c JOIN path ON path.parent_id = c.id
   )
   SELECT json_agg(json_build_array(c.id, c.code, coalesce(t.name, c.code)) ORDER BY c.height DESC)
   FROM path c {names.CATEGORY}),
  (SELECT json_agg(json_build_array(m.store, m.path, coalesce(t.alt, ''), o.code, x.code) ORDER BY m.position, m.id)
   FROM catalog_media m
   LEFT JOIN catalog_option_value x ON x.id = m.value_id
   LEFT JOIN catalog_option o ON o.id = x.option_id
   {names.MEDIA}
   WHERE m.product_id = p.id),
  ARRAY(SELECT v.id FROM catalog_variant v WHERE v.product_id = p.id ORDER BY v.position, v.sku)
FROM catalog_product p LEFT JOIN catalog_brand b ON b.id = p.brand_id
"""  # noqa: S608 - all parts are constants
_BY_ID, _BY_HANDLE = f"{_PRODUCT} WHERE p.id = %(wanted)s", f"{_PRODUCT} WHERE p.handle = %(wanted)s"

_VALUES = f"""
SELECT o.code, coalesce(ot.name, o.code), x.code, coalesce(xt.name, x.code), x.swatch
FROM catalog_product_option po
JOIN catalog_option o ON o.id = po.option_id
JOIN catalog_option_value x ON x.option_id = o.id
{names.OPTION}
{names.VALUE}
WHERE po.product_id = %(id)s
  AND EXISTS (SELECT FROM catalog_variant_option vo JOIN catalog_variant v ON v.id = vo.variant_id
              WHERE v.product_id = %(id)s AND v.status = 'active' AND vo.value_id = x.id)
ORDER BY po.position, o.code, x.position, x.code
"""  # noqa: S608 - all parts are constants

COUNTED = 1_000
"""What is found is counted up to one more than this: a number beyond it helps nobody."""

_LINES = f"""
WITH RECURSIVE {search.FOUND},
branch AS (
  SELECT id FROM catalog_category WHERE code = %(category)s
  UNION ALL
  SELECT c.id FROM catalog_category c JOIN branch b ON c.parent_id = b.id
),
matching AS NOT MATERIALIZED (
  SELECT p.id FROM catalog_product p
  WHERE (%(status)s::text IS NULL OR p.status = %(status)s)
    AND (%(category)s::text IS NULL OR p.category_id IN (SELECT id FROM branch))
    AND (%(search)s = '' OR p.id IN (SELECT product_id FROM found)
         OR p.id IN (SELECT product_id FROM catalog_variant WHERE upper(sku) LIKE %(start)s OR gtin = %(search)s))
),
here AS (
  SELECT id FROM matching WHERE %(after)s::uuid IS NULL OR id < %(after)s::uuid ORDER BY id DESC LIMIT %(limit)s
)
SELECT p.id, p.handle, t.title, p.status, coalesce(c.name, ''), coalesce(b.name, ''), n.variants, p.updated_at,
       (SELECT count(*) FROM (SELECT FROM matching LIMIT {COUNTED} + 1) AS counted)
FROM here JOIN catalog_product p ON p.id = here.id
LEFT JOIN catalog_brand b ON b.id = p.brand_id
{names.PRODUCT}
{names.CATEGORY_OF_PRODUCT}
CROSS JOIN LATERAL (
  SELECT count(*) AS variants FROM catalog_variant WHERE product_id = p.id AND status = 'active'
) n
ORDER BY p.id DESC
"""  # noqa: S608 - all parts are constants


def product(handle: str, *, language: str) -> ProductDetail:
    """Return a product of any status by handle. Raises UnknownProduct."""
    return _detail(_BY_HANDLE, search.plain(handle), language)


def product_by_id(product_id: UUID, *, language: str) -> ProductDetail:
    """Return a product of any status by id. Raises UnknownProduct."""
    return _detail(_BY_ID, product_id, language)


def products_page(
    *,
    language: str,
    text: str = "",
    category: str | None = None,
    status: ProductStatus | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ProductLine]:
    """Return products of any status, newest first; text also finds SKUs and GTINs. Raises BadCursor."""
    size = clamp(limit)
    asked = search.clean(text)
    parameters = search.parameters(text) | {
        "start": search.start(asked),
        "language": language,
        "category": search.plain(category) if category else None,
        "status": str(status) if status else None,
        "after": _after(cursor),
        "limit": size + 1,
    }
    found = db.rows(_LINES, parameters)
    shown = media.of_products([row[0] for row in found[:size]])
    lines = [
        ProductLine(
            id=row[0],
            handle=row[1],
            title=row[2] or row[1],
            status=ProductStatus(row[3]),
            category=row[4],
            brand=row[5],
            picture=pictures.choose(shown.get(row[0], []), ()),
            variants=row[6],
            updated_at=row[7],
        )
        for row in found[:size]
    ]
    more = encode_cursor(str(lines[-1].id)) if len(found) > size else None
    return Page(lines, more, found[0][8] if found else 0)


def _after(cursor: str | None) -> UUID | None:
    values = decode_cursor(cursor, 1)
    try:
        return UUID(str(values[0])) if values else None
    except ValueError as wrong:
        raise BadCursor from wrong


def _detail(sql: str, wanted: UUID | str, language: str) -> ProductDetail:
    found = prepared.rows(sql, {"wanted": wanted, "language": language})
    if not found:
        raise UnknownProduct
    key, handle, status, tax_class, is_featured, updated_at, *brand, told, path, shown, own = found[0]
    texts = tuple(TextRow(*row) for row in told or ())
    text, rows = _in_language(texts, language), variants(own, language=language)
    return ProductDetail(
        id=key,
        handle=handle,
        title=text.title if text else handle,
        description=text.description if text else "",
        status=ProductStatus(status),
        tax_class=tax_class,
        is_featured=is_featured,
        brand=BrandRow(*brand) if brand[0] else None,
        path=tuple(CategoryRow(UUID(step), code, name) for step, code, name in path or ()),
        texts=texts,
        options=_options({"id": key, "language": language}),
        variants=tuple(rows[variant] for variant in own),
        media=tuple(
            PictureRow(media.url(store, file), alt, (option, value) if option else None)
            for store, file, alt, option, value in shown or ()
        ),
        updated_at=updated_at,
    )


def _in_language(texts: tuple[TextRow, ...], language: str) -> TextRow | None:
    order = {language: 0, FALLBACK_LANGUAGE: 1}
    return min(texts, key=lambda text: (order.get(text.language, 2), text.language), default=None)


def _options(parameters: dict[str, object]) -> tuple[OptionRow, ...]:
    labels: dict[str, str] = {}
    values: dict[str, list[ValueRow]] = {}
    for option, option_name, code, name, swatch in prepared.rows(_VALUES, parameters):
        labels[option] = option_name
        values.setdefault(option, []).append(ValueRow(code, name, swatch))
    return tuple(OptionRow(code, name, tuple(values[code])) for code, name in labels.items())
