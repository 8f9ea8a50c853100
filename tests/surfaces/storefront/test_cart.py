"""The cart: put in, change, take out, changed prices, short stock, whose it is."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.surfaces.storefront.shopping import Shop, add_product, body_of, text_of

SKU = "SHIRT-RED-S"


def change(shop: Shop, client: Client, quantity: int, **more: str) -> str:
    word = shop.word(SKU)
    answer = client.post("/cart/change", {f"quantity-{word}": quantity, f"seen-{word}": 40_000, **more})
    assert answer.status_code == 302
    return answer["Location"]


def test_a_cart_is_filled_changed_and_emptied(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)

    shop.put_in(client, SKU, 2)
    filled = text_of(client.get("/cart"))
    location = change(shop, client, 3)
    changed = text_of(client.get("/cart"))
    client.post("/cart/change", {f"quantity-{shop.word(SKU)}": 3, "remove": shop.word(SKU)})

    assert "Linen shirt Red / S Save for later Linen shirt Remove Linen shirt ₺800.00 ₺400.00 each" in filled
    assert location == "/cart"
    assert "3 items ₺1,200.00 Sum without delivery ₺1,200.00" in changed
    assert "Your basket is empty" in text_of(client.get("/cart"))


def test_putting_in_again_adds_up_and_the_head_counts(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)

    shop.put_in(client, SKU, 2)
    shop.put_in(client, SKU)

    assert "3 items ₺1,200.00" in text_of(client.get("/cart"))
    assert 'aria-label="Basket, 3 items"' in body_of(client.get("/"))


def test_no_more_goes_in_than_there_is(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=2)

    shop.put_in(client, SKU, 5)

    text = text_of(client.get("/cart"))
    assert "There are only 2 of “Linen shirt”." in text
    assert "2 items ₺800.00" in text


def test_what_has_sold_out_stays_out(shop: Shop, client: Client) -> None:
    answer = client.post("/cart/add", {"variant": shop.word(SKU), "next": "/p/shirt"})

    assert answer["Location"] == "/p/shirt"
    assert "“Linen shirt” has just sold out." in text_of(client.get("/p/shirt"))
    assert "Your basket is empty" in text_of(client.get("/cart"))


def test_what_is_no_variant_of_the_shop_is_not_there(shop: Shop, client: Client) -> None:
    for word in ("", "var_nonsense", shop.word(SKU).replace("var", "prd"), "var_" + "0" * 26):
        assert client.post("/cart/add", {"variant": word}).status_code == 404, word


def test_nonsense_quantities_change_nothing(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU, 2)

    for nonsense in ("-1", "abc", "1.5", "٣", "9" * 30):
        client.post("/cart/change", {f"quantity-{shop.word(SKU)}": nonsense})

    assert "2 items" in text_of(client.get("/cart"))


def test_what_cost_nothing_and_what_costs_nothing_now_is_told_in_figures(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    makers.make_price(shop.variants[SKU], 0)
    shop.put_in(client, SKU)
    free = body_of(client.get("/cart"))
    makers.make_price(shop.variants[SKU], 500)
    told = text_of(client.get("/cart"))
    makers.make_price(shop.variants[SKU], 0)
    client.post("/cart/later", {"variant": shop.word(SKU)})
    makers.make_price(shop.variants[SKU], 500)
    saved = text_of(client.get("/cart"))
    makers.make_price(shop.variants[SKU], 0)

    assert '<b class="money">₺0.00</b>' in free
    assert "The price changed from ₺0.00 to ₺5.00." in told
    assert "The price changed from ₺0.00 to ₺5.00." in saved
    assert '<b class="money">₺0.00</b>' in body_of(client.get("/cart"))


def test_a_changed_price_is_told_until_it_was_seen(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)
    makers.make_price(shop.variants[SKU], 45_000)

    told = client.get("/cart")
    word = shop.word(SKU)
    client.post("/cart/change", {f"quantity-{word}": 1, f"seen-{word}": 45_000})

    assert "The price changed from ₺400.00 to ₺450.00." in text_of(told)
    assert f'name="seen-{word}" value="45000"' in body_of(told)
    assert "The price changed" not in text_of(client.get("/cart"))


def test_short_stock_is_told_and_the_rest_can_be_taken(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU, 5)
    shop.take_away(SKU, 3)

    told = text_of(client.get("/cart"))
    refused = client.get("/checkout")
    change(shop, client, 5, take=f"{shop.word(SKU)}:2")

    assert "Only 2 are left. Take 2" in told
    assert refused["Location"] == "/cart"
    assert "Only 2 are left." not in text_of(client.get("/cart"))
    assert "2 items ₺800.00" in text_of(client.get("/cart"))


def test_what_lost_its_price_is_told_and_stops_the_checkout(shop: Shop, client: Client) -> None:
    add_product(shop, "HAT", 100)
    shop.stock("HAT", warehouse=5)
    shop.put_in(client, "HAT")
    prices.set_prices(
        [PriceInput(price_list="base-try", variant_id=shop.variants["HAT"], price=None)],
        now=makers.DAY + timedelta(days=1),
        actor=SYSTEM,
    )

    assert "This is not sold here any more. Please take it out." in text_of(client.get("/cart"))
    assert client.get("/checkout")["Location"] == "/cart"


def test_another_currency_prices_the_cart_anew(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU, 2)

    answer = client.post("/currency", {"currency": "EUR", "next": "/cart"})
    text = text_of(client.get("/cart"))

    assert answer["Location"] == "/cart"
    assert "2 items €20.00" in text
    assert "The price changed" not in text


def test_a_currency_that_is_not_offered_is_ignored(shop: Shop, client: Client) -> None:
    client.post("/currency", {"currency": "XXX", "next": "https://evil.example/"})

    assert "arasta_currency" not in client.cookies
    assert "₺400.00" in text_of(client.get("/p/shirt"))


def test_another_language_renames_the_cart(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU)

    assert "Keten gömlek Kırmızı / S" in text_of(client.get("/tr/cart"))


def test_the_cart_of_another_browser_is_not_there(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU)
    other = Client()
    value = client.cookies["arasta_cart"].value
    other.cookies["arasta_cart"] = value[:-2] + ("aa" if not value.endswith("aa") else "bb")

    assert "Your basket is empty" in text_of(Client().get("/cart"))
    assert "Your basket is empty" in text_of(other.get("/cart"))


def test_the_cookie_is_closed_to_scripts_and_signed(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)

    shop.put_in(client, SKU)

    cookie = client.cookies["arasta_cart"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_second_line_keeps_the_first(shop: Shop, client: Client) -> None:
    add_product(shop, "HAT", 10_000)
    shop.stock(SKU, warehouse=5)
    shop.stock("HAT", warehouse=5)

    shop.put_in(client, SKU)
    shop.put_in(client, "HAT")
    change(shop, client, 0)

    assert "1 item ₺100.00" in text_of(client.get("/cart"))
