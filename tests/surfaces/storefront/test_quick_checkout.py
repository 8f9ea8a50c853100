"""The shortest way to the order, the form by country, pickup with its distance, and what is kept beside the order."""

from __future__ import annotations

import re

from django.test import Client

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import ContactChannel, Purpose
from arasta.contexts.orders.queries import carts
from arasta.kernel import db
from arasta.kernel.ids import to_public
from tests.makers import make_price
from tests.surfaces.storefront.shopping import ADDRESS, Shop, body_of, deliver, pay, payment_form, pick_up, text_of
from tests.surfaces.storefront.test_account import registered, sign_in

SKU = "SHIRT-RED-S"
MAIL = "ayse@mail.example"


def go(client: Client) -> str:
    """Press “checkout” in the basket and return what the page there says."""
    answer = client.post("/cart/change", {"go": "checkout"})
    assert answer["Location"] == "/checkout"
    return text_of(client.get("/checkout"))


def test_a_known_customer_goes_from_the_basket_straight_to_the_payment(shop: Shop) -> None:
    shop.stock(SKU, warehouse=2)
    client = registered()
    client.post("/account/addresses/new", {"label": "Home", **ADDRESS})
    shop.put_in(client, SKU)

    page = go(client)
    pay(client)

    (order,) = shop.orders()
    assert "Order and pay ₺450.00" in page
    assert "Moda Cad. 12" in page
    assert (order.row.email, order.delivery_method, order.row.delivery) == (MAIL, "standard", "delivery")


def test_the_way_of_the_last_order_is_taken_again_where_it_can_be(shop: Shop) -> None:
    shop.stock(SKU, warehouse=5, kadikoy=2)
    client = registered()
    client.post("/account/addresses/new", ADDRESS)
    for _ in range(2):
        shop.put_in(client, SKU)
        pick_up(client, shop.kadikoy) if not shop.orders() else go(client)
        pay(client)
    shop.put_in(client, SKU)

    page = go(client)

    assert [order.row.delivery for order in shop.orders()] == ["pickup", "pickup"]
    assert "Order and pay" not in page
    assert "How it reaches you" in page


def test_without_an_address_the_form_asks_and_what_was_chosen_before_stays(shop: Shop) -> None:
    shop.stock(SKU, warehouse=5)
    client = registered()
    shop.put_in(client, SKU)

    asked = go(client)
    deliver(client, email="other@mail.example", line1="Elsewhere 1")
    client.post("/account/addresses/new", ADDRESS)
    kept = go(client)

    assert "Order and pay" not in asked
    assert "Elsewhere 1" in kept
    assert "other@mail.example" in kept


