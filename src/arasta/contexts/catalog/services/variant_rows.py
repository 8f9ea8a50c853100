"""Write the rows of variants and their option values; a fixed number of statements, whatever the count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.domain.clashes import Standing
from arasta.contexts.catalog.services.references import References
from arasta.contexts.catalog.types.inputs import VariantInput
from arasta.kernel import db
from arasta.kernel.ids import new_id

_STANDING = """
WITH near AS (
  SELECT id FROM catalog_variant WHERE sku = ANY(%(skus)s)
  UNION
  SELECT id FROM catalog_variant WHERE gtin = ANY(%(gtins)s::text[])
  UNION
  SELECT v.id FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id WHERE p.handle = ANY(%(handles)s)
)
SELECT v.sku, v.gtin, p.handle, v.options_key, v.status
FROM near JOIN catalog_variant v USING (id) JOIN catalog_product p ON p.id = v.product_id
"""

# Two variants may trade their values; until all are written, those in motion wear their own id as a key.
_PARK = """
UPDATE catalog_variant v SET options_key = v.id::text
FROM unnest(%s::text[], %s::text[], %s::text[]) AS f(sku, options_key, status)
WHERE v.sku = f.sku AND (v.options_key, v.status) IS DISTINCT FROM (f.options_key, f.status)
"""

_SAVE = """
INSERT INTO catalog_variant AS v (id, product_id, sku, gtin, position, weight_grams, status, options_key)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::int[], %s::int[], %s::text[], %s::text[])
ON CONFLICT (sku) DO UPDATE
SET gtin = excluded.gtin, position = excluded.position, weight_grams = excluded.weight_grams,
    status = excluded.status, options_key = excluded.options_key
WHERE (v.gtin, v.position, v.weight_grams, v.status, v.options_key)
  IS DISTINCT FROM
  (excluded.gtin, excluded.position, excluded.weight_grams, excluded.status, excluded.options_key)
RETURNING id
"""

_SAVE_VALUES = """
INSERT INTO catalog_variant_option AS o (variant_id, option_id, value_id)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[])
ON CONFLICT (variant_id, option_id) DO UPDATE SET value_id = excluded.value_id
WHERE o.value_id <> excluded.value_id
"""

_DROP_VALUES = """
DELETE FROM catalog_variant_option o
WHERE o.variant_id = ANY(%s)
  AND NOT EXISTS (SELECT FROM unnest(%s::uuid[], %s::uuid[]) AS f(variant_id, option_id)
                  WHERE f.variant_id = o.variant_id AND f.option_id = o.option_id)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A variant to write, and where: the product it belongs to and its position there."""

    variant: VariantInput
    product_id: UUID
    position: int


def standing(variants: Collection[VariantInput], handles: Collection[str]) -> list[Standing]:
    """Read the variants that the given ones could clash with."""
    parameters = {
        "skus": [variant.sku for variant in variants],
        "gtins": [variant.gtin for variant in variants if variant.gtin],
        "handles": list(handles),
    }
    return [Standing(*row) for row in db.rows(_STANDING, parameters)]


def save(places: Sequence[Place], known: References) -> tuple[dict[str, UUID], set[UUID]]:
    """Create or update variants in the order of their SKUs; return all keys by SKU, and the changed keys."""
    ordered = sorted(places, key=lambda place: place.variant.sku)
    variants = [place.variant for place in ordered]
    skus, options_keys = [v.sku for v in variants], [v.options_key for v in variants]
    statuses = [str(variant.status) for variant in variants]
    db.execute(_PARK, [skus, options_keys, statuses])
    changed = db.rows(
        _SAVE,
        [
            [new_id() for _ in ordered],
            [place.product_id for place in ordered],
            skus,
            [variant.gtin for variant in variants],
            [place.position for place in ordered],
            [variant.weight_grams for variant in variants],
            statuses,
            options_keys,
        ],
    )
    keys = dict(db.rows("SELECT sku, id FROM catalog_variant WHERE sku = ANY(%s)", [skus]))
    _save_values(variants, keys, known)
    return keys, {row[0] for row in changed}


def _save_values(variants: Sequence[VariantInput], keys: Mapping[str, UUID], known: References) -> None:
    links = [
        (keys[variant.sku], known.option(option), known.value(option, value))
        for variant in variants
        for option, value in variant.options.items()
    ]
    columns = [[link[at] for link in links] for at in range(3)]
    db.execute(_SAVE_VALUES, columns)
    db.execute(_DROP_VALUES, [list(keys.values()), *columns[:2]])
