"""Write the rows of variants and their option values; a fixed number of statements, whatever the count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.domain.clashes import Standing
from arasta.contexts.catalog.services.references import References
from arasta.contexts.catalog.types.inputs import Fact, VariantInput
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
_PARK = "UPDATE catalog_variant SET options_key = id::text WHERE sku = ANY(%s)"

# A fact that is kept comes from the standing row, where there is one.
_SAVE = """
INSERT INTO catalog_variant AS v (id, product_id, sku, gtin, position, weight_grams, status, options_key)
SELECT f.id, f.product_id, f.sku,
       CASE WHEN s.id IS NOT NULL AND 'gtin' = ANY(%(keep)s) THEN s.gtin ELSE f.gtin END,
       CASE WHEN s.id IS NOT NULL AND 'position' = ANY(%(keep)s) THEN s.position ELSE f.position END,
       CASE WHEN s.id IS NOT NULL AND 'weight' = ANY(%(keep)s) THEN s.weight_grams ELSE f.weight_grams END,
       CASE WHEN s.id IS NOT NULL AND 'variant_status' = ANY(%(keep)s) THEN s.status ELSE f.status END,
       f.options_key
FROM json_to_recordset(%(rows)s::json)
     AS f(id uuid, product_id uuid, sku text, gtin text, position int, weight_grams int, status text, options_key text)
LEFT JOIN catalog_variant s ON s.sku = f.sku
ORDER BY f.sku
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
SELECT * FROM json_to_recordset(%s::json) AS f(variant_id uuid, option_id uuid, value_id uuid)
ON CONFLICT (variant_id, option_id) DO UPDATE SET value_id = excluded.value_id
WHERE o.value_id <> excluded.value_id
"""

_DROP_VALUES = """
DELETE FROM catalog_variant_option o
WHERE o.variant_id = ANY(%s)
  AND NOT EXISTS (SELECT FROM json_to_recordset(%s::json) AS f(variant_id uuid, option_id uuid)
                  WHERE f.variant_id = o.variant_id AND f.option_id = o.option_id)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A variant to write, and where: the product it belongs to and its position there."""

    variant: VariantInput
    product_id: UUID
    position: int


@dataclass(frozen=True, slots=True)
class Rows:
    """All keys by SKU; which of them are new, and which were altered or made."""

    keys: dict[str, UUID]
    new: set[UUID]
    changed: set[UUID]


def standing(variants: Collection[VariantInput], handles: Collection[str]) -> list[Standing]:
    """Read the variants that the given ones could clash with."""
    parameters = {
        "skus": [variant.sku for variant in variants],
        "gtins": [variant.gtin for variant in variants if variant.gtin],
        "handles": list(handles),
    }
    return [Standing(*row) for row in db.rows(_STANDING, parameters)]


def save(
    places: Sequence[Place], known: References, *, standing: Sequence[Standing] = (), keep: Collection[Fact] = ()
) -> Rows:
    """Create or update variants in the order of their SKUs, with the values of those that are new or altered.

    `standing` are those that exist already, as they are.
    """
    variants = [place.variant for place in places]
    skus, options_keys = [v.sku for v in variants], [v.options_key for v in variants]
    fresh = [new_id() for _ in places]
    _park(places, standing)
    rows = [
        {
            "id": key,
            "product_id": place.product_id,
            "sku": place.variant.sku,
            "gtin": place.variant.gtin,
            "position": place.position,
            "weight_grams": place.variant.weight_grams,
            "status": place.variant.status,
            "options_key": options_key,
        }
        for key, place, options_key in zip(fresh, places, options_keys, strict=True)
    ]
    found = db.rows(_SAVE, {"rows": db.as_json(rows), "keep": [str(fact) for fact in keep]})
    changed = {row[0] for row in found}
    keys = dict(db.rows("SELECT sku, id FROM catalog_variant WHERE sku = ANY(%s)", [skus]))
    new = changed.intersection(fresh)
    if changed:
        _save_values([variant for variant in variants if keys[variant.sku] in changed], keys, changed - new, known)
    return Rows(keys=keys, new=new, changed=changed)


def _park(places: Sequence[Place], standing: Sequence[Standing]) -> None:
    """Free the keys of variants whose options or status change, so that others of the product may take them."""
    wanted = {place.variant.sku: (place.variant.options_key, str(place.variant.status)) for place in places}
    moving = [row.sku for row in standing if row.sku in wanted and wanted[row.sku] != (row.options_key, row.status)]
    if moving:
        db.execute(_PARK, [moving])


def _save_values(
    variants: Sequence[VariantInput], keys: Mapping[str, UUID], altered: Collection[UUID], known: References
) -> None:
    links = db.as_json(
        [
            {"variant_id": keys[v.sku], "option_id": known.option(option), "value_id": known.value(option, value)}
            for v in variants
            for option, value in v.options.items()
        ]
    )
    db.execute(_SAVE_VALUES, [links])
    if altered:
        db.execute(_DROP_VALUES, [list(altered), links])
