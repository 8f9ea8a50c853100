"""A kiosk: it knows its store, hands carts over, and forgets who stood there."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client

from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.contexts.orders.queries import carts
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.surfaces.storefront import kiosk
from tests.surfaces.storefront.shopping import Shop, body_of, text_of

SKU = "SHIRT-RED-S"
PASSWORD = "three blue kettles"


@pytest.fixture
def device(shop: Shop) -> Client:
    """A browser that stands in the store of Kadıköy."""
    client = Client()
    shop.stock(SKU, warehouse=5, kadikoy=5)
    assert client.post(kiosk.start_path(shop.kadikoy))["Location"] == "/"
    return client


def test_a_kiosk_says_where_it_stands_and_puts_its_store_first(device: Client) -> None:
    assert "You are at Kervan Kadıköy" in text_of(device.get("/"))
    page = text_of(device.get("/p/shirt"))
    assert page.index("Kervan Kadıköy", page.index("In our stores")) < page.index(
        "Kervan Ankara", page.index("In our stores")
    )
    assert "Kervan Kadıköy mağazasındasınız" in text_of(device.get("/tr/p/shirt"))
    assert device.cookies["arasta_kiosk"]["httponly"] is True


def test_the_checkout_begins_with_pickup_at_its_store(shop: Shop, device: Client) -> None:
    shop.stock(SKU, ankara=5)
    shop.put_in(device, SKU)

    answer = device.get("/checkout")

    page, stores = body_of(answer), text_of(answer).partition("How it reaches you")[2]
    assert stores.index("Kervan Kadıköy") < stores.index("Kervan Ankara")
    for value in ("pickup", to_public("loc", shop.kadikoy)):
        rest = page.split(f'value="{value}"')[1].partition(">")[0]
        assert "checked" in rest or "selected" in rest, value


def test_starting_over_forgets_cart_traces_language_and_currency(shop: Shop, device: Client) -> None:
    shop.put_in(device, SKU)
    device.get("/p/shirt")
    device.post("/currency", {"currency": "EUR"})
    device.post("/office/language", {"language": "tr", "next": "/"})
    (cart,) = [row.id for row in open_carts()]

    answer = device.post("/tr/kiosk/over")

    assert answer["Location"] == "/"
    assert carts.cart(cart).lines == ()
    page = text_of(device.get("/"))
    assert "You are at Kervan Kadıköy" in page
    assert "You looked at" not in page
    assert "Your basket is empty" in text_of(device.get("/cart"))
    assert {name for name, cookie in device.cookies.items() if cookie.value} <= {
        "arasta_kiosk",
        "csrftoken",
        "messages",
    }


def open_carts() -> list[carts.CartRow]:
    return [carts.cart(row[0]) for row in db.rows("SELECT id FROM orders_cart")]


def test_a_cart_that_was_handed_on_lives_on(shop: Shop, device: Client) -> None:
    shop.put_in(device, SKU, 2)
    device.post("/cart/hand")
    (cart,) = [row.id for row in open_carts()]

    device.post("/kiosk/over")

    assert [line.quantity for line in carts.cart(cart).lines] == [2]
    assert "Your basket is empty" in text_of(device.get("/cart"))


def test_only_a_fresh_address_of_staff_makes_or_ends_a_kiosk(shop: Shop, client: Client) -> None:
    word = kiosk.start_path(shop.kadikoy).rpartition("/")[2]
    old = signing.TimestampSigner(salt="arasta.shop.kiosk.start", sep=".").sign("loc_nothing")

    assert client.get(f"/kiosk/{word}").status_code == 200
    assert "arasta_kiosk" not in client.cookies
    for forged in (word[:-3] + "abc", "x", old):
        assert client.post(f"/kiosk/{forged}").status_code == 404
        assert client.post(f"/kiosk/{forged}/stop").status_code == 404
    assert client.post("/kiosk/over").status_code == 404
    client.cookies["arasta_kiosk"] = "deadbeef:x:y"
    assert "You are at" not in text_of(client.get("/"))


def test_a_kiosk_ends_by_a_fresh_address(shop: Shop, device: Client) -> None:
    word = kiosk.start_path(shop.kadikoy).rpartition("/")[2]

    device.post(f"/kiosk/{word}/stop")

    assert "You are at" not in text_of(device.get("/"))


def test_staff_find_the_addresses_in_the_office(shop: Shop, client: Client) -> None:
    people = [
        NewStaff(email=f"{role}@example.com", name="Ada", role=role, password=PASSWORD)
        for role in (Role.OWNER, Role.PICKER)
    ]
    staff.add_staff(people, actor=SYSTEM)
    answers = {}
    for person in people:
        client.post("/office/sign-in", {"email": person.email, "password": PASSWORD})
        answers[person.role] = client.get("/office/kiosks")
        client.post("/office/sign-out")

    assert "Kervan Kadıköy" in text_of(answers[Role.OWNER])
    assert "/kiosk/loc_" in body_of(answers[Role.OWNER])
    assert answers[Role.PICKER].status_code == 403
    assert client.get("/office/kiosks").status_code == 302
