"""Variants by id, SKU, GTIN or words. Three statements a call, whatever the count; the lean ones take one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from arasta.contexts.catalog.domain import pictures
from arasta.contexts.catalog.queries import media, names, search
from arasta.contexts.catalog.types import VariantRow, VariantStatus
from arasta.kernel import db, prepared
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_VARIANTS = f"""
SELECT v.id, v.sku, v.gtin, v.product_id, p.handle, t.title, p.tax_class, v.weight_grams,
       v.status = 'active' AND p.status = 'active' AS is_active, coalesce(b.name, '') AS brand, v.status
FROM catalog_variant v
JOIN catalog_product p ON p.id = v.product_id
LEFT JOIN catalog_brand b ON b.id = p.brand_id
{names.PRODUCT}
WHERE v.id = ANY(%(ids)s)
"""  # noqa: S608 - all parts are constants

_VALUES = f"""
SELECT vo.variant_id, o.code, x.id, x.code, x.swatch, coalesce(ot.name, o.code), coalesce(xt.name, x.code)
FROM catalog_variant_option vo
JOIN catalog_variant v ON v.id = vo.variant_id
JOIN catalog_option o ON o.id = vo.option_id
JOIN catalog_option_value x ON x.id = vo.value_id
LEFT JOIN catalog_product_option po ON po.product_id = v.product_id AND po.option_id = vo.option_id
{names.OPTION}
{names.VALUE}
WHERE vo.variant_id = ANY(%(ids)s)
ORDER BY po.position, o.code
"""  # noqa: S608 - all parts are constants

_FIND = f"""
WITH {search.FOUND},
hits AS (
  SELECT id, 0 AS place, 0::bigint AS score FROM catalog_variant
  WHERE upper(sku) = upper(%(search)s) OR gtin = %(search)s
  UNION ALL
  SELECT id, 1, 0 FROM catalog_variant WHERE upper(sku) LIKE %(start)s
  UNION ALL
  SELECT v.id, 2, f.score FROM found f JOIN catalog_variant v ON v.product_id = f.product_id
)
SELECT v.id
FROM (SELECT id, min(place) AS place, max(score) AS score FROM hits GROUP BY id) h
JOIN catalog_variant v USING (id)
JOIN catalog_product p ON p.id = v.product_id
WHERE NOT %(active_only)s OR (v.status = 'active' AND p.status = 'active')
ORDER BY h.place, h.score DESC, v.product_id, v.position, v.sku
LIMIT %(limit)s
"""  # noqa: S608 - all parts are constants


@dataclass(frozen=True, slots=True)
class _Value:
    option: str
    value_id: UUID
    code: str
    swatch: str
    option_name: str
    name: str


def pictures_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the addresses of variants' pictures, of those that have one."""
    known = variants(set(ids), language="en") if ids else {}
    return {key: found.picture for key, found in known.items() if found.picture}


def variants(ids: Collection[UUID], *, language: str) -> dict[UUID, VariantRow]:
    """Return variants by id; an unknown id is absent."""
    parameters = {"ids": list(ids), "language": language}
    found = prepared.rows(_VARIANTS, parameters)
    values: dict[UUID, list[_Value]] = defaultdict(list)
    for row in prepared.rows(_VALUES, parameters):
        values[row[0]].append(_Value(*row[1:]))
    shown = media.of_products({row[3] for row in found})
    return {row[0]: _row(row, values[row[0]], shown.get(row[3], [])) for row in found}


def variants_by_sku(skus: Collection[str], *, language: str) -> dict[str, VariantRow]:
    """Return variants by SKU; an unknown SKU is absent."""
    keys = variant_ids_by_sku(skus)
    found = variants(keys.values(), language=language)
    return {sku: found[key] for sku, key in keys.items()}


def variants_by_gtin(gtins: Collection[str], *, language: str) -> dict[str, VariantRow]:
    """Return variants by GTIN; an unknown GTIN is absent."""
    keys: dict[str, UUID] = dict(
        db.rows("SELECT gtin, id FROM catalog_variant WHERE gtin = ANY(%s::text[])", [_plain(gtins)])
    )
    found = variants(keys.values(), language=language)
    return {gtin: found[key] for gtin, key in keys.items()}


def variant_ids_by_sku(skus: Collection[str]) -> dict[str, UUID]:
    """Return the ids of variants by SKU, with one statement; an unknown SKU is absent."""
    return dict(db.rows("SELECT sku, id FROM catalog_variant WHERE sku = ANY(%s)", [_plain(skus)]))


def find_variants(text: str, *, language: str, limit: int = 20, active_only: bool = True) -> list[VariantRow]:
    """Find variants by the SKU or GTIN itself, the start of a SKU, or words of the title."""
    if not search.clean(text):
        return []
    parameters = search.parameters(text)
    parameters |= {"start": search.start(search.clean(text)), "limit": limit, "active_only": active_only}
    ids = [row[0] for row in db.rows(_FIND, parameters)]
    found = variants(ids, language=language)
    return [found[key] for key in ids]


def variants_page(*, language: str, text: str = "", cursor: str | None = None, limit: int = 50) -> Page[VariantRow]:
    """Return variants of any status by SKU, or the best hits of a search on one page. Raises BadCursor."""
    size = clamp(limit)
    if search.clean(text):
        return Page(find_variants(text, language=language, limit=size, active_only=False))
    after = decode_cursor(cursor, 1)
    listed = db.rows(
        "SELECT id, sku FROM catalog_variant WHERE sku > %s ORDER BY sku LIMIT %s",
        [search.plain(str(after[0])) if after else "", size + 1],
    )
    found = variants([row[0] for row in listed[:size]], language=language)
    more = encode_cursor(listed[size - 1][1]) if len(listed) > size else None
    return Page([found[row[0]] for row in listed[:size]], more)


def _plain(words: Collection[str]) -> list[str]:
    return [word for word in words if "\x00" not in word]


def _row(row: Sequence[Any], values: Sequence[_Value], shown: Sequence[pictures.Picture]) -> VariantRow:
    key, sku, gtin, product_id, handle, title, tax_class, weight_grams, is_active, brand, status = row
    return VariantRow(
        id=key,
        sku=sku,
        gtin=gtin,
        product_id=product_id,
        handle=handle,
        title=title or handle,
        options=tuple((value.option_name, value.name) for value in values),
        options_text=" / ".join(value.name for value in values),
        option_codes=tuple((value.option, value.code) for value in values),
        picture=pictures.choose(shown, {value.value_id for value in values}),
        swatch=next((value.swatch for value in values if value.swatch), ""),
        tax_class=tax_class,
        weight_grams=weight_grams,
        is_active=is_active,
        brand=brand,
        status=VariantStatus(status),
    )
