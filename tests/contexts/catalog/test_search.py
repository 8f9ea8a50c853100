"""Search: languages, Turkish letters, typing errors, unfinished words, codes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.catalog.queries import products, shelves, variants
from arasta.contexts.catalog.services import options, taxonomy
from arasta.contexts.catalog.types import CardSort, Shelf
from arasta.contexts.catalog.types.inputs import BrandInput, CategoryInput, OptionInput, ValueInput, VariantInput
from tests.makers_catalog import plain_product, save, save_colors_and_sizes, shirt
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def goods(db: None) -> None:
    save_colors_and_sizes()
    lamp = plain_product("LMP-ISIK-01")
    save(
        replace(
            lamp,
            titles={"en": "Dawn lamp", "tr": "Işık lambası", "ru": "Лампа «Рассвет»"},
            descriptions={"en": "Candles are so yesterday.", "tr": "Iğdır'da üretildi."},
            variants=(VariantInput(sku="LMP-ISIK-01", gtin="4006381333931"),),
        ),
        replace(plain_product("CND-01"), titles={"en": "Beeswax candle", "tr": "Balmumu mum", "ru": "Восковая свеча"}),
        shirt(),
    )


def found(text: str, language: str = "tr") -> list[str]:
    page = shelves.product_cards(Shelf(search=text), language=language, sort=CardSort.RELEVANCE)
    return [card.handle for card in page.items]


@pytest.mark.parametrize("text", ["ışık", "IŞIK", "Işık", "isik", "ISIK", "işik", "ışıklar"])
def test_turkish_words_are_found_however_they_are_typed(text: str) -> None:
    assert found(text) == ["lmp-isik-01"]


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("lamp", ["lmp-isik-01"]),
        ("lamps", ["lmp-isik-01"]),
        ("лампы", ["lmp-isik-01"]),
        ("LAMBA", ["lmp-isik-01"]),
        ("candle", ["cnd-01", "lmp-isik-01"]),
        ("gömlekler", ["shirt"]),
        ("рубашки", ["shirt"]),
        ("kervan", ["shirt"]),
        ("kırmızı gömlek", ["shirt"]),
        ("red shirt", ["shirt"]),
        ("purple sofa", []),
        ("clothing", ["shirt"]),
        ("ığdır", ["lmp-isik-01"]),
    ],
)
def test_words_of_every_language_find_titles_brands_values_and_texts(text: str, handles: list[str]) -> None:
    assert found(text, "en") == handles


@pytest.mark.parametrize("text", ["lin", "göml", "kete", "льня"])
def test_the_last_word_may_be_unfinished(text: str) -> None:
    assert found(text) == ["shirt"]


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("lambsai", "lmp-isik-01"),
        ("candel", "cnd-01"),
        ("beezwax", "cnd-01"),
        ("gomlk", "shirt"),
        ("lambs", "lmp-isik-01"),
    ],
)
def test_a_typing_error_is_forgiven(typed: str, handle: str) -> None:
    assert found(typed) == [handle]


@pytest.mark.parametrize(
    ("typed", "handles"), [("шарв", ["scarf"]), ("kitab", ["book"]), ("клат", ["bag"]), ("шарм", [])]
)
def test_a_last_letter_that_sounds_alike_is_forgiven_and_no_other(typed: str, handles: list[str]) -> None:
    titles = {"scarf": "Шарф", "book": "Kitap", "bag": "Клад"}
    save(*(replace(plain_product(key), titles={"en": key, "tr": title, "ru": title}) for key, title in titles.items()))
    assert found(typed) == handles


def test_what_lies_on_a_shelf_of_that_name_stands_first() -> None:
    taxonomy.save_categories(
        [
            CategoryInput(code="coffee", names={"en": "Tea and coffee", "tr": "Çay ve kahve"}),
            CategoryInput(code="decor", names={"en": "Decor", "tr": "Dekor"}),
        ]
    )
    save(
        replace(plain_product("BEANS"), titles={"en": "Morning beans", "tr": "Sabah kahvesi"}, category="coffee"),
        replace(plain_product("CHAIR"), titles={"en": "Kahve chair", "tr": "Kahve sandalyesi"}, category="decor"),
        replace(plain_product("TEA"), titles={"en": "Black tea", "tr": "Siyah çay"}, category="coffee"),
    )
    assert found("kahve") == ["beans", "chair", "tea"]


def test_a_title_without_a_space_hinders_no_search() -> None:
    save(replace(plain_product("LONG"), titles={"en": "candl" * 60}))
    assert found("candel") == ["cnd-01"]


@pytest.mark.parametrize("text", ["!!!", "xyzzy", "'", "q:*&|!()", "\x00", "%", "-"])
def test_nonsense_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert [found(text), variants.find_variants(text, language="en")] == [[], []] or text.strip("\x00") == ""


def test_an_empty_search_shows_everything() -> None:
    assert found("  ") == ["shirt", "cnd-01", "lmp-isik-01"]


def test_a_renamed_brand_is_found_by_its_new_name_only() -> None:
    taxonomy.save_brands([BrandInput(code="kervan", name="Anatolia")])

    assert [found("anatolia"), found("kervan")] == [["shirt"], []]


def test_a_renamed_value_is_found_by_its_new_name() -> None:
    crimson = ValueInput(code="red", names={"en": "Crimson"})
    options.save_options([OptionInput(code="color", names={"en": "Color"}, values=(crimson,))])

    assert found("crimson") == ["shirt"]


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("4006381333931", ["LMP-ISIK-01"]),
        ("lmp-isik-01", ["LMP-ISIK-01"]),
        ("shirt-re", ["SHIRT-RED-S", "SHIRT-RED-L"]),
        ("SHIRT-BLUE-L", ["SHIRT-BLUE-L"]),
        ("keten", ["SHIRT-RED-S", "SHIRT-RED-L", "SHIRT-BLUE-S", "SHIRT-BLUE-L"]),
        ("mum", ["CND-01"]),
    ],
)
def test_the_till_finds_by_code_and_by_words(text: str, skus: list[str]) -> None:
    rows = variants.find_variants(text, language="tr")

    assert [row.sku for row in rows][: len(skus) or None] == skus


def test_the_till_shows_no_more_than_it_is_asked_for() -> None:
    assert len(variants.find_variants("keten", language="tr", limit=2)) == 2


def test_the_back_office_finds_products_by_sku_gtin_and_words() -> None:
    asked = ["4006381333931", "shirt-re", "candle", "nothing-at-all"]

    pages = [products.products_page(language="en", text=text) for text in asked]

    assert [[line.handle for line in page.items] for page in pages] == [
        ["lmp-isik-01"],
        ["shirt"],
        ["cnd-01", "lmp-isik-01"],
        [],
    ]


def test_a_search_takes_no_statement_more() -> None:
    with CaptureQueriesContext(connection) as caught:
        assert found("keten") == ["shirt"]

    assert counted(caught) == 3


NAMES = {
    "moon-lamp": ({"en": "Ay moon lamp", "tr": "Ay gece lambası", "ru": "Ночник «Ай»"}, {"en": "It glows."}),
    "bulb": (
        {"en": "Tel filament bulb", "tr": "Tel filaman ampul", "ru": "Филаментная лампа «Тель»"},
        {"en": "A lamp needs a bulb. This bulb fits every lamp, old lamp or new lamp."},
    ),
    "lampshade": ({"en": "Lampshade", "tr": "Abajur", "ru": "Абажур"}, {}),
    "cookies": (
        {"en": "Tahini cookies", "tr": "Tahinli kurabiye", "ru": "Печенье с тахини"},
        {"en": "Baked on a tray.", "tr": "Taze hâlinde gelir."},
    ),
    "tray": ({"en": "Copper serving tray", "tr": "Bakır servis tepsisi", "ru": "Медный поднос"}, {}),
    "padlock": ({"en": "Emanet padlock", "tr": "Emanet asma kilit", "ru": "Навесной замок"}, {}),
    "jar": ({"en": "Kiler storage jar", "tr": "Kiler kavanozu", "ru": "Банка «Килер»"}, {}),
    "pail": ({"en": "Garden pail", "tr": "Bahçe kovası", "ru": "Садовое ведро «Йонджа»"}, {}),
    "carpet": ({"en": "Milas carpet", "tr": "Milas halısı", "ru": "Ковёр «Милас»"}, {"en": "A rug, not a kilim."}),
}


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("lamp", ["moon-lamp", "lmp-isik-01", "lampshade", "bulb"]),
        ("lamba", ["moon-lamp", "lmp-isik-01"]),
        ("лампа", ["bulb", "lmp-isik-01"]),
        ("tray", ["tray", "cookies"]),
        ("tepsi", ["tray"]),
        ("поднос", ["tray"]),
        ("kilim", ["carpet"]),
        ("килим", []),
        ("ковёр", ["carpet"]),
        ("ковер", ["carpet"]),
        ("halı", ["carpet"]),
        ("hal", ["carpet"]),
        ("kilir", ["jar"]),
        ("kilti", ["padlock"]),
    ],
)
def test_what_is_called_so_stands_first_and_what_only_mentions_it_last(text: str, handles: list[str]) -> None:
    save(
        *(replace(plain_product(handle), titles=titles, descriptions=told) for handle, (titles, told) in NAMES.items())
    )

    assert found(text, "en") == handles
