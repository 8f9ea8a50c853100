"""Saving products: whole trees, by handle and SKU, with a fixed number of statements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantStatus
from arasta.contexts.catalog.types.inputs import VariantInput
from arasta.contexts.catalog.types.refusals import (
    GivenTwice,
    GtinTaken,
    InvalidCode,
    InvalidGtin,
    InvalidSku,
    InvalidText,
    OptionsDiffer,
    SkuTaken,
    UnknownBrand,
    UnknownCategory,
    UnknownOption,
    UnknownOptionValue,
    VariantsAlike,
)
from arasta.kernel import db
from tests.makers_catalog import plain_product, save, save_colors_and_sizes, shirt
from tests.statements import counted

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, int]]:
    return db.rows(
        "SELECT name, jsonb_array_length(coalesce(payload->'variant_ids', payload->'product_ids'))"
        " FROM outbox_event ORDER BY seq"
    )


def test_a_product_is_saved_with_variants_texts_and_pictures() -> None:
    save_colors_and_sizes()

    saved = save(shirt())

    rows = variants.variants(saved.variants.values(), language="tr")
    blue = rows[saved.variants["SHIRT-BLUE-L"]]
    assert (blue.title, blue.handle, blue.brand, blue.tax_class) == ("Keten gömlek", "shirt", "Kervan", "standard")
    assert blue.options == (("Renk", "Mavi"), ("Beden", "L"))
    assert blue.option_codes == (("color", "blue"), ("size", "l"))
    assert (blue.options_text, blue.swatch, blue.weight_grams, blue.is_active) == ("Mavi / L", "#1d4e89", 180, True)
    assert blue.picture == "/static/demo/shirt-blue.webp"
    assert rows[saved.variants["SHIRT-RED-S"]].picture == "/static/demo/shirt.webp"


def test_saving_the_same_twice_changes_nothing_and_tells_nothing() -> None:
    save_colors_and_sizes()
    first = save(shirt())
    told = len(events())

    again = save(shirt())

    assert again == first
    assert told == 2
    assert events() == [("catalog.products_changed", 1), ("catalog.variants_changed", 4)]


def test_only_what_changed_is_told() -> None:
    save_colors_and_sizes()
    given = shirt()
    save(given)

    heavier = replace(given.variants[0], weight_grams=200)
    save(replace(given, variants=(heavier, *given.variants[1:])))

    assert events()[2:] == [("catalog.variants_changed", 1)]


@pytest.mark.parametrize("count", [1, 100])
def test_the_number_of_statements_is_fixed(count: int) -> None:
    save_colors_and_sizes()

    with CaptureQueriesContext(connection) as caught:
        save(*(shirt(f"shirt-{number}") for number in range(count)))

    assert counted(caught) == 21


def test_two_variants_may_trade_their_options() -> None:
    save_colors_and_sizes()
    given = shirt()
    save(given)
    red_s, red_l, *rest = given.variants

    traded = (replace(red_s, options=red_l.options), replace(red_l, options=red_s.options), *rest)
    saved = save(replace(given, variants=traded))

    rows = variants.variants_by_sku(["SHIRT-RED-S"], language="en")
    assert rows["SHIRT-RED-S"].id == saved.variants["SHIRT-RED-S"]
    assert rows["SHIRT-RED-S"].options_text == "Red / L"


REFUSED = [
    ({"handle": "Not A Handle"}, InvalidCode),
    ({"titles": {"en": "  "}}, InvalidText),
    ({"titles": {"en": "x" * 301}}, InvalidText),
    ({"titles": {"en": "nul\x00"}}, InvalidText),
    ({"category": "nowhere"}, UnknownCategory),
    ({"brand": "nobody"}, UnknownBrand),
    ({"variants": (VariantInput(sku="HAS SPACE"),)}, InvalidSku),
    ({"variants": (VariantInput(sku=""),)}, InvalidSku),
    ({"variants": (VariantInput(sku="A", gtin="8690000000001"),)}, InvalidGtin),
    ({"variants": (VariantInput(sku="A"), VariantInput(sku="A"))}, GivenTwice),
    ({"variants": (VariantInput(sku="A"), VariantInput(sku="B"))}, VariantsAlike),
    ({"variants": (VariantInput(sku="A", options={"taste": "sweet"}),)}, UnknownOption),
    ({"variants": (VariantInput(sku="A", options={"color": "green"}),)}, UnknownOptionValue),
    ({"variants": (VariantInput(sku="A", options={"color": "red"}), VariantInput(sku="B"))}, OptionsDiffer),
]


@pytest.mark.parametrize(("fault", "refusal"), REFUSED)
def test_a_fault_is_refused_and_nothing_is_saved(fault: dict[str, Any], refusal: type[Exception]) -> None:
    save_colors_and_sizes()

    with pytest.raises(refusal), db.savepoint():
        save(plain_product("GOOD-1"), replace(plain_product("FAULTY-1"), **fault))

    assert variants.variant_ids_by_sku(["GOOD-1", "FAULTY-1", "A"]) == {}


def test_a_sku_belongs_to_one_product() -> None:
    save(plain_product("MUG-1"))

    with pytest.raises(SkuTaken) as refused, db.savepoint():
        save(replace(plain_product("MUG-1"), handle="another-mug"))

    assert refused.value.details == {"sku": "MUG-1", "handle": "mug-1"}


def test_a_gtin_belongs_to_one_variant() -> None:
    mug = plain_product("MUG-1")
    save(replace(mug, variants=(VariantInput(sku="MUG-1", gtin="4006381333931"),)))

    with pytest.raises(GtinTaken), db.savepoint():
        save(replace(plain_product("CUP-1"), variants=(VariantInput(sku="CUP-1", gtin="4006381333931"),)))


def test_a_new_variant_may_not_equal_a_standing_one_but_an_archived_one() -> None:
    save(plain_product("MUG-1"))
    added = replace(plain_product("MUG-1"), variants=(VariantInput(sku="MUG-2"),))

    with pytest.raises(VariantsAlike), db.savepoint():
        save(added)
    save(replace(added, variants=(VariantInput(sku="MUG-1", status=VariantStatus.ARCHIVED), VariantInput(sku="MUG-2"))))

    rows = variants.variants_by_sku(["MUG-1", "MUG-2"], language="en")
    assert {sku: row.is_active for sku, row in rows.items()} == {"MUG-1": False, "MUG-2": True}


def test_pictures_not_given_stay_and_an_empty_list_takes_them_away() -> None:
    save_colors_and_sizes()
    save(shirt())

    save(replace(shirt(), media=None))
    kept = db.rows("SELECT count(*) FROM catalog_media")
    save(replace(shirt(), media=()))

    assert kept == [(2,)]
    assert db.rows("SELECT count(*) FROM catalog_media") == [(0,)]