def test_signing_in_on_the_way_to_the_checkout_leads_to_the_payment(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    registered().post("/account/addresses/new", ADDRESS)
    client = Client()
    shop.put_in(client, SKU)

    assert sign_in(client, next="/checkout") == "/checkout"
    assert "Order and pay ₺450.00" in text_of(client.get("/checkout"))


def test_the_last_unit_goes_to_the_first_of_two_known_customers(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    browsers = [registered(), registered("zeynep@mail.example")]
    for browser in browsers:
        browser.post("/account/addresses/new", ADDRESS)
        shop.put_in(browser, SKU)

    pages = [go(browser) for browser in browsers[:1]]
    second = browsers[1].post("/cart/change", {"go": "checkout"})
    led = browsers[1].get(second["Location"])

    assert "Order and pay" in pages[0]
    assert led["Location"] == "/cart"
    assert "This has sold out." in text_of(browsers[1].get("/cart"))


def test_an_address_is_asked_for_as_its_country_writes_it(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    client = Client()
    shop.put_in(client, SKU)
    said = {"email": MAIL, "delivery": "delivery", "method": "standard", **ADDRESS, "country": "US", "phone": ""}

    form = client.post("/checkout/delivery", {**said, "reshape": "country"})
    lacking = client.post("/checkout/delivery", {**said, "city": "Boston"})
    wrong = client.post("/checkout/delivery", {**said, "city": "Boston", "region": "MA", "postal_code": "1"})
    right = client.post("/checkout/delivery", {**said, "city": "Boston", "region": "MA", "postal_code": "02108"})

    names = re.findall(r'name="(country|name|line1|city|region|district|postal_code)"', body_of(form))
    assert (form.status_code, names) == (200, ["country", "name", "line1", "city", "region", "postal_code"])
    assert "ZIP code" in text_of(form)
    assert 'value="MA"' in body_of(form)
    assert 'value="Moda Cad. 12"' in body_of(form)
    assert {"id_region_error", "id_postal_code_error"} <= set(re.findall(r'id="(\w+_error)"', body_of(lacking)))
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "A postal code there looks like 95014." in text_of(wrong)
    assert db.rows("SELECT region, postal_code, country FROM orders_cart_address", ()) == [("MA", "02108", "US")]


def test_a_country_that_is_none_breaks_nothing(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    client = Client()
    shop.put_in(client, SKU)

    answers = [deliver(client, country=country) for country in ("", "ZZ", "../etc", "T\x00")]
    reshaped = client.post("/checkout/delivery", {"reshape": "country", "country": "ZZ", "saved": "adr_x"})

    assert {answer.status_code for answer in answers} == {422}
    assert reshaped.status_code == 200


def test_a_place_that_is_typed_gives_distances_and_is_kept_nowhere(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1, kadikoy=1)
    db.execute("UPDATE inventory_location SET latitude = 40.99, longitude = 29.03 WHERE id = %s", [shop.kadikoy])
    client = Client()
    shop.put_in(client, SKU)

    page = client.post("/checkout/delivery", {"reshape": "near", "near": "41.01, 28.97", "delivery": "pickup"})

    assert re.search(r"Kervan Kadıköy.* 5[.,]\d km", text_of(page))
    assert "arasta_place" not in client.cookies
    assert not re.search(r"\d km", text_of(client.get("/checkout?edit")))


def test_offers_are_sent_only_to_who_ticked_the_box(shop: Shop) -> None:
    shop.stock(SKU, warehouse=2)
    for email, more in ((MAIL, {}), ("yes@mail.example", {"offers": "on"})):
        client = Client()
        shop.put_in(client, SKU)
        deliver(client, email=email, **more)

    reached = customers.may_be_reached([MAIL, "yes@mail.example"], channel=ContactChannel.EMAIL, purpose=Purpose.OFFERS)

    assert reached == {"yes@mail.example"}


def test_a_new_address_is_kept_if_asked_and_only_for_its_customer(shop: Shop) -> None:
    shop.stock(SKU, warehouse=3)
    client, guest = registered(), Client()
    for browser, more in ((client, {"keep": "on", "saved": "new"}), (guest, {"keep": "on"})):
        shop.put_in(browser, SKU)
        assert deliver(browser, **more).status_code == 302

    who = customers.customer_by_email(MAIL)
    assert who is not None
    assert [row.address.line1 for row in customers.addresses(who.id)] == ["Moda Cad. 12"]


def test_a_price_that_rises_at_the_checkout_is_told_before_anything_is_paid(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    client = Client()
    shop.put_in(client, SKU)
    deliver(client)
    form = payment_form(client)
    make_price(shop.variants[SKU], 45_000)

    told = client.post("/checkout/pay", form)
    again = client.post("/checkout/pay", payment_form(client))

    assert told.status_code == 409
    assert "₺500.00" in text_of(told)
    assert "₺450.00 each now, ₺400.00 before" in text_of(told)
    assert again.status_code == 302
    assert shop.provider.asked == ["authorize 50000 TRY"]


def test_tapping_twice_and_going_back_give_one_order(shop: Shop) -> None:
    shop.stock(SKU, warehouse=2)
    client = Client()
    shop.put_in(client, SKU)
    deliver(client)
    form = payment_form(client)

    first, second = client.post("/checkout/pay", form), client.post("/checkout/pay", form)
    back = [client.get("/checkout"), deliver(client), client.post("/checkout/hold")]

    assert first["Location"].partition("?")[0] == second["Location"].partition("?")[0]
    assert [answer["Location"] for answer in back] == ["/cart"] * 3
    assert len(shop.orders()) == 1
    assert shop.provider.asked == ["authorize 45000 TRY"]


def test_a_tab_that_is_closed_loses_nothing(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    client = Client()
    shop.put_in(client, SKU)
    deliver(client)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    reopened = Client()
    for name, value in cookies.items():
        reopened.cookies[name] = value

    assert "Order and pay ₺450.00" in text_of(reopened.get("/checkout"))


def test_the_cart_and_addresses_of_another_are_nowhere_on_the_way(shop: Shop) -> None:
    shop.stock(SKU, warehouse=2)
    owner, thief = registered(), registered("zeynep@mail.example")
    owner.post("/account/addresses/new", ADDRESS)
    shop.put_in(owner, SKU)
    deliver(owner)
    stolen = payment_form(owner)
    who = customers.customer_by_email(MAIL)
    assert who is not None
    word = to_public("adr", customers.addresses(who.id)[0].id)
    shop.put_in(thief, SKU)

    assert thief.post("/checkout/pay", stolen).status_code == 404
    assert Client().post("/checkout/pay", stolen).status_code == 404
    assert deliver(thief, saved=word).status_code == 404
    cart = carts.cart(db.rows("SELECT id FROM orders_cart WHERE email = %s", [MAIL])[0][0])
    assert cart.status == "open"
    assert shop.orders() == []
