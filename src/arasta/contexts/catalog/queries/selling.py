"""What a sale must know of variants: one statement, whatever the count."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.queries import names
from arasta.kernel import prepared


@dataclass(frozen=True, slots=True)
class SoldVariant:
    """A variant as a line of a sale copies it. `is_active`: the variant and its product are both sold."""

    id: UUID
    sku: str
    title: str
    options_text: str
    tax_class: str
    is_active: bool
    product_id: UUID


_SOLD = f"""
SELECT v.id, v.sku, coalesce(t.title, p.handle), coalesce(x.text, ''), p.tax_class,
       v.status = 'active' AND p.status = 'active', p.id
FROM %s JOIN catalog_product p ON p.id = v.product_id
{names.PRODUCT.replace("%", "%%")}
LEFT JOIN LATERAL (
  SELECT string_agg(coalesce(xt.name, x.code), ' / ' ORDER BY po.position, o.code) AS text
  FROM catalog_variant_option vo
  JOIN catalog_option o ON o.id = vo.option_id
  JOIN catalog_option_value x ON x.id = vo.value_id
  LEFT JOIN catalog_product_option po ON po.product_id = v.product_id AND po.option_id = vo.option_id
  {names.VALUE.replace("%", "%%")}
  WHERE vo.variant_id = v.id
) x ON true
"""  # noqa: S608 - all parts are constants

_BY_ID = _SOLD % "catalog_variant v" + "WHERE v.id = ANY(%(ids)s)"
_BY_SKU = _SOLD % "catalog_variant v" + "WHERE v.sku = ANY(%(skus)s)"


def sold_variants(ids: Collection[UUID], *, language: str) -> dict[UUID, SoldVariant]:
    """Return variants by id; an unknown id is absent."""
    return {one.id: one for one in _rows(_BY_ID, {"ids": list(ids), "language": language})}


def sold_by_sku(skus: Collection[str], *, language: str) -> dict[str, SoldVariant]:
    """Return variants by SKU; an unknown SKU is absent."""
    plain = [sku for sku in skus if "\x00" not in sku]
    return {one.sku: one for one in _rows(_BY_SKU, {"skus": plain, "language": language})}


def _rows(sql: str, parameters: dict[str, object]) -> Iterable[SoldVariant]:
    return (SoldVariant(*row) for row in prepared.rows(sql, parameters))
