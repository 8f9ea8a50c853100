"""The data of the demo company is whole, in three languages, and its anchors hold."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

import pytest
from stdnum import ean

from arasta.demo.kervan.data import (
    ANCHORS,
    CURRENCIES,
    HERE,
    LANGUAGES,
    MEDIA,
    Company,
    ProductData,
    Texts,
    VariantData,
    load,
)


@pytest.fixture(scope="module")
def company() -> Company:
    return load()


def variants(company: Company) -> Iterator[VariantData]:
    return itertools.chain.from_iterable(product.variants for product in company.products)


def anchor(company: Company, name: str) -> VariantData:
    return next(variant for variant in variants(company) if variant.sku == ANCHORS[name])


def texts(company: Company) -> Iterator[tuple[str, Texts]]:
    for location in company.locations:
        yield from ((location.code, location.name), (location.code, location.opening_hours))
    for category in company.categories:
        yield category.code, category.texts
    for option in company.options:
        yield option.code, option.texts
        yield from ((f"{option.code} {value.code}", value.texts) for value in option.values)
    for product in company.products:
        yield from ((product.handle, product.title), (product.handle, product.description))


def repeated(values: Iterator[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_the_assortment_is_as_large_as_promised(company: Company) -> None:
    assert len(company.products) >= 150
    assert sum(1 for _ in variants(company)) >= 400
    assert [location.code for location in company.locations] == [
        "WH-IST", "KADIKOY", "ANKARA", "IZMIR", "POPUP-BODRUM", "LOCKER-MODA", "POINT-BESIKTAS",
    ]  # fmt: skip
    assert 12 <= sum(product.featured for product in company.products) <= 36


def test_every_product_file_belongs_to_a_top_category(company: Company) -> None:
    tops = {category.code for category in company.categories if category.parent is None}
    assert {path.stem for path in (HERE / "products").iterdir()} == tops


def test_codes_are_unique(company: Company) -> None:
    assert repeated(variant.sku for variant in variants(company)) == []
    assert repeated(variant.gtin for variant in variants(company)) == []
    assert repeated(product.handle for product in company.products) == []
    assert repeated(product.title["en"] for product in company.products) == []
    assert repeated(category.code for category in company.categories) == []
    assert repeated(person.email for person in company.staff) == []
    assert repeated(person.email for person in company.customers) == []


def test_gtins_are_turkish_ean13_with_a_right_check_digit(company: Company) -> None:
    wrong = [
        variant.gtin
        for variant in variants(company)
        if not (ean.is_valid(variant.gtin) and len(variant.gtin) == 13 and variant.gtin.startswith("868"))
    ]
    assert wrong == []


def test_every_text_is_written_in_all_languages(company: Company) -> None:
    missing = [
        (owner, language)
        for owner, text in texts(company)
        for language in LANGUAGES
        if not text.get(language, "").strip()
    ]
    assert missing == []
    assert [owner for owner, text in texts(company) if set(text) != set(LANGUAGES)] == []


def test_russian_descriptions_are_cyrillic_and_descriptions_have_two_sentences(company: Company) -> None:
    for product in company.products:
        russian = product.description["ru"]
        assert sum("\u0430" <= letter <= "\u0451" for letter in russian.lower()) > len(russian) / 2, product.handle
        assert all(text.count(". ") >= 1 and text.endswith(".") for text in product.description.values()), (
            product.handle
        )


def test_every_reference_leads_somewhere(company: Company) -> None:
    brands = {brand.code for brand in company.brands}
    parents = {category.code: category.parent for category in company.categories}
    locations = {location.code for location in company.locations if location.holds_stock}
    assert {parent for parent in parents.values() if parent} <= set(parents)
    assert {product.brand for product in company.products} == brands
    assert {product.category for product in company.products} == {code for code, up in parents.items() if up}
    assert {product.tax_class for product in company.products} == {"standard", "reduced", "food"}
    assert {person.role for person in company.staff} == {"owner", "associate", "picker", "marketer", "agent"}
    assert {person.location for person in company.staff if person.location} == locations
    assert all(set(variant.stock) == locations for variant in variants(company))


def choices(product: ProductData) -> list[tuple[tuple[str, str], ...]]:
    return [tuple(variant.options.items()) for variant in product.variants]


def test_variants_differ_by_known_values_of_their_options(company: Company) -> None:
    known = {option.code: {value.code for value in option.values} for option in company.options}
    used = {(o, value) for product in company.products for row in choices(product) for o, value in row}
    for product in company.products:
        assert len(product.options) <= 2
        assert len(set(choices(product))) == len(product.variants), product.handle
        for row in choices(product):
            assert tuple(option for option, _ in row) == product.options, product.handle
            assert all(value in known[option] for option, value in row), product.handle
    assert used == {(option, value) for option, values in known.items() for value in values}


def test_colored_variants_carry_their_swatch(company: Company) -> None:
    hexes = {value.code: value.hex for option in company.options if option.code == "color" for value in option.values}
    assert all(variant.color == hexes.get(variant.options.get("color", "")) for variant in variants(company))
    assert None not in hexes.values()


def test_pictures_exist_are_small_and_are_rarely_shared(company: Company) -> None:
    used = Counter(picture for product in company.products for picture in product.pictures)
    files = {path.name: path.stat().st_size for path in MEDIA.glob("*.webp")}
    assert all(product.pictures for product in company.products)
    assert set(files) == set(used)
    assert max(used.values()) <= 3
    assert max(files.values()) < 40_000
    assert sum(files.values()) < 5_000_000
    assert "MIT License" in (MEDIA / "LICENSE.txt").read_text(encoding="utf-8")
    assert "@lobehub/fluent-emoji-3d" in (MEDIA / "SOURCE.md").read_text(encoding="utf-8")


def test_prices_are_positive_in_every_currency_and_old_prices_are_higher(company: Company) -> None:
    for variant in variants(company):
        assert set(variant.prices) == set(CURRENCIES), variant.sku
        assert min(variant.prices.values()) > 0, variant.sku
        assert set(variant.compare_at) in (set(), set(CURRENCIES)), variant.sku
        assert all(old > variant.prices[money] for money, old in variant.compare_at.items()), variant.sku
        assert min(variant.stock.values()) >= 0, variant.sku
        assert variant.weight_grams > 0, variant.sku


def test_foreign_prices_follow_the_lira(company: Company) -> None:
    for variant in variants(company):
        lira = variant.prices["TRY"]
        assert abs(lira / 48 - variant.prices["EUR"]) <= 60, variant.sku
        assert abs(lira / 42 - variant.prices["USD"]) <= 60, variant.sku


@pytest.mark.parametrize(
    ("name", "stock"),
    [
        ("last_unit_in_kadikoy", [0, 1, 0, 0, 0]),
        ("three_units_in_kadikoy", [0, 3, 0, 0, 0]),
        ("three_units_split", [2, 1, 0, 0, 0]),
        ("plentiful", [260, 24, 18, 16, 12]),
        ("sold_out_everywhere", [0, 0, 0, 0, 0]),
        ("one_size_left_in_izmir", [0, 0, 0, 1, 0]),
    ],
)
def test_anchors_have_the_stock_demos_rely_on(company: Company, name: str, stock: list[int]) -> None:
    assert list(anchor(company, name).stock.values()) == stock


def test_people_are_reachable_only_at_example_addresses(company: Company) -> None:
    assert all(person.email.endswith("@kervan.example") for person in company.staff)
    assert all(person.email.endswith(".example") for person in company.customers)
    assert {person.language for person in company.customers} == set(LANGUAGES)
    assert all(person.phone.startswith("+") for person in company.customers)


def test_kits_and_preorders_are_made_of_what_there_is(company: Company) -> None:
    known = {variant.sku: variant for variant in variants(company)}
    places = {location.code for location in company.locations}

    for kit in company.kits:
        assert set(known[kit.sku].stock.values()) == {0}, kit.sku
        assert all(units > 0 and known[sku].stock["WH-IST"] for sku, units in kit.components.items()), kit.sku
    for one in company.preorders:
        assert set(known[one.sku].stock.values()) == {0}, one.sku
        assert one.location in places
        assert 0 < one.announced <= one.limit


def test_lots_and_serial_numbers_name_goods_that_lie_somewhere(company: Company) -> None:
    known = {variant.sku: variant for variant in variants(company)}
    components = {sku for kit in company.kits for sku in kit.components}

    for one in company.lots:
        assert known[one.sku].stock["WH-IST"], one.sku
        assert [lot.days for lot in one.lots] == sorted(lot.days for lot in one.lots)
        assert sum(lot.percent for lot in one.lots) < 100
        assert one.lots[0].days < one.stop_days < one.lots[1].days
    for numbered in company.serials:
        assert known[numbered.sku].stock["WH-IST"], numbered.sku
        assert numbered.sku not in components
