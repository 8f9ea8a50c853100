"""Favorites and what is saved for later: kept for a browser, joined on signing in, never lost, never another's."""

from __future__ import annotations

from django.test import Client

from tests import makers
from tests.surfaces.storefront.shopping import Shop, body_of, text_of, titles_of
from tests.surfaces.storefront.test_baton import sign_in
from tests.surfaces.storefront.test_cart import change

SKU, BLUE = "SHIRT-RED-S", "SHIRT-BLUE-L"


def product_word(client: Client) -> str:
    page = body_of(client.get("/p/shirt"))
    return page.split('name="product" value="')[1].split('"')[0]


def like(client: Client, word: str, liked: str = "yes") -> str:
    answer = client.post("/favorites/mark", {"product": word, "liked": liked})
    assert answer.status_code == 302
    return answer["Location"]


def test_a_favorite_is_marked_shown_and_taken_back(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=1)
    word = product_word(client)

    assert [like(client, word) for _ in range(2)] == ["/p/shirt", "/p/shirt"]
    marked = (titles_of(client.get("/favorites")), 'aria-pressed="true"' in body_of(client.get("/p/shirt")))
    like(client, word, "no")

    assert marked == (["Linen shirt"], True)
    assert "No favorites yet" in text_of(client.get("/favorites"))
    assert 'aria-pressed="false"' in body_of(client.get("/p/shirt"))


def test_favorites_follow_the_customer_and_nobody_else(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=1)
    like(client, product_word(client))
    sign_in(client)
    phone = Client()
    phone.post("/account/sign-in", {"email": "ayse@mail.example", "password": "three blue kettles"})

    assert titles_of(phone.get("/favorites")) == ["Linen shirt"]
    assert titles_of(Client().get("/favorites")) == []
    client.post("/account/sign-out")
    assert titles_of(client.get("/favorites")) == []


def test_what_is_no_product_is_not_marked(shop: Shop, client: Client) -> None:
    for word in ("", "prd_nonsense", shop.word(SKU), "prd_" + "0" * 26):
        assert client.post("/favorites/mark", {"product": word}).status_code == 404, word


def test_a_mark_leads_nowhere_else(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=1)
    word = product_word(client)

    answer = client.post("/favorites/mark", {"product": word, "next": "https://evil.example/"})

    assert answer["Location"] == "/p/shirt"


def test_a_line_is_saved_for_later_and_put_back(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU, 2)

    client.post("/cart/later", {"variant": shop.word(SKU)})
    saved = text_of(client.get("/cart"))
    for _ in range(2):
        client.post("/cart/later/back", {"variant": shop.word(SKU)})
    back = text_of(client.get("/cart"))

    assert "Your basket is empty" in saved
    assert "Saved for later Linen shirt Red / S · 2 items" in saved
    assert "2 items ₺800.00" in back
    assert "Saved for later Linen shirt" not in back.split("Go on somewhere else")[1]


def test_a_saved_line_tells_what_changed(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU)
    client.post("/cart/later", {"variant": shop.word(SKU)})
    makers.make_price(shop.variants[SKU], 45_000)
    shop.take_away(SKU, 5)

    text = text_of(client.get("/cart"))

    assert "The price changed from ₺400.00 to ₺450.00." in text
    assert "Sold out at the moment" in text


def test_saved_lines_join_and_are_dropped(shop: Shop, client: Client) -> None:
    for sku in (SKU, BLUE):
        shop.stock(sku, warehouse=5)
    sign_in(client)
    shop.put_in(client, SKU, 3)
    client.post("/cart/later", {"variant": shop.word(SKU)})
    phone = Client()
    for sku in (SKU, BLUE):
        shop.put_in(phone, sku)
        phone.post("/cart/later", {"variant": shop.word(sku)})
    phone.post("/account/sign-in", {"email": "ayse@mail.example", "password": "three blue kettles"})

    joined = text_of(client.get("/cart"))
    client.post("/cart/later/drop", {"variant": shop.word(BLUE)})

    assert "Linen shirt Red / S · 3 items" in joined
    assert "Linen shirt Blue / L · 1 item" in joined
    assert "Blue / L" not in text_of(phone.get("/cart"))


def test_nonsense_saves_and_returns_nothing(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU)
    for address in ("/cart/later", "/cart/later/back", "/cart/later/drop"):
        for word in ("", "var_nonsense", shop.word(BLUE), "prd_" + "0" * 26):
            assert client.post(address, {"variant": word})["Location"] == "/cart", (address, word)

    assert "1 item ₺400.00" in text_of(client.get("/cart"))


def test_signing_in_loses_no_line_and_doubles_none(shop: Shop, client: Client) -> None:
    for sku in (SKU, BLUE):
        shop.stock(sku, warehouse=9)
    sign_in(client)
    shop.put_in(client, SKU, 2)
    phone = Client()
    shop.put_in(phone, SKU)
    shop.put_in(phone, BLUE)
    for _ in range(2):
        phone.post("/account/sign-in", {"email": "ayse@mail.example", "password": "three blue kettles"})

    text = text_of(phone.get("/cart"))

    assert "2 products you had put in elsewhere were added to your basket." in text
    assert "4 items ₺1,600.00" in text
    assert "4 items ₺1,600.00" in text_of(client.get("/cart"))
    change(shop, client, 1)
    assert "2 items ₺800.00" in text_of(phone.get("/cart"))
