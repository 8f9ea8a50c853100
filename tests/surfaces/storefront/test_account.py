"""The account: register, come in, go out, orders, addresses, and whose cart it is."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import addresses
from arasta.contexts.customers.types import ADDRESS_PREFIX, AddressRow, AddressToSave, CustomerId
from arasta.contexts.orders.types import AddressRole
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests.surfaces.storefront.shopping import (
    ADDRESS,
    Shop,
    add_product,
    body_of,
    deliver,
    newest_code,
    newest_message,
    pay,
    register,
    text_of,
)

SKU = "SHIRT-RED-S"
SECRET = "tea-glass-by-the-window"


def registered(email: str = "ayse@mail.example", client: Client | None = None) -> Client:
    """Return a browser in which a new customer is signed in."""
    browser = client or Client()
    answer = register(browser, email, SECRET)
    assert (answer.status_code, answer["Location"]) == (302, "/account")
    return browser


def sign_in(client: Client, email: str = "ayse@mail.example", password: str = SECRET, **more: str) -> str:
    """Sign in and return where that leads, or what the page says."""
    answer = client.post("/account/sign-in", {"email": email, "password": password, **more})
    return answer["Location"] if answer.status_code == 302 else text_of(answer)


def test_a_customer_registers_goes_out_and_comes_in(shop: Shop) -> None:
    client = registered()
    inside = text_of(client.get("/account"))
    out = client.post("/account/sign-out")
    closed = client.get("/account")

    assert "Hello, Ayşe Yılmaz" in inside
    assert out["Location"] == "/"
    assert closed["Location"] == "/account/sign-in?next=%2Faccount"
    assert sign_in(client) == "/account"
    assert "Hello, Ayşe Yılmaz" in text_of(client.get("/account"))


def test_a_wrong_password_is_told_without_saying_who_exists(shop: Shop) -> None:
    registered()

    wrong, nobody = sign_in(Client(), password="wrong"), sign_in(Client(), email="nobody@mail.example")

    assert "The email or the password is not right." in wrong
    assert "The email or the password is not right." in nobody


def test_too_many_tries_close_the_door(shop: Shop) -> None:
    registered()
    for _ in range(10):
        sign_in(Client(), password="wrong")

    answer = Client().post("/account/sign-in", {"email": "ayse@mail.example", "password": SECRET})

    assert answer.status_code == 429
    assert "Too many wrong passwords." in text_of(answer)


def test_wrong_words_are_told_on_their_fields(shop: Shop) -> None:
    form = {"name": "Can", "email": "can@mail.example", "password": SECRET}

    for field, wrong in (("password", "short"), ("email", "nowhere"), ("name", "")):
        answer = Client().post("/account/register", {**form, field: wrong})
        assert (answer.status_code, f'id="id_{field}_error"' in body_of(answer)) == (422, True), field
    assert Client().post("/account/register", {}).status_code == 422


def test_a_stranger_does_not_learn_who_has_an_account(shop: Shop) -> None:
    registered()
    asked, pages, known = [], [], []
    for email in ("AYSE@mail.example", "nobody@mail.example"):
        stranger = Client()
        form = {"name": "Eve", "email": email, "password": "another-pass-phrase"}
        answer = stranger.post("/account/register", form)
        asked.append((answer.status_code, answer["Location"], body_of(answer)))
        pages.append(text_of(stranger.get("/account/code")).replace(email.lower(), "…"))
        known.append(newest_message()["facts"]["known"])
        assert stranger.get("/account")["Location"] == "/account/sign-in?next=%2Faccount"

    assert asked[0] == asked[1]
    assert pages[0] == pages[1]
    assert known == ["ayse@mail.example", ""]
    assert len(customers.customers_page().items) == 1
    assert sign_in(Client()) == "/account"
    assert "not right" in sign_in(Client(), password="another-pass-phrase")


def test_who_forgot_their_account_comes_into_it_and_its_password_stays(shop: Shop) -> None:
    registered()
    again = Client()

    answer = register(again, "ayse@mail.example", "another-pass-phrase", name="Eve")

    inside = body_of(again.get("/account"))
    assert (answer["Location"], "Hello, Ayşe Yılmaz" in inside) == ("/account", True)
    assert "You have an account already, and you are in it." in inside
    assert sign_in(Client()) == "/account"
    assert "not right" in sign_in(Client(), password="another-pass-phrase")


def test_another_code_still_opens_the_account_and_a_fresh_start_forgets_what_was_written(shop: Shop) -> None:
    form = {"name": "Can", "email": "can@mail.example", "password": SECRET}
    client, other = Client(), Client()
    client.post("/account/register", form)
    client.post("/account/code/ask", {"email": "can@mail.example", "again": "1"})
    client.post("/account/code", {"code": newest_code()})
    other.post("/account/register", {**form, "email": "ece@mail.example"})
    other.post("/account/code/ask", {"email": "ece@mail.example"})
    other.post("/account/code", {"code": newest_code()})

    assert "Hello, Can" in text_of(client.get("/account"))
    assert sign_in(Client(), email="can@mail.example") == "/account"
    assert "Hello, ece" in text_of(other.get("/account"))
    assert "not right" in sign_in(Client(), email="ece@mail.example")


def test_who_registers_again_and_again_learns_no_more_who_has_an_account(shop: Shop) -> None:
    registered()
    form = {"name": "Eve", "email": "ayse@mail.example", "password": "short"}

    told = [Client().post("/account/register", form).status_code for _ in range(30)]
    answer = Client().post("/account/register", {**form, "email": "new@mail.example", "password": SECRET})

    assert told == [422] * 29 + [429]
    assert answer.status_code == 429
    assert "Too many accounts were asked for from here." in text_of(answer)
    assert sign_in(Client()) == "/account"


def test_signing_in_leads_on_only_within_the_shop(shop: Shop) -> None:
    registered()

    assert sign_in(Client(), next="/checkout") == "/checkout"
    assert sign_in(Client(), next="https://evil.example/") == "/account"
    assert sign_in(Client(), next="//evil.example/") == "/account"


def test_signing_in_begins_a_new_session(shop: Shop) -> None:
    registered()
    client = Client()
    client.get("/account/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    before = client.cookies["sessionid"].value if "sessionid" in client.cookies else session.session_key
    client.cookies["sessionid"] = str(before)

    sign_in(client)

    assert client.cookies["sessionid"].value != before
    assert client.cookies["sessionid"]["httponly"] is True


def test_a_customers_orders_are_theirs_alone(shop: Shop) -> None:
    client, other = registered(), registered("can@mail.example")
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU)
    deliver(client)
    pay(client)
    (order,) = shop.orders()
    page = f"/account/orders/{order.row.number}"

    assert f"Order {order.row.number}" in text_of(client.get("/account/orders"))
    assert text_of(client.get(page)).startswith(f"Order {order.row.number}")
    assert other.get(page).status_code == 404
    assert "No orders yet" in text_of(other.get("/account/orders"))
    assert Client().get(page)["Location"].startswith("/account/sign-in")
    assert client.get("/account/orders/100000000").status_code == 404


def test_addresses_are_added_changed_and_deleted(shop: Shop) -> None:
    client = registered()
    customer = customers.customer_by_email("ayse@mail.example")
    assert customer
    wrong = client.post("/account/addresses/new", {**ADDRESS, "city": ""})
    client.post("/account/addresses/new", {**ADDRESS, "label": "Home"})
    (row,) = customers.addresses(customer.id)
    word = to_public(ADDRESS_PREFIX, row.id)

    listed = text_of(client.get("/account/addresses"))
    client.post(f"/account/addresses/{word}", {**ADDRESS, "label": "Home", "city": "Ankara"})
    changed = text_of(client.get("/account/addresses"))
    client.post(f"/account/addresses/{word}/delete")

    assert (wrong.status_code, "Please fill this in." in text_of(wrong)) == (422, True)
    assert "Home Usual Ayşe Yılmaz Moda Cad. 12 İstanbul +90 532 111 22 33" in listed
    assert "Moda Cad. 12 Ankara" in changed
    assert customers.addresses(customer.id) == []


def test_the_addresses_of_somebody_else_are_not_there(shop: Shop) -> None:
    client, other = registered(), registered("can@mail.example")
    client.post("/account/addresses/new", ADDRESS)
    customer = customers.customer_by_email("ayse@mail.example")
    assert customer
    (row,) = customers.addresses(customer.id)
    word = to_public(ADDRESS_PREFIX, row.id)
    shop.stock(SKU, warehouse=1)
    shop.put_in(other, SKU)

    assert other.get(f"/account/addresses/{word}").status_code == 404
    assert other.post(f"/account/addresses/{word}", ADDRESS).status_code == 404
    assert other.post(f"/account/addresses/{word}/delete").status_code == 404
    assert deliver(other, saved=word).status_code == 404
    assert customers.addresses(customer.id) == [row]


def test_a_saved_address_is_enough_at_the_checkout(shop: Shop) -> None:
    client = registered()
    client.post("/account/addresses/new", {**ADDRESS, "label": "Home"})
    shop.stock(SKU, warehouse=1)
    shop.put_in(client, SKU)
    page = client.get("/checkout")
    word = body_of(page).split('name="saved" value="adr_')[1].split('"')[0]
    said = {"email": "ayse@mail.example", "delivery": "delivery", "method": "standard", "saved": f"adr_{word}"}

    answer = client.post("/checkout/delivery", said)

    assert 'name="email" value="ayse@mail.example"' in body_of(page)
    assert answer.status_code == 302
    assert "Ayşe Yılmaz Moda Cad. 12 İstanbul" in text_of(client.get("/checkout"))


def test_the_cart_goes_into_the_account_and_stays_there(shop: Shop) -> None:
    registered()
    client = Client()
    shop.stock(SKU, warehouse=9)
    shop.put_in(client, SKU, 2)

    sign_in(client)
    mine = text_of(client.get("/cart"))
    client.post("/account/sign-out")
    left = text_of(client.get("/cart"))
    elsewhere = Client()
    sign_in(elsewhere)

    assert "2 items" in mine
    assert "Your basket is empty" in left
    assert "2 items" in text_of(elsewhere.get("/cart"))


def test_what_was_put_in_elsewhere_comes_along(shop: Shop) -> None:
    add_product(shop, "HAT", 10_000)
    shop.stock(SKU, warehouse=9)
    shop.stock("HAT", warehouse=9)
    home = registered()
    shop.put_in(home, "HAT", 3)
    phone = Client()
    shop.put_in(phone, SKU, 1)

    sign_in(phone)

    text = text_of(phone.get("/cart"))
    assert "Linen shirt Red / S" in text
    assert "4 items ₺700.00" in text


def test_an_empty_browser_finds_the_cart_of_the_account(shop: Shop) -> None:
    shop.stock(SKU, warehouse=9)
    home = registered()
    shop.put_in(home, SKU, 3)
    phone = Client()
    shop.put_in(phone, SKU)
    phone.post("/cart/change", {"remove": shop.word(SKU)})

    sign_in(phone)

    assert "3 items" in text_of(phone.get("/cart"))


def test_a_session_ends_with_its_password(shop: Shop) -> None:
    from arasta.contexts.customers.services import logins
    from arasta.kernel.access import SYSTEM

    client = registered()
    customer = customers.customer_by_email("ayse@mail.example")
    assert customer

    logins.set_password(customer.id, password="another-glass-of-tea", actor=SYSTEM)

    assert client.get("/account")["Location"].startswith("/account/sign-in")


def entry() -> tuple[CustomerId, AddressRow]:
    """Return the customer and the first entry of their book of addresses."""
    who = customers.customer_by_email("ayse@mail.example")
    assert who
    return who.id, customers.addresses(who.id)[0]


def test_an_address_changed_on_one_device_is_changed_in_the_basket_on_another(shop: Shop) -> None:
    shop.stock(SKU, warehouse=5)
    phone, computer = registered(), Client()
    assert sign_in(computer) == "/account"
    computer.post("/account/addresses/new", {"label": "Home", **ADDRESS})
    key = to_public(ADDRESS_PREFIX, entry()[1].id)
    shop.put_in(phone, SKU)
    assert deliver(phone, saved=key).status_code == 302
    assert "Moda Cad. 12" in text_of(phone.get("/checkout"))

    computer.post(f"/account/addresses/{key}", {"label": "Home", **ADDRESS, "line1": "Bağdat Cad. 5"})

    there = text_of(phone.get("/checkout"))
    assert ("Bağdat Cad. 5" in there, "Moda Cad. 12" in there) == (True, False)
    pay(phone)
    assert shop.orders()[0].addresses[AddressRole.SHIPPING].line1 == "Bağdat Cad. 5"


def test_an_address_that_staff_change_reaches_the_basket_and_only_open_ones(shop: Shop) -> None:
    shop.stock(SKU, warehouse=5)
    client = registered()
    shop.put_in(client, SKU)
    deliver(client, keep="on")
    pay(client)
    shop.put_in(client, SKU)
    owner, row = entry()
    deliver(client, saved=to_public(ADDRESS_PREFIX, row.id))
    moved = AddressToSave(replace(row.address, line1="Bağdat Cad. 5"), id=row.id)

    addresses.save_addresses(owner, [moved], actor=SYSTEM)
    deliver_pending()

    assert "Bağdat Cad. 5" in text_of(client.get("/checkout"))
    assert shop.orders()[0].addresses[AddressRole.SHIPPING].line1 == "Moda Cad. 12"
