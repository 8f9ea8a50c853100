"""Changing standing products and variants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from arasta.contexts.catalog.queries import products, shelves, variants
from arasta.contexts.catalog.services import products as saving
from arasta.contexts.catalog.services import variants as varying
from arasta.contexts.catalog.types import ProductStatus, Shelf, VariantStatus
from arasta.contexts.catalog.types.inputs import ProductChange, VariantChange, VariantInput
from arasta.contexts.catalog.types.refusals import (
    GtinTaken,
    InvalidText,
    InvalidWeight,
    OptionsDiffer,
    SkuTaken,
    UnknownBrand,
    UnknownProduct,
    UnknownVariant,
    VariantsAlike,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from tests.makers_catalog import plain_product, save, save_colors_and_sizes, shirt

pytestmark = pytest.mark.django_db

GTIN = "4006381333931"


def told() -> list[tuple[str, int]]:
    return db.rows(
        "SELECT name, jsonb_array_length(coalesce(payload->'variant_ids', payload->'product_ids')) FROM outbox_event"
        " WHERE seq > (SELECT max(seq) - 3 FROM outbox_event) ORDER BY seq"
    )


def test_facts_and_texts_are_overwritten_and_a_language_may_go() -> None:
    save_colors_and_sizes()
    key = save(shirt()).products["shirt"]

    saving.change_products(
        [
            ProductChange(
                product_id=key,
                titles={"en": "Flax shirt", "tr": "Keten gömlek", "ru": ""},
                descriptions={"en": "Airy."},
                category="lighting",
                tax_class="reduced",
                is_featured=True,
            )
        ],
        actor=SYSTEM,
    )

    shown = products.product_by_id(key, language="en")
    assert [(t.language, t.title, t.description) for t in shown.texts] == [
        ("en", "Flax shirt", "Airy."),
        ("tr", "Keten gömlek", ""),
    ]
    assert (shown.brand, shown.tax_class, shown.is_featured) == (None, "reduced", True)
    assert [step.code for step in shown.path] == ["home", "lighting"]
    assert [card.handle for card in shelves.product_cards(Shelf(search="flax"), language="en").items] == ["shirt"]


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"titles": {"en": " "}}, InvalidText),
        ({"brand": "gone"}, UnknownBrand),
        ({"product_id": new_id()}, UnknownProduct),
    ],
)
def test_a_faulty_change_is_refused(fault: dict[str, Any], refusal: type[Exception]) -> None:
    key = save(plain_product("MUG-1", title="Mug")).products["mug-1"]
    change = replace(ProductChange(product_id=key, titles={"en": "Cup"}), **fault)

    with pytest.raises(refusal), db.savepoint():
        saving.change_products([change], actor=SYSTEM)

    assert products.product_by_id(key, language="en").title == "Mug"


def test_archiving_tells_of_the_product_and_its_variants_once() -> None:
    key = save(plain_product("MUG-1")).products["mug-1"]

    saving.archive_products([key], actor=SYSTEM)
    saving.archive_products([key], actor=SYSTEM)

    assert told()[-2:] == [
        ("catalog.products_changed", 1),
        ("catalog.variants_changed", 1),
    ]
    assert variants.variants_by_sku(["MUG-1"], language="en")["MUG-1"].is_active is False
    assert db.rows("SELECT count(*) FROM outbox_event") == [(4,)]


def test_a_product_may_come_back() -> None:
    key = save(plain_product("MUG-1")).products["mug-1"]
    saving.archive_products([key], actor=SYSTEM)

    saving.set_status([key], status=ProductStatus.ACTIVE, actor=SYSTEM)

    assert products.product_by_id(key, language="en").status is ProductStatus.ACTIVE


def test_variants_are_added_behind_the_standing_ones() -> None:
    save_colors_and_sizes()
    given = shirt()
    key = save(replace(given, variants=given.variants[:2])).products["shirt"]

    varying.add_variants(key, given.variants[2:], actor=SYSTEM)

    rows = products.product_by_id(key, language="en").variants
    assert [row.sku for row in rows] == [variant.sku for variant in given.variants]


ADDED = [
    (VariantInput(sku="SHIRT-RED-S", options={"color": "blue", "size": "l"}), SkuTaken),
    (VariantInput(sku="NEW", options={"color": "red", "size": "s"}), VariantsAlike),
    (VariantInput(sku="NEW", options={"color": "red"}), OptionsDiffer),
    (VariantInput(sku="NEW", gtin=GTIN, options={"color": "blue", "size": "l"}), GtinTaken),
]


@pytest.mark.parametrize(("variant", "refusal"), ADDED)
def test_a_variant_that_clashes_is_not_added(variant: VariantInput, refusal: type[Exception]) -> None:
    save_colors_and_sizes()
    given = shirt()
    key = save(replace(given, variants=given.variants[:2])).products["shirt"]
    save(replace(plain_product("OTHER"), variants=(VariantInput(sku="OTHER", gtin=GTIN),)))

    with pytest.raises(refusal), db.savepoint():
        varying.add_variants(key, [variant], actor=SYSTEM)

    assert len(products.product_by_id(key, language="en").variants) == 2


def test_variants_of_an_unknown_product_are_not_added() -> None:
    with pytest.raises(UnknownProduct), db.savepoint():
        varying.add_variants(new_id(), [VariantInput(sku="A")], actor=SYSTEM)


def test_a_variant_gets_a_gtin_a_weight_and_a_status() -> None:
    key = save(plain_product("MUG-1")).variants["MUG-1"]
    change = VariantChange(variant_id=key, gtin=GTIN, weight_grams=250, status=VariantStatus.ARCHIVED)

    varying.change_variants([change], actor=SYSTEM)
    varying.change_variants([change], actor=SYSTEM)

    row = variants.variants_by_gtin([GTIN], language="en")[GTIN]
    assert (row.sku, row.weight_grams, row.is_active) == ("MUG-1", 250, False)
    assert db.rows("SELECT count(*) FROM outbox_event") == [(3,)]


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [({"variant_id": new_id()}, UnknownVariant), ({"gtin": GTIN}, GtinTaken), ({"weight_grams": -1}, InvalidWeight)],
)
def test_a_faulty_change_of_a_variant_is_refused(fault: dict[str, Any], refusal: type[Exception]) -> None:
    save(replace(plain_product("OTHER"), variants=(VariantInput(sku="OTHER", gtin=GTIN),)))
    key = save(plain_product("MUG-1")).variants["MUG-1"]
    change = VariantChange(variant_id=key, gtin=None, weight_grams=0, status=VariantStatus.ACTIVE)

    with pytest.raises(refusal), db.savepoint():
        varying.change_variants([replace(change, **fault)], actor=SYSTEM)

    assert variants.variants([key], language="en")[key].gtin is None


def test_a_variant_may_not_come_back_beside_its_equal() -> None:
    archived = VariantInput(sku="OLD", status=VariantStatus.ARCHIVED)
    key = save(replace(plain_product("MUG-1"), variants=(archived, VariantInput(sku="MUG-1")))).variants["OLD"]

    back = VariantChange(variant_id=key, gtin=None, weight_grams=0, status=VariantStatus.ACTIVE)
    with pytest.raises(VariantsAlike), db.savepoint():
        varying.change_variants([back], actor=SYSTEM)

    assert variants.variants([key], language="en")[key].is_active is False
