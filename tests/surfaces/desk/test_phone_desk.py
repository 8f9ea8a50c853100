"""The phone desk and the chat: staff fill a shopper's cart, who sees it, takes it by a link and pays."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
from arasta.contexts.identity.types import Role
from arasta.contexts.orders.queries import carts
from arasta.contexts.payments.ports import register_gateway
from arasta.contexts.support import queries as support
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests.contexts.messages.sending import carried
from tests.surfaces.pos.counter import hire
from tests.surfaces.pos.counter import sign_in as enter
from tests.surfaces.storefront.shopping import ADDRESS, Provider, Shop, body_of, deliver, open_shop, pay, text_of
from tests.surfaces.storefront.test_baton import offer
from tests.surfaces.storefront.test_baton import sign_in as register

SKU, BLUE = "SHIRT-RED-S", "SHIRT-BLUE-L"


@pytest.fixture
def shop(db: None) -> Shop:
    opened = open_shop(Provider())
    opened.stock(SKU, warehouse=5)
    opened.stock(BLUE, warehouse=2)
    return opened


@pytest.fixture
def agent(shop: Shop) -> Client:
    hire("agent@example.com", role=Role.AGENT, name="Selin")
    return enter(Client(), "agent@example.com")


def begin(agent: Client, customer: str = "") -> str:
    """Open a cart and return its address."""
    answer = agent.post("/office/desk/open", {"customer": customer})
    assert answer.status_code == 302
    return answer["Location"]


def put_in(agent: Client, shop: Shop, address: str, sku: str) -> None:
    assert agent.post(f"{address}/line", {"variant": shop.word(sku), "add": "1"})["Location"] == address


def customer_key(agent: Client, text: str) -> str:
    rows = agent.get("/office/desk", {"q": text}).context["rows"]
    assert len(rows) == 1
    return str(rows[0][0])


def test_a_callers_cart_is_filled_and_seen_on_their_phone(shop: Shop, agent: Client, client: Client) -> None:
    register(client)
    shop.put_in(client, SKU)
    address = begin(agent, customer_key(agent, "yilmaz"))

    put_in(agent, shop, address, BLUE)
    put_in(agent, shop, address, BLUE)

    cart = carts.cart(from_public("crt", address.rpartition("/")[2]))
    assert sorted(line.quantity for line in cart.lines) == [1, 2]
    assert cart.adviser_name == "Selin"
    assert "3 items ₺1,200.00" in text_of(client.get("/cart"))


def test_the_link_is_written_to_its_customer_once(shop: Shop, agent: Client, client: Client) -> None:
    register(client)
    shop.put_in(client, SKU)
    address = begin(agent, customer_key(agent, "yilmaz"))
    said = {"email": "Ayse@mail.example"}
    with carried() as mail:
        agent.post(f"{address}/write", said)
        agent.post(f"{address}/send")
        for wrong in ({}, {"email": "nobody"}, said, said):
            agent.post(f"{address}/write", wrong)
        deliver_pending()

    (letter,) = mail.sent
    assert (letter.to, letter.link) == ("ayse@mail.example", agent.get(address).context["address"])
    assert "Selin has put a basket together for you." in letter.text
    assert "It comes to ₺400.00." in letter.text


def test_a_link_in_a_letter_is_paid_on_a_phone_without_an_account_and_the_desk_sees_it(
    shop: Shop, agent: Client, settings: Settings
) -> None:
    register_gateway("shop-fake", lambda: shop.provider)
    settings.SHOP_PAYMENT_PROVIDER = "shop-fake"
    address, phone = begin(agent), Client()
    put_in(agent, shop, address, SKU)
    agent.post(f"{address}/send")
    with carried() as mail:
        agent.post(f"{address}/write", {"email": "caller@mail.example"})
        deliver_pending()
    link = mail.sent[0].link.removeprefix("http://127.0.0.1:8500")

    assert phone.post(link, {"go": "checkout"})["Location"] == "/checkout"
    deliver(phone, email="caller@mail.example")
    assert "thanks=1" in pay(phone)["Location"]

    (order,) = shop.orders()
    assert (order.row.email, order.row.customer_id, order.row.payment_status) == ("caller@mail.example", None, "paid")
    assert agent.get(address)["Location"] == f"/office/orders/{to_public('ord', order.row.id)}"
    assert Client().get(link).status_code == 409


def test_an_address_of_the_book_is_offered_and_the_customer_has_only_to_pay(
    shop: Shop, agent: Client, client: Client
) -> None:
    register(client)
    client.post("/account/addresses/new", {"label": "Home", **ADDRESS})
    shop.put_in(client, SKU)
    address = begin(agent, customer_key(agent, "yilmaz"))
    ((word, _row),) = agent.get(address).context["book"]

    agent.post(f"{address}/deliver", {"address": "adr_" + "0" * 26, "method": "standard"})
    agent.post(f"{address}/deliver", {"address": word, "method": "teleport"})
    assert carts.cart(from_public("crt", address.rpartition("/")[2])).address is None
    agent.post(f"{address}/deliver", {"address": word, "method": "standard"})

    assert "Order and pay ₺450.00" in text_of(client.get("/checkout"))
    client.post(f"/account/addresses/{word}", {"label": "Home", **ADDRESS, "line1": "Bağdat Cad. 5"})
    assert "Bağdat Cad. 5" in text_of(agent.get(address))


def test_delivery_that_costs_nothing_is_offered_too(shop: Shop, agent: Client, client: Client) -> None:
    text, price = MethodText("en", "Slow", ""), Money(0, "TRY")
    methods.save_delivery_methods([DeliveryMethodToSave("free", DeliveryKind.DELIVERY, (text,), (price,), 4, 9)])
    register(client)
    client.post("/account/addresses/new", {"label": "Home", **ADDRESS})
    shop.put_in(client, SKU)
    address = begin(agent, customer_key(agent, "yilmaz"))
    page = agent.get(address)
    ((word, _row),) = page.context["book"]

    agent.post(f"{address}/deliver", {"address": word, "method": "free"})

    assert "Slow · Free" in text_of(page)
    assert "Order and pay ₺400.00" in text_of(client.get("/checkout"))


def test_a_guests_cart_is_sent_as_a_link_and_paid_there(shop: Shop, agent: Client) -> None:
    address = begin(agent)
    put_in(agent, shop, address, SKU)
    agent.post(f"{address}/send")
    link = agent.get(address).context["address"]
    phone = Client()

    looked = text_of(phone.get(link))
    answer = phone.post(link, {"go": "checkout"})

    assert "Selin put this together with you." in looked
    assert answer["Location"] == "/checkout"
    assert "1 item ₺400.00" in text_of(phone.get("/cart"))


def test_what_cannot_be_had_or_is_not_sold_stays_out(shop: Shop, agent: Client) -> None:
    address = begin(agent)

    put_in(agent, shop, address, SKU)
    agent.post(f"{address}/line", {"variant": "var_" + "0" * 26, "add": "1"})
    for nonsense in ("-1", "abc", "9" * 12, ""):
        agent.post(f"{address}/line", {"variant": shop.word(SKU), "quantity": nonsense})

    view = agent.get(address).context["view"]
    assert [(row.variant.sku, row.line.quantity) for row in view.lines] == [(SKU, 1)]
    agent.post(f"{address}/line", {"variant": shop.word(SKU), "quantity": "0"})
    assert agent.get(address).context["view"].lines == ()


def test_a_code_read_out_opens_the_callers_cart_and_uses_nothing_up(shop: Shop, agent: Client, client: Client) -> None:
    shop.put_in(client, SKU)
    code = offer(client)

    address = agent.post("/office/desk/code", {"code": code.lower()})["Location"]
    put_in(agent, shop, address, BLUE)

    assert "2 items" in text_of(client.get("/cart"))
    assert Client().get(f"/b/{code}").status_code == 200


def test_a_link_that_was_called_back_opens_nothing(shop: Shop, agent: Client) -> None:
    address = begin(agent)
    put_in(agent, shop, address, SKU)
    agent.post(f"{address}/send")
    link = agent.get(address).context["address"]

    agent.post(f"{address}/call-back")

    assert Client().post(link).status_code == 409


def test_an_empty_cart_is_not_sent(shop: Shop, agent: Client) -> None:
    address = begin(agent)

    agent.post(f"{address}/send")

    assert agent.get(address).context["baton"] is None


def test_a_cart_that_became_an_order_or_never_was_is_not_there(agent: Client) -> None:
    assert agent.get("/office/desk/carts/crt_" + "0" * 26).status_code == 404
    assert agent.get("/office/desk/carts/nonsense").status_code == 404
    assert agent.get("/office/desk/chats/cnv_" + "0" * 26).status_code == 404


def chat_address() -> str:
    return f"/office/desk/chats/{to_public('cnv', support.newest()[0].id)}"


def test_an_adviser_drops_a_product_into_a_guests_cart(shop: Shop, agent: Client, client: Client) -> None:
    client.post("/chat", {"text": "Which shirt is cool in summer?"})
    waiting = agent.get("/office/desk/chats").context["rows"]

    agent.post(f"{chat_address()}/say", {"text": "The linen one."})
    agent.post(f"{chat_address()}/drop", {"variant": shop.word(SKU), "cart": "1"})
    page = text_of(client.get("/chat"))

    assert [(row.last_text, row.is_waiting) for _, row in waiting] == [("Which shirt is cool in summer?", True)]
    assert re.search(r"Which shirt is cool in summer\?.*Selin · .*The linen one\..*Linen shirt Red / S", page)
    assert "Selin answers you." in page
    assert "1 item ₺400.00" in text_of(client.get("/cart"))
    assert carts.cart(agent.get(chat_address()).context["view"].cart.id).adviser_name == "Selin"


def test_what_is_researched_on_a_computer_and_advised_is_bought_on_the_phone(
    shop: Shop, agent: Client, client: Client
) -> None:
    register(client)
    shop.put_in(client, SKU)
    client.post("/chat", {"text": "Is there a blue one?"})
    agent.post(f"{chat_address()}/drop", {"variant": shop.word(BLUE), "cart": "1"})
    phone = Client()
    phone.post("/account/sign-in", {"email": "ayse@mail.example", "password": "three blue kettles"})

    assert "2 items ₺800.00" in text_of(phone.get("/cart"))
    assert "Is there a blue one?" in text_of(phone.get("/chat"))


def test_the_payment_link_of_the_basket_is_written_into_the_chat(shop: Shop, agent: Client, client: Client) -> None:
    client.post("/chat", {"text": "I take the linen one."})
    assert "nothing in the basket yet" in body_of(agent.post(f"{chat_address()}/link", follow=True))
    agent.post(f"{chat_address()}/drop", {"variant": shop.word(SKU), "cart": "1"})
    agent.post(f"{chat_address()}/link")

    found = re.search(
        r'Look at your basket and pay here: <a href="http://[^/"]+(/b/[^"]+)"', body_of(client.get("/chat"))
    )
    assert found is not None
    phone = Client()
    assert "Linen shirt" in text_of(phone.get(found[1]))
    client.post("/chat", {"text": "Is http://evil.example/b/1 yours?"})
    assert 'href="http://evil.example' not in body_of(client.get("/chat")) + body_of(agent.get(chat_address()))


def test_a_conversation_is_nobody_elses(shop: Shop, agent: Client, client: Client) -> None:
    client.post("/chat", {"text": "My secret"})

    assert "My secret" not in body_of(Client().get("/chat"))
    assert Client().get("/chat/news", {"after": "0"}).status_code == 204


def test_news_are_sent_once_and_nonsense_is_harmless(shop: Shop, agent: Client, client: Client) -> None:
    client.post("/chat", {"text": "One"})
    agent.post(f"{chat_address()}/say", {"text": "Two"})

    assert ["Two" in body_of(client.get("/chat/news", {"after": place})) for place in ("0", "1")] == [True, True]
    assert client.get("/chat/news", {"after": "2"}).status_code == 204
    for nonsense in ("", "-1", "x", "9" * 30):
        assert client.get("/chat/news", {"after": nonsense}).status_code == 200


def test_nothing_and_too_much_are_not_said(shop: Shop, client: Client) -> None:
    for text in ("", "   ", "x" * 2001, "\x00"):
        assert client.post("/chat", {"text": text}).status_code == 302

    assert support.newest() == []


def test_a_closed_conversation_begins_anew(shop: Shop, agent: Client, client: Client) -> None:
    client.post("/chat", {"text": "First"})
    agent.post(f"{chat_address()}/close")
    agent.post(f"{chat_address()}/say", {"text": "Too late"})

    client.post("/chat", {"text": "Second"})

    assert [(row.last_text, row.messages) for row in support.newest()] == [("Second", 1), ("First", 1)]


def test_the_guests_conversation_goes_along_when_they_sign_in(shop: Shop, client: Client) -> None:
    client.post("/chat", {"text": "I come in now"})
    register(client)

    assert "I come in now" in text_of(client.get("/chat"))
    assert support.newest()[0].name == "Ayşe Yılmaz"


def test_words_of_shoppers_are_not_markup(shop: Shop, agent: Client, client: Client) -> None:
    client.post("/chat", {"text": "<script>alert(1)</script>"})

    assert "<script>alert" not in body_of(client.get("/chat"))
    assert "<script>alert" not in body_of(agent.get(chat_address()))
