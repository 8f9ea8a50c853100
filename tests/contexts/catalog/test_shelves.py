"""Product cards, facets, the category tree and one product in full."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.catalog.queries import categories, facets, products, shelves, variants
from arasta.contexts.catalog.services import options, taxonomy
from arasta.contexts.catalog.services import products as saving
from arasta.contexts.catalog.types import CardSort, ProductStatus, Shelf, VariantStatus
from arasta.contexts.catalog.types.inputs import CategoryInput, OptionInput, ValueInput, VariantInput
from arasta.contexts.catalog.types.refusals import CategoryLoop, UnknownCategory, UnknownProduct
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import Invalid
from arasta.kernel.ids import new_id
from arasta.kernel.pages import encode_cursor
from tests.makers_catalog import plain_product, save, save_colors_and_sizes, shirt
from tests.statements import counted

pytestmark = pytest.mark.django_db

CARDS_OPTIONS_PICTURES = 3


def handles(shelf: Shelf, **more: object) -> list[str]:
    page = shelves.product_cards(shelf, language="en", **more)  # type: ignore[arg-type]
    return [card.handle for card in page.items]


def fill() -> None:
    save_colors_and_sizes()
    lamp = replace(plain_product("LAMP-1", title="Zebra lamp"), category="lighting", brand="lale", is_featured=True)
    red_only = replace(
        shirt("tee", titles={"en": "Ahoy tee"}),
        brand="lale",
        options=("color",),
        variants=(VariantInput(sku="TEE-RED", options={"color": "red"}),),
        media=(),
    )
    save(lamp, shirt(), red_only)


def test_a_card_shows_what_is_sold() -> None:
    fill()
    saved = save(replace(shirt(), variants=(replace(shirt().variants[0], status=VariantStatus.ARCHIVED),)))

    (card,) = shelves.product_cards(Shelf(search="linen"), language="ru").items

    assert (card.handle, card.title, card.brand, card.category) == ("shirt", "Льняная рубашка", "Kervan", "Clothing")
    assert (card.picture, card.swatches) == ("/static/demo/shirt.webp", ("#c0392b", "#1d4e89"))
    assert len(card.variant_ids) == 3
    assert saved.variants["SHIRT-RED-S"] not in card.variant_ids


def test_drafts_archived_products_and_those_without_active_variants_are_not_shown() -> None:
    fill()
    save(
        replace(plain_product("DRAFT-1"), status=ProductStatus.DRAFT),
        replace(plain_product("EMPTY-1"), variants=()),
        replace(plain_product("GONE-1"), variants=(VariantInput(sku="GONE-1", status=VariantStatus.ARCHIVED),)),
    )
    saving.archive_products([products.product("tee", language="en").id], actor=SYSTEM)

    assert handles(Shelf()) == ["shirt", "lamp-1"]


@pytest.mark.parametrize(
    ("shelf", "expected"),
    [
        (Shelf(category="home"), ["lamp-1"]),
        (Shelf(category="clothing"), ["tee", "shirt"]),
        (Shelf(category="nowhere"), []),
        (Shelf(brand="lale"), ["tee", "lamp-1"]),
        (Shelf(featured=True), ["lamp-1"]),
        (Shelf(featured=False), ["tee", "shirt"]),
        (Shelf(option_values=(("color", "blue"),)), ["shirt"]),
        (Shelf(option_values=(("color", "blue"), ("color", "red"))), ["tee", "shirt"]),
        (Shelf(option_values=(("color", "red"), ("size", "l"))), ["shirt"]),
        (Shelf(option_values=(("color", "mauve"),)), []),
    ],
)
def test_a_shelf_narrows(shelf: Shelf, expected: list[str]) -> None:
    fill()

    assert handles(shelf) == expected


def test_two_options_must_meet_in_one_variant() -> None:
    save_colors_and_sizes()
    given = shirt()
    save(replace(given, variants=(given.variants[0], given.variants[3])))

    assert handles(Shelf(option_values=(("color", "red"), ("size", "l")))) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (CardSort.NEWEST, ["tee", "shirt", "lamp-1"]),
        (CardSort.FEATURED, ["lamp-1", "tee", "shirt"]),
        (CardSort.TITLE, ["tee", "shirt", "lamp-1"]),
    ],
)
def test_cards_are_sorted_and_paged(sort: CardSort, expected: list[str]) -> None:
    fill()
    seen, cursor = [], None

    for _ in range(3):
        page = shelves.product_cards(Shelf(), language="en", sort=sort, cursor=cursor, limit=1)
        seen += [card.handle for card in page.items]
        cursor = page.next_cursor

    assert (seen, cursor) == (expected, None)


@pytest.mark.parametrize("sort", [CardSort.RELEVANCE, CardSort.TITLE])
@pytest.mark.parametrize(
    "shelf",
    [
        Shelf(),
        Shelf(search="shirt"),
        Shelf(search="shrit", category="clothing"),
        Shelf(search="nothing like it"),
        Shelf(search="linen", brand="lale", option_values=(("color", "red"),)),
        Shelf(option_values=(("color", "red"), ("size", "s"))),
    ],
)
def test_a_front_is_the_first_cards_and_the_facets_in_three_statements(shelf: Shelf, sort: CardSort) -> None:
    fill()

    fronts = [shelves.front(shelf, language="tr", sort=sort, limit=limit) for limit in (1, 24)]
    with CaptureQueriesContext(connection) as caught:
        shelves.front(shelf, language="tr", sort=sort)

    cards = [shelves.product_cards(shelf, language="tr", sort=sort, limit=limit) for limit in (1, 24)]
    assert fronts == [(page, facets.facets(shelf, language="tr")) for page in cards]
    assert counted(caught) == CARDS_OPTIONS_PICTURES


@pytest.mark.parametrize("cursor", ["nonsense", encode_cursor(1), encode_cursor(1, 2, 3), encode_cursor("a", "b", "c")])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        shelves.product_cards(Shelf(), language="en", cursor=cursor)


@pytest.mark.parametrize("count", [1, 100])
def test_a_page_of_cards_takes_three_statements(count: int) -> None:
    save_colors_and_sizes()
    save(*(shirt(f"shirt-{number}") for number in range(count)))

    with CaptureQueriesContext(connection) as caught:
        page = shelves.product_cards(Shelf(), language="en", limit=count)

    assert (len(page.items), counted(caught)) == (count, 3)


@pytest.mark.parametrize("count", [1, 100])
def test_variants_take_three_statements(count: int) -> None:
    save_colors_and_sizes()
    saved = save(*(shirt(f"shirt-{number}") for number in range(count)))

    with CaptureQueriesContext(connection) as caught:
        rows = variants.variants(saved.variants.values(), language="tr")

    assert (len(rows), counted(caught)) == (4 * count, 3)


def test_facets_count_what_each_further_choice_would_leave() -> None:
    fill()

    found = facets.facets(Shelf(brand="lale", option_values=(("color", "red"),)), language="tr")

    assert found.total == 1
    assert [(v.code, v.name, v.count, v.is_chosen) for v in found.categories] == [("clothing", "Giyim", 1, False)]
    assert [(v.code, v.count, v.is_chosen) for v in found.brands] == [("kervan", 1, False), ("lale", 1, True)]
    assert [(f.code, f.name) for f in found.options] == [("color", "Renk")]
    assert [(v.code, v.name, v.count, v.is_chosen) for v in found.options[0].values] == [("red", "Kırmızı", 1, True)]


def test_a_facets_own_choice_does_not_narrow_it() -> None:
    fill()

    found = facets.facets(Shelf(option_values=(("color", "blue"),)), language="en")

    assert found.total == 1
    assert {f.code: [(v.code, v.count) for v in f.values] for f in found.options} == {
        "color": [("red", 2), ("blue", 1)],
        "size": [("s", 1), ("l", 1)],
    }


def test_the_tree_counts_what_lies_below() -> None:
    fill()

    tree = categories.category_tree(language="tr")

    assert [(node.code, node.name, node.products) for node in tree] == [("home", "Ev", 1), ("clothing", "Giyim", 2)]
    assert [(node.code, node.name) for node in tree[0].children] == [("lighting", "Aydınlatma")]


def test_a_loop_in_the_tree_and_an_unknown_parent_are_refused() -> None:
    save_colors_and_sizes()

    with pytest.raises(CategoryLoop), db.savepoint():
        taxonomy.save_categories([CategoryInput(code="home", names={"en": "Home"}, parent="lighting")])
    with pytest.raises(UnknownCategory), db.savepoint():
        taxonomy.save_categories([CategoryInput(code="attic", names={"en": "Attic"}, parent="cellar")])

    assert [node.code for node in categories.category_tree(language="en")] == ["home", "clothing"]


def test_a_product_in_full() -> None:
    fill()

    shown = products.product("shirt", language="tr")

    assert (shown.title, shown.description) == ("Keten gömlek", "Yazın serin tutar.")
    assert (shown.status, shown.brand and shown.brand.name) == (ProductStatus.ACTIVE, "Kervan")
    assert [step.name for step in shown.path] == ["Giyim"]
    assert [text.language for text in shown.texts] == ["en", "ru", "tr"]
    assert [(option.name, [value.name for value in option.values]) for option in shown.options] == [
        ("Renk", ["Kırmızı", "Mavi"]),
        ("Beden", ["S", "L"]),
    ]
    assert [row.sku for row in shown.variants] == ["SHIRT-RED-S", "SHIRT-RED-L", "SHIRT-BLUE-S", "SHIRT-BLUE-L"]
    assert [(picture.url, picture.alt, picture.value) for picture in shown.media] == [
        ("/static/demo/shirt.webp", "A shirt on a hook", None),
        ("/static/demo/shirt-blue.webp", "", ("color", "blue")),
    ]
    assert products.product_by_id(shown.id, language="tr") == shown


def test_a_missing_language_falls_back_to_english_then_to_any() -> None:
    fill()
    save(replace(plain_product("TR-1"), titles={"tr": "Yalnız Türkçe"}))

    titles = [products.product(handle, language="ru").title for handle in ("shirt", "tee", "tr-1")]

    assert titles == ["Льняная рубашка", "Ahoy tee", "Yalnız Türkçe"]
    assert products.product("shirt", language="ru").description == ""


@pytest.mark.parametrize("count", [1, 50])
def test_a_product_takes_five_statements(count: int) -> None:
    save_colors_and_sizes()
    sizes = [f"v{number}" for number in range(count)]

    many = OptionInput(
        code="many", names={"en": "Many"}, values=tuple(ValueInput(code=s, names={"en": s}) for s in sizes)
    )
    options.save_options([many])
    save(replace(plain_product("A"), variants=tuple(VariantInput(sku=s, options={"many": s}) for s in sizes)))

    with CaptureQueriesContext(connection) as caught:
        shown = products.product("a", language="en")

    assert (len(shown.variants), counted(caught)) == (count, 5)


def test_an_unknown_product_is_missing() -> None:
    with pytest.raises(UnknownProduct):
        products.product("nothing", language="en")
    with pytest.raises(UnknownProduct):
        products.product_by_id(new_id(), language="en")


def test_the_back_office_filters_by_category_and_status() -> None:
    fill()
    save(replace(plain_product("DRAFT-1"), status=ProductStatus.DRAFT))

    drafts = products.products_page(language="en", status=ProductStatus.DRAFT)
    home = products.products_page(language="en", category="home")
    first = products.products_page(language="en", limit=3)
    second = products.products_page(language="en", limit=3, cursor=first.next_cursor)

    assert [line.handle for line in drafts.items] == ["draft-1"]
    assert [(line.handle, line.variants, line.brand) for line in home.items] == [("lamp-1", 1, "Lale")]
    assert [line.handle for line in [*first.items, *second.items]] == ["draft-1", "tee", "shirt", "lamp-1"]
    assert (first.total, second.next_cursor) == (4, None)


@pytest.mark.parametrize("count", [1, 100])
def test_the_back_offices_list_takes_two_statements(count: int) -> None:
    save(*(plain_product(f"P-{number}") for number in range(count)))

    with CaptureQueriesContext(connection) as caught:
        page = products.products_page(language="en", limit=100)

    assert (len(page.items), counted(caught)) == (count, 2)
