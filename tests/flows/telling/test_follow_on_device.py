"""A device shows what becomes of an order because its owner said so, and as long as they say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from arasta.connectors.webpush.connector import WebPushSender
from arasta.contexts.customers.services import consents
from arasta.contexts.customers.types import ConsentToRecord, ContactChannel, Purpose
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.messages import ports
from arasta.contexts.messages.services import carriers
from arasta.contexts.messages.types import Medium
from arasta.contexts.orders.queries import links
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.payments.ports import register_gateway
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.connectors.webpush.browser import Browser
from tests.contexts.messages.sending import carried
from tests.surfaces.storefront.shopping import Provider, Shop, open_shop, pay, pick_up, text_of
from tests.surfaces.storefront.test_ways_in import with_code

pytestmark = pytest.mark.django_db

LEDGER = (
    "SELECT channel, contact, purpose, is_given, text_version, source, customer_id IS NOT NULL"
    " FROM customers_consent ORDER BY id"
)


@pytest.fixture(autouse=True)
def field_key(settings: Settings) -> None:
    settings.FIELD_KEY = Fernet.generate_key().decode()


@pytest.fixture
def shop(settings: Settings) -> Shop:
    provider = Provider()
    register_gateway("shop-fake", lambda: provider)
    settings.SHOP_PAYMENT_PROVIDER = "shop-fake"
    opened = open_shop(provider)
    opened.stock("SHIRT-RED-S", warehouse=5, kadikoy=5)
    return opened


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Return a browser that knows the house's key, and whose maker's service is reached by the real sender."""
    there = Browser()
    carriers.push_key()
    with carried():
        ports.register_sender(Medium.PUSH, WebPushSender(there.client))
        yield there


def ordered(shop: Shop, client: Client) -> OrderDetail:
    client.post("/cart/add", {"variant": shop.word("SHIRT-RED-S"), "quantity": 1})
    assert pick_up(client, shop.kadikoy).status_code == 302
    pay(client)
    deliver_pending()
    return shop.orders()[0]


def make_ready(order: OrderDetail) -> None:
    part = fulfillment.of_orders([order.row.id])[0]
    requests.accept([part.id], at=makers.DAY, actor=SYSTEM)
    requests.mark_ready([part.id], at=makers.DAY, actor=SYSTEM)
    deliver_pending()


def said(order: OrderDetail, browser: Browser) -> dict[str, str]:
    return {"order": links.word_of(order.row.id), **browser.named}


def answer(client: Client, page: str, form: dict[str, str]) -> dict[str, Any]:
    found = client.post(page, form)
    assert found.status_code == 200, found.content
    told: dict[str, Any] = found.json()
    return told


def devices() -> int:
    return int(db.rows("SELECT count(*) FROM messages_device")[0][0])


def test_a_guest_is_shown_that_the_order_is_ready(shop: Shop, browser: Browser) -> None:
    guest = Client()
    order = ordered(shop, guest)
    page = text_of(guest.get(f"/order/{links.word_of(order.row.id)}"))
    assert "Tell me when it is ready" in page
    assert answer(guest, "/push/state", said(order, browser)) == {"follows": False}

    assert answer(guest, "/tr/push/follow", said(order, browser)) == {"follows": True}
    assert answer(guest, "/push/follow", said(order, browser)) == {"follows": True}
    assert answer(guest, "/push/state", said(order, browser)) == {"follows": True}
    make_ready(order)

    (shown,) = browser.shown()
    assert shown["title"] == f"Order {order.row.number} is ready at Kervan Kadıköy"
    assert shown["text"] == "Ayşe Yılmaz, your order waits for you at Kervan Kadıköy, Cadde 1, Kadıköy."
    assert shown["link"].endswith(f"/order/{links.word_of(order.row.id)}/pickup")
    ((device,),) = db.rows("SELECT id::text FROM messages_device")
    assert db.rows(LEDGER) == [("push", device, "order_news", True, "order-news-1", "order", False)]


def test_who_turned_it_off_is_shown_nothing(shop: Shop, browser: Browser) -> None:
    guest = Client()
    order = ordered(shop, guest)
    answer(guest, "/push/follow", said(order, browser))

    assert answer(guest, "/push/unfollow", said(order, browser)) == {"follows": False}
    assert answer(guest, "/push/unfollow", said(order, browser)) == {"follows": False}
    make_ready(order)

    assert (browser.got, devices()) == ([], 0)
    assert [row[3] for row in db.rows(LEDGER)] == [True, False]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten_and_its_word_taken_back(shop: Shop, browser: Browser, status: int) -> None:
    guest = Client()
    order = ordered(shop, guest)
    answer(guest, "/push/follow", said(order, browser))
    browser.answers = status

    make_ready(order)
    deliver_pending()

    assert (len(browser.got), devices()) == (1, 0)
    assert db.rows("SELECT status, error FROM messages_message WHERE medium = 'push'") == [("failed", "device_gone")]
    assert [row[3:6] for row in db.rows(LEDGER)] == [(True, "order-news-1", "order"), (False, "order-news-1", "device")]


