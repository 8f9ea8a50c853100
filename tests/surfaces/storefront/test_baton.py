"""The cart's code: made, looked at, taken once, called back; what goes along and what does not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from arasta.contexts.batons import queries as batons
from arasta.contexts.batons.types import BatonStatus
from arasta.contexts.customers.services import logins
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.services import carts as cart_book
from arasta.kernel import db
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, register, text_of

SKU, BLUE = "SHIRT-RED-S", "SHIRT-BLUE-L"
PASSWORD = "three blue kettles"


def offer(client: Client) -> str:
    """Ask for the cart's code and read it from the page."""
    assert client.post("/cart/hand")["Location"] == "/cart/hand"
    found = re.search(r'class="hand-code[^>]*>([^<]+)<', body_of(client.get("/cart/hand")))
    assert found
    return found.group(1)


def sign_in(client: Client, email: str = "ayse@mail.example") -> None:
    register(client, email, PASSWORD)


def take(client: Client, code: str, **more: str) -> tuple[int, str]:
    answer = client.post(f"/b/{code}", more)
    return answer.status_code, answer.get("Location", "")


def test_a_cart_goes_to_another_phone_once(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU, 2)
    code, other, third = offer(client), Client(), Client()

    looked = text_of(other.get(f"/b/{code}"))
    taken = take(other, code)
    late = third.post(f"/b/{code}")

    assert "Linen shirt Red / S × 2 2 items ₺800.00" in looked
    assert taken == (302, "/cart")
    assert "The basket is here now." in text_of(other.get("/cart"))
    assert "Your basket is empty" in text_of(client.get("/cart"))
    assert (late.status_code, "was used already" in text_of(late)) == (409, True)


def test_looking_and_tapping_twice_use_nothing_up(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)
    code, other = offer(client), Client()

    for _ in range(3):
        assert other.get(f"/b/{code}").status_code == 200
    taps = [take(other, code) for _ in range(2)]

    assert taps == [(302, "/cart"), (302, "/cart")]
    assert "1 item ₺400.00" in text_of(other.get("/cart"))


def test_the_code_is_read_in_any_writing_and_not_guessed(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)
    code, other = offer(client), Client()
    plain = code.replace("-", "").lower()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")

    assert other.get("/b", {"code": f" {plain[:5]} {plain[5:]} "}).status_code == 302
    assert other.get("/b", {"code": f"http://shop.example/b/{code}"})["Location"] == f"/b/{code}"
    for word in (wrong, "AAAAA-AAAAA", "x", "ümlaut-0001", "0" * 200):
        assert other.get(f"/b/{word}").status_code == 404, word
        assert take(other, word) == (404, ""), word
    assert other.get("/b", {"code": "nonsense"}).status_code == 404
    assert "Your basket is empty" in text_of(other.get("/cart"))


def test_a_new_code_ends_the_former_and_the_owner_may_call_it_back(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)
    first = offer(client)
    second, other = offer(client), Client()

    assert take(other, first)[0] == 409
    client.post("/cart/hand/back")
    assert take(other, second)[0] == 409
    assert batons.baton(second).status is BatonStatus.CALLED_BACK
    assert "1 item ₺400.00" in text_of(client.get("/cart"))


def test_a_code_lasts_a_quarter_of_an_hour(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)
    code = offer(client)
    row = batons.baton(code)
    db.execute(
        "UPDATE batons_baton SET offered_at = offered_at - %s, expires_at = expires_at - %s",
        [timedelta(minutes=16), timedelta(minutes=16)],
    )

    assert timedelta(minutes=14) < row.expires_at - row.offered_at <= timedelta(minutes=15)
    assert take(Client(), code)[0] == 409
    assert "its time is over" in text_of(client.get("/cart/hand"))


def test_an_empty_cart_has_no_code_and_a_stranger_calls_none_back(shop: Shop, client: Client) -> None:
    assert client.post("/cart/hand")["Location"] == "/cart"
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)
    code, stranger = offer(client), Client()

    stranger.post("/cart/hand/back")

    assert batons.baton(code).status is BatonStatus.OFFERED


def test_what_the_taker_had_stays_in_their_basket(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.stock(BLUE, warehouse=10)
    shop.put_in(client, SKU, 2)
    other = Client()
    shop.put_in(other, SKU)
    shop.put_in(other, BLUE)

    take(other, offer(client))

    text = text_of(other.get("/cart"))
    assert "2 products from your former basket were added." in text
    assert "4 items" in text


def test_name_and_address_do_not_go_along_to_strangers(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    sign_in(client)
    shop.put_in(client, SKU)
    deliver(client)
    other = Client()

    take(other, offer(client))

    page = body_of(other.get("/checkout")) + body_of(other.get("/cart"))
    assert "Moda Cad. 12" not in page
    assert "ayse@mail.example" not in page


def test_who_gave_a_cart_away_does_not_read_what_is_typed_into_it(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    sign_in(client)
    shop.put_in(client, SKU)
    other = Client()
    take(other, offer(client))
    deliver(other, line1="Secret Street 7")

    assert "Your basket is empty" in text_of(client.get("/cart"))
    assert "Secret Street 7" not in body_of(client.get("/checkout"))


def test_the_signed_in_taker_has_it_on_all_devices(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU, 3)
    code, phone, laptop = offer(client), Client(), Client()
    sign_in(phone)
    take(phone, code)
    laptop.post("/account/sign-in", {"email": "ayse@mail.example", "password": PASSWORD})

    assert "3 items ₺1,200.00" in text_of(laptop.get("/cart"))
    assert "3 items ₺1,200.00" in text_of(phone.get("/cart"))


def test_straight_to_the_checkout(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)

    assert take(Client(), offer(client), go="checkout") == (302, "/checkout")


@pytest.mark.parametrize("language", ["tr", "ru"])
def test_the_pages_speak_the_readers_language(shop: Shop, client: Client, language: str) -> None:
    shop.stock(SKU, warehouse=10)
    shop.put_in(client, SKU)
    code = offer(client)
    said = {"tr": ("Sizin için bir sepet", "Buraya al"), "ru": ("Корзина для вас", "Забрать сюда")}[language]

    text = text_of(Client().get(f"/{language}/b/{code}"))

    assert [word in text for word in said] == [True, True]


def test_two_devices_of_a_customer_share_one_cart_at_the_same_moment(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    shop.stock(BLUE, warehouse=10)
    sign_in(client)
    phone = Client()
    phone.post("/account/sign-in", {"email": "ayse@mail.example", "password": PASSWORD})
    shop.put_in(client, SKU)
    before = phone.get("/cart/pulse").json()
    shop.put_in(phone, BLUE, 2)
    after = client.get("/cart/pulse").json()

    assert (before["units"], after["units"]) == (1, 3)
    assert before["state"] != after["state"]
    assert "3 items" in text_of(client.get("/cart"))


def test_two_carts_opened_at_once_become_one(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=10)
    sign_in(client)
    shop.put_in(client, SKU)
    customer = logins.sign_in("ayse@mail.example", password=PASSWORD, address_of_client="1").id
    shop.stock(BLUE, warehouse=10)
    twin = cart_book.open_cart(shop.channel, currency="TRY", customer_id=customer)
    cart_book.set_lines(twin, [cart_book.CartLineInput(shop.variants[BLUE], 2)])

    assert "3 items" in text_of(client.get("/cart"))
    assert [carts.cart(twin).status.value, carts.cart(twin).lines] == ["abandoned", ()]
    assert "3 items" in text_of(client.get("/cart"))
