"""Everything there is, product by product, for whoever writes it down whole: a few statements for many products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from arasta.contexts.catalog.domain import pictures
from arasta.contexts.catalog.queries import media, names
from arasta.kernel import db

FIRST = UUID(int=0)
"""Before all products."""
AT_ONCE = 1000

_PRODUCTS = f"""
SELECT p.id, p.handle, p.status = 'active', p.category_id, coalesce(b.name, ''), coalesce(t.title, p.handle),
       coalesce(d.description, ''), p.tax_class
FROM catalog_product p
LEFT JOIN catalog_brand b ON b.id = p.brand_id
{names.PRODUCT}
LEFT JOIN LATERAL (
  SELECT description FROM catalog_product_text WHERE product_id = p.id AND description <> ''
    AND language IN (%(language)s, 'en') ORDER BY language = %(language)s DESC LIMIT 1
) d ON true
WHERE p.id > %(after)s AND (%(upto)s::uuid IS NULL OR p.id <= %(upto)s) ORDER BY p.id LIMIT %(limit)s
"""  # noqa: S608 - all parts are constants

_VARIANTS = """
SELECT v.id, v.product_id, v.sku, coalesce(v.gtin, ''), v.weight_grams, v.status = 'active',
       ARRAY(SELECT vo.value_id FROM catalog_variant_option vo
             LEFT JOIN catalog_product_option po ON po.product_id = v.product_id AND po.option_id = vo.option_id
             WHERE vo.variant_id = v.id ORDER BY po.position, vo.option_id)
FROM catalog_variant v WHERE v.product_id = ANY(%s) ORDER BY v.product_id, v.position, v.sku
"""

_VALUES = f"""
SELECT x.id, o.code, x.code, coalesce(xt.name, x.code)
FROM catalog_option_value x JOIN catalog_option o ON o.id = x.option_id
{names.VALUE}
"""  # noqa: S608 - all parts are constants

_CATEGORIES = f"""
SELECT c.id, c.parent_id, coalesce(t.name, c.code) FROM catalog_category c
{names.CATEGORY}
"""  # noqa: S608 - all parts are constants


@dataclass(frozen=True, slots=True)
class Whole:
    """A variant with all that describes it. `options` are (option, value, name of the value) in the product's order."""

    id: UUID
    product_id: UUID
    handle: str
    sku: str
    gtin: str
    title: str
    description: str
    brand: str
    category: str
    tax_class: str
    options: tuple[tuple[str, str, str], ...]
    pictures: tuple[str, ...]
    weight_grams: int
    is_active: bool


def variants_in_chunks(
    *, language: str, after: UUID = FIRST, upto: UUID | None = None
) -> Iterator[tuple[UUID, list[Whole]]]:
    """Return all variants, the archived ones too, in chunks of whole products, in an order that stays.

    Each chunk comes with the last of its products; `after` and `upto` bound the products.
    """
    values = {row[0]: (row[1], row[2], row[3]) for row in db.rows(_VALUES, {"language": language})}
    paths = _paths(db.rows(_CATEGORIES, {"language": language}))
    bounds = {"language": language, "upto": upto, "limit": AT_ONCE}
    while found := db.rows(_PRODUCTS, {**bounds, "after": after}):
        after = found[-1][0]
        yield after, _chunk(found, values, paths)


def products_of(variant_ids: Sequence[UUID]) -> list[UUID]:
    """Return the products that variants belong to, in the order of the chunks."""
    return [
        row[0]
        for row in db.rows(
            "SELECT DISTINCT product_id FROM catalog_variant WHERE id = ANY(%s) ORDER BY 1", [list(variant_ids)]
        )
    ]


def _chunk(
    found: Sequence[tuple[Any, ...]], values: dict[UUID, tuple[str, str, str]], paths: dict[UUID, str]
) -> list[Whole]:
    products = {row[0]: row for row in found}
    shown = media.of_products(products, large=True)
    chunk = []
    for key, product_id, sku, gtin, weight, is_active, chosen in db.rows(_VARIANTS, [list(products)]):
        _, handle, product_active, category, brand, title, description, tax_class = products[product_id]
        chunk.append(
            Whole(
                id=key,
                product_id=product_id,
                handle=handle,
                sku=sku,
                gtin=gtin,
                title=title,
                description=description,
                brand=brand,
                category=paths.get(category, ""),
                tax_class=tax_class,
                options=tuple([values[value] for value in chosen]),
                pictures=_pictures(shown.get(product_id, ()), chosen),
                weight_grams=weight,
                is_active=is_active and product_active,
            )
        )
    return chunk


def _pictures(shown: Sequence[pictures.Picture], chosen: Sequence[UUID]) -> tuple[str, ...]:
    """Return the variant's own pictures first, then those of the whole product; any before none."""
    own = [one.url for one in shown if one.value_id in chosen]
    shared = [one.url for one in shown if one.value_id is None]
    return tuple([*own, *shared] or [one.url for one in shown])


def _paths(rows: Sequence[tuple[Any, ...]]) -> dict[UUID, str]:
    """Return where each category stands in the tree: `Home > Kitchen > Cups`."""
    parents = {key: (parent, name) for key, parent, name in rows}
    paths: dict[UUID, str] = {}
    for key in parents:
        names_up, at = [], key
        while at is not None:
            at, name = parents[at]
            names_up.append(name)
        paths[key] = " > ".join(reversed(names_up))
    return paths
