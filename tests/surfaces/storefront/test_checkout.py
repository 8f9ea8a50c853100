"""Checkout up to the payment: who, how, where, and that the goods are held."""

from __future__ import annotations

import re

from django.test import Client

from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.queries import carts
from arasta.kernel import db
from arasta.kernel.ids import from_public, to_public
from tests import makers
from tests.surfaces.storefront.shopping import Shop, add_product, body_of, deliver, pick_up, text_of

SKU = "SHIRT-RED-S"


def filled(shop: Shop, client: Client, units: int = 2) -> None:
    shop.stock(SKU, warehouse=units, kadikoy=units)
    shop.put_in(client, SKU, units)


def reserved(shop: Shop) -> list[tuple[int, int]]:
    return [makers.level_of(shop.variants[SKU], place)[1:] for place in (shop.warehouse, shop.kadikoy)]


def test_an_empty_cart_has_no_checkout(shop: Shop, client: Client) -> None:
    assert client.get("/checkout")["Location"] == "/cart"
    assert deliver(client)["Location"] == "/cart"


def test_a_guest_says_where_to_and_the_goods_are_held(shop: Shop, client: Client) -> None:
    filled(shop, client)

    answer = deliver(client)
    text = text_of(client.get("/checkout"))

    assert answer["Location"] == "/checkout"
    assert "Your email ayse@mail.example Address Ayşe Yılmaz Moda Cad. 12 İstanbul Delivery Standard" in text
    assert re.search(r"Standard \w{3} \d+ \w{3} – \w{3} \d+ \w{3}", text)
    assert "Held for you until" in text
    assert "2 items ₺800.00 Standard ₺50.00 Total ₺850.00" in text
    assert "Order and pay ₺850.00" in text
    assert reserved(shop) == [(0, 2), (0, 0)]


def test_a_guest_picks_up_where_everything_is(shop: Shop, client: Client) -> None:
    filled(shop, client)

    choices = text_of(client.get("/checkout"))
    answer = pick_up(client, shop.kadikoy)
    text = text_of(client.get("/checkout"))

    assert "Kervan Kadıköy Cadde 1, Kadıköy Mon–Sat 10–21 Has everything in your basket" in choices
    assert "Kervan Ankara Cadde 1, Ankara Mon–Sat 10–20 1 product is missing here" in choices
    assert answer["Location"] == "/checkout"
    assert "Pickup Kervan Kadıköy Cadde 1, Kadıköy Mon–Sat 10–21 Picked up by Ayşe Yılmaz" in text
    assert "Pickup Free Total ₺800.00" in text
    assert reserved(shop) == [(0, 0), (0, 2)]


def test_a_store_without_everything_cannot_be_chosen(shop: Shop, client: Client) -> None:
    filled(shop, client)

    for store in (shop.ankara, shop.warehouse):
        answer = pick_up(client, store)
        assert answer.status_code == 422
        assert "Choose a store that has everything." in text_of(answer)
    assert reserved(shop) == [(0, 0), (0, 0)]


def test_what_is_missing_is_marked_all_at_once(shop: Shop, client: Client) -> None:
    filled(shop, client)

    answer = deliver(client, email="", name="", line1="", city="", method="drone")

    page = text_of(answer)
    assert answer.status_code == 422
    assert page.count("Please fill this in.") == 4
    assert "Choose a way of delivery." not in page
    assert "Choose a way of delivery." in text_of(deliver(client, method="drone"))
    assert "Write the phone with its country code" in text_of(deliver(client, phone="12"))
    assert "Write a whole email address" in text_of(deliver(client, email="ayse"))
    assert reserved(shop) == [(0, 0), (0, 0)]


def test_what_was_written_is_still_there_after_an_error(shop: Shop, client: Client) -> None:
    filled(shop, client)

    page = body_of(deliver(client, city="", name='Ayşe "<b>" Yılmaz'))

    assert 'value="Ayşe &quot;&lt;b&gt;&quot; Yılmaz"' in page
    assert 'value="Moda Cad. 12"' in page


def test_a_picked_up_order_needs_a_name_and_no_address(shop: Shop, client: Client) -> None:
    filled(shop, client)

    answer = pick_up(client, shop.kadikoy, pickup_name="")

    assert answer.status_code == 422
    assert text_of(answer).count("Please fill this in.") == 1


def test_somebody_faster_is_told_per_product_and_nothing_is_kept(shop: Shop, client: Client) -> None:
    add_product(shop, "HAT", 10_000)
    shop.stock("HAT", warehouse=9)
    filled(shop, client, 3)
    shop.put_in(client, "HAT")
    shop.take_away(SKU, 3)
    hold_in_store(shop, 1)

    answer = deliver(client)

    assert answer.status_code == 409
    assert "Somebody was faster" in text_of(answer)
    assert "3 × Linen shirt Red / S Only 2 are left. ₺1,200.00 Thing HAT ₺100.00" in text_of(answer)
    assert client.get("/checkout")["Location"] == "/cart"
    assert reserved(shop) == [(0, 0), (0, 1)]


def hold_in_store(shop: Shop, units: int) -> None:
    """Let somebody else hold units in the store."""
    other = Client()
    shop.put_in(other, SKU, units)
    assert pick_up(other, shop.kadikoy).status_code == 302


def test_a_hold_that_ran_out_can_be_taken_again(shop: Shop, client: Client) -> None:
    filled(shop, client)
    deliver(client)
    db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'")

    over = text_of(client.get("/checkout"))
    answer = client.post("/checkout/hold")

    assert "The time for which your products were held is over." in over
    assert "Held for you until" not in over
    assert answer["Location"] == "/checkout"
    assert "Held for you until" in text_of(client.get("/checkout"))


def test_a_way_back_shows_what_was_said(shop: Shop, client: Client) -> None:
    filled(shop, client)
    deliver(client)

    page = body_of(client.get("/checkout?edit"))

    assert 'name="email" value="ayse@mail.example"' in page
    assert 'name="city" value="İstanbul"' in page
    assert 'name="phone" value="+905321112233"' in page


def test_a_way_of_delivery_without_a_price_in_the_currency_is_not_offered(shop: Shop, client: Client) -> None:
    filled(shop, client)
    deliver(client, method="domestic")
    assert "Courier ₺90.00" in text_of(client.get("/checkout"))

    client.post("/currency", {"currency": "EUR"})
    text = text_of(client.get("/checkout"))

    assert "How it reaches you" in text
    assert "Order and pay" not in text
    assert "Courier" not in text
    assert re.search(r"Standard \w{3} \d+ \w{3} – \w{3} \d+ \w{3} · Tracked parcel €5.00", text)


def test_the_hold_belongs_to_the_cart(shop: Shop, client: Client) -> None:
    filled(shop, client)
    deliver(client)
    word = body_of(client.get("/checkout")).split('name="cart" value="')[1].split('"')[0]

    cart = carts.cart(from_public("crt", word))

    assert stock.held_lines(cart.id) == [(shop.variants[SKU], shop.warehouse, 2)]
    assert (cart.email, cart.owner_key != "") == ("ayse@mail.example", True)
    assert to_public("crt", cart.id) == word