def test_a_service_that_is_busy_is_asked_again(shop: Shop, browser: Browser) -> None:
    guest = Client()
    order = ordered(shop, guest)
    answer(guest, "/push/follow", said(order, browser))
    browser.answers = 503
    make_ready(order)
    browser.answers = 201
    db.execute("UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() WHERE status = 'pending'")
    deliver_pending()

    assert (len(browser.got), devices()) == (2, 1)
    assert db.rows("SELECT status FROM messages_message WHERE medium = 'push'") == [("sent",)]


def test_a_customer_follows_all_their_orders_and_once_per_device(shop: Shop, browser: Browser) -> None:
    client = with_code()
    answer(client, "/push/follow", browser.named)
    order = ordered(shop, client)
    answer(client, "/push/follow", said(order, browser))
    make_ready(order)

    assert [one["title"] for one in browser.shown()] == [f"Order {order.row.number} is ready at Kervan Kadıköy"]
    assert devices() == 1
    assert "Devices that show it" in text_of(client.get("/account/consents"))


def test_whoever_signs_in_last_on_a_device_is_followed_there(shop: Shop, browser: Browser) -> None:
    first, second = with_code("ayse@mail.example"), with_code("zeynep@mail.example")
    answer(first, "/push/follow", browser.named)
    answer(second, "/push/follow", browser.named)

    assert answer(first, "/push/state", browser.named) == {"follows": False}
    assert answer(second, "/push/state", browser.named) == {"follows": True}
    second.post("/account/sign-out")
    assert devices() == 0
    assert [row[3] for row in db.rows(LEDGER)] == [True, True, False]


def test_a_customer_turns_off_their_own_devices_only(shop: Shop, browser: Browser) -> None:
    mine, other = with_code("ayse@mail.example"), with_code("zeynep@mail.example")
    answer(mine, "/push/follow", browser.named)
    page = mine.get("/account/consents").content.decode()
    address = page.split('action="/account/shown-on/')[1].split('"')[0]

    assert other.post(f"/account/shown-on/{address}").status_code == 404
    assert devices() == 1
    assert mine.post(f"/account/shown-on/{address}").status_code == 302
    assert devices() == 0


def test_a_consent_taken_back_in_the_office_silences_the_device(shop: Shop, browser: Browser) -> None:
    guest = Client()
    order = ordered(shop, guest)
    answer(guest, "/push/follow", said(order, browser))
    ((device,),) = db.rows("SELECT id::text FROM messages_device")
    no = ConsentToRecord(device, ContactChannel.PUSH, Purpose.ORDER_NEWS, False, "office")
    consents.record([no], actor=SYSTEM)
    deliver_pending()

    assert devices() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://93.184.215.14/p"},
        {"endpoint": "https:///p"},
        {"endpoint": "https://[p"},
        {"endpoint": "https://93.184.215.14/" + "x" * 1000},
        {"endpoint": "https://93.184.215.14/\x00"},
        {"public_key": "BA"},
        {"public_key": "ü"},
        {"auth": "AAAA"},
        {"auth": ""},
    ],
    ids=["open", "nowhere", "malformed", "long", "zero", "short_key", "no_key", "short_auth", "no_auth"],
)
def test_a_browser_that_cannot_be_reached_is_not_kept(shop: Shop, browser: Browser, wrong: dict[str, str]) -> None:
    guest = Client()
    order = ordered(shop, guest)
    refused = guest.post("/push/follow", said(order, browser) | wrong)

    assert refused.status_code == 422
    assert (devices(), db.rows(LEDGER)) == (0, [])


def test_without_a_link_or_a_name_nothing_is_followed(shop: Shop, browser: Browser) -> None:
    ordered(shop, Client())
    assert Client().post("/push/follow", browser.named).status_code == 401
    assert Client().post("/push/follow", {**browser.named, "order": "ord_forged.x"}).status_code == 404
    assert devices() == 0


def test_at_most_twenty_devices_follow_one_order(shop: Shop, browser: Browser) -> None:
    guest = Client()
    order = ordered(shop, guest)
    statuses = [
        guest.post("/push/follow", said(order, Browser(path=f"/push/{place}"))).status_code for place in range(21)
    ]
    assert statuses == [200] * 20 + [409]
    assert devices() == 20


def test_without_a_key_to_seal_with_there_is_none(settings: Settings) -> None:
    settings.FIELD_KEY = ""
    answer = Client().get("/push/key")
    assert (answer.status_code, db.rows("SELECT 1 FROM messages_carrier")) == (409, [])
    assert answer.json()["message"].startswith("This shop cannot show messages on devices yet.")


def test_the_house_has_one_key_and_its_secret_half_is_sealed() -> None:
    first = Client().get("/push/key").json()["key"]

    assert Client().get("/push/key").json()["key"] == first == carriers.push_key()
    ((settings, sealed),) = db.rows("SELECT settings::text, sealed FROM messages_carrier")
    assert settings == f'{{"public_key": "{first}"}}'
    assert "private_key" not in sealed
