"""Home, shelves, facets, orders of products, search."""

from __future__ import annotations

from django.test import Client

from arasta.contexts.catalog.types import ProductStatus
from arasta.contexts.catalog.types.inputs import ProductInput, VariantInput
from tests.makers_catalog import save
from tests.surfaces.storefront.shopping import Shop, add_product, body_of, text_of, titles_of


def test_home_shows_what_is_chosen_what_is_new_and_the_stores(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", warehouse=5)
    add_product(shop, "LAMP", 90_000, category="lighting", is_featured=True)
    shop.stock("LAMP", warehouse=1)

    page = client.get("/")

    assert page.status_code == 200
    assert titles_of(page) == ["Thing LAMP", "Thing LAMP", "Linen shirt"]
    assert "Kervan Kadıköy Kadıköy · Mon–Sat 10–21" in text_of(page)
    assert 'href="/c/clothing">Clothing</a>' in body_of(page)


def test_an_empty_shop_says_so(shop: Shop, client: Client) -> None:
    from arasta.contexts.catalog.queries.products import product
    from arasta.contexts.catalog.services.products import archive_products
    from arasta.kernel.access import SYSTEM

    archive_products([product("shirt", language="en").id], actor=SYSTEM)

    assert "The shelves are still empty" in text_of(client.get("/"))
    assert "This shelf is empty for now" in text_of(client.get("/c/clothing"))


def test_a_shelf_shows_a_category_with_all_below_it(shop: Shop, client: Client) -> None:
    add_product(shop, "LAMP", 90_000, category="lighting")

    home, lighting, clothing = client.get("/c/home"), client.get("/c/lighting"), client.get("/c/clothing")

    assert titles_of(home) == titles_of(lighting) == ["Thing LAMP"]
    assert titles_of(clothing) == ["Linen shirt"]
    assert text_of(lighting).startswith("Shop Home Lighting")
    assert client.get("/c/nowhere").status_code == 404


def test_facets_narrow_by_option_brand_and_stock(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", warehouse=1)
    add_product(shop, "HAT", 20_000, category="clothing", brand="lale")

    def shown(query: str) -> list[str]:
        return titles_of(client.get(f"/c/clothing?{query}"))

    assert shown("") == ["Thing HAT", "Linen shirt"]
    assert shown("option=color:red") == ["Linen shirt"]
    assert shown("option=color:red&option=color:blue&option=size:l") == ["Linen shirt"]
    assert shown("brand=lale") == ["Thing HAT"]
    assert shown("stock=1") == ["Linen shirt"]
    assert shown("brand=lale&stock=1") == []
    assert "Nothing fits all of that" in text_of(client.get("/c/clothing?brand=lale&stock=1"))


def test_a_facet_counts_what_each_choice_would_leave(shop: Shop, client: Client) -> None:
    add_product(shop, "HAT", 20_000, category="clothing", brand="lale")

    text = text_of(client.get("/c/clothing"))

    assert "Color Red 1 Blue 1 Size S 1 L 1 Brand All brands Kervan 1 Lale 1" in text


def test_products_are_sorted_by_price_both_ways(shop: Shop, client: Client) -> None:
    add_product(shop, "CHEAP", 100)
    add_product(shop, "DEAR", 900_000)

    assert titles_of(client.get("/new?sort=cheapest")) == ["Thing CHEAP", "Linen shirt", "Thing DEAR"]
    assert titles_of(client.get("/new?sort=dearest")) == ["Thing DEAR", "Linen shirt", "Thing CHEAP"]
    assert titles_of(client.get("/new?sort=title")) == ["Linen shirt", "Thing CHEAP", "Thing DEAR"]


def test_long_shelves_go_on_behind_a_link(shop: Shop, client: Client) -> None:
    for number in range(30):
        add_product(shop, f"T{number:02}", 100 + number)

    for sort in ("newest", "cheapest"):
        first = client.get(f"/new?sort={sort}")
        href = body_of(first).split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        second = client.get(f"/new{href}")

        assert (len(titles_of(first)), len(titles_of(second))) == (24, 7)
        assert not set(titles_of(first)) & set(titles_of(second))
        assert "31 products" in text_of(first)
        assert "Back to the beginning" in text_of(second)
        assert 'rel="next"' not in body_of(second)


def test_nonsense_in_the_address_is_left_out(shop: Shop, client: Client) -> None:
    for query in (
        "after=abc",
        "sort=cheapest&after=abc",
        "sort=%00",
        "brand=%00",
        "option=%00:%00",
        "option=color",
        "q=%00",
    ):
        assert client.get(f"/new?{query}").status_code == 200, query
    assert client.get("/c/%00").status_code == 404
    assert client.get("/p/%00").status_code == 404


def test_search_finds_in_every_language_and_says_when_it_finds_nothing(shop: Shop, client: Client) -> None:
    for words in ("shirt", "gömlek", "рубашка"):
        page = client.get("/search", {"q": words})
        assert titles_of(page) == ["Linen shirt"], words
        assert f"Results for “{words}”" in text_of(page)

    assert "We found nothing" in text_of(client.get("/search", {"q": "submarine"}))
    assert "What are you looking for?" in text_of(client.get("/search"))


def test_what_is_sought_comes_back_escaped(shop: Shop, client: Client) -> None:
    page = body_of(client.get("/search", {"q": '"><script>alert(1)</script>'}))

    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;alert(1)" in page


def test_drafts_and_products_without_a_price_are_not_there(shop: Shop, client: Client) -> None:
    save(
        ProductInput(handle="free", titles={"en": "Free"}, variants=(VariantInput(sku="FREE"),)),
        ProductInput(
            handle="draft", titles={"en": "Draft"}, variants=(VariantInput(sku="D"),), status=ProductStatus.DRAFT
        ),
    )

    assert titles_of(client.get("/new")) == ["Linen shirt"]
    assert [client.get(f"/p/{handle}").status_code for handle in ("free", "draft", "none")] == [404, 404, 404]


def test_a_card_tells_the_range_the_cut_and_that_it_is_gone(shop: Shop, client: Client) -> None:
    from tests import makers

    makers.make_price(shop.variants["SHIRT-BLUE-L"], 45_000)

    card = text_of(client.get("/c/clothing"))

    assert "Sold out Kervan Linen shirt from ₺400.00" in card
