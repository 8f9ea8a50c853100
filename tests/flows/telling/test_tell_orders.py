"""Customers hear what becomes of their orders: once each, in their language, from the shop they bought in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from arasta.contexts.channels.types import ChannelKind
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import delivering
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.services.moves import AnotherLocationsWork
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, FulfillmentStatus, ShipmentToMake
from arasta.contexts.messages.queries import book
from arasta.contexts.messages.services import sending
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.payments.ports import register_gateway
from arasta.flows.ordering import cancel_order
from arasta.flows.shipping import ship
from arasta.flows.telling import tell_orders
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from arasta.kernel.calendar import day_of
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.kernel.web.templatetags.arasta import days
from tests import makers
from tests.contexts.messages.sending import Kept, carried
from tests.makers_orders import make_orders
from tests.statements import counted
from tests.surfaces.storefront.shopping import ADDRESS, Provider, Shop, open_shop, pick_up, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Settings) -> Shop:
    provider = Provider()
    register_gateway("shop-fake", lambda: provider)
    settings.SHOP_PAYMENT_PROVIDER = "shop-fake"
    opened = open_shop(provider)
    opened.stock("SHIRT-RED-S", warehouse=5, kadikoy=5)
    return opened


@pytest.fixture
def mail() -> Iterator[Kept]:
    with carried() as kept:
        yield kept


def buy(shop: Shop, *, language: str = "en", store: bool = False, units: int = 1) -> OrderDetail:
    client = Client()
    start = "" if language == "en" else f"/{language}"
    client.post(f"{start}/cart/add", {"variant": shop.word("SHIRT-RED-S"), "quantity": units})
    said = {"email": "ayse@mail.example", "delivery": "delivery", "method": "standard", **ADDRESS}
    answer = pick_up(client, shop.kadikoy) if store else client.post(f"{start}/checkout/delivery", said)
    assert answer.status_code == 302
    page = client.get(f"{start}/checkout").content.decode()
    fields = dict(re.findall(r'name="(cart|seen_minor|seen_currency)" value="([^"]*)"', page))
    assert client.post(f"{start}/checkout/pay", {**fields, "card": "tok_approve"}).status_code == 302
    deliver_pending()
    return shop.orders()[0]


def asked(order: OrderDetail) -> FulfillmentOrderRow:
    return fulfillment.of_orders([order.row.id])[0]


def titles(mail: Kept) -> list[str]:
    return [one.title for one in mail.sent]


def test_an_order_is_confirmed_with_what_it_holds_and_where_it_goes(shop: Shop, mail: Kept) -> None:
    order = buy(shop, units=2)

    (letter,) = mail.sent
    assert letter.to == "ayse@mail.example"
    assert letter.title == f"We have your order {order.row.number}"
    assert "Thank you, Ayşe Yılmaz." in letter.text
    assert "It goes to Moda Cad. 12, İstanbul." in letter.text
    there = methods.arrives(methods.delivery_method("standard"), day_of(order.row.placed_at))
    assert f"The parcel is there: {days(*there)}." in letter.text
    assert f"2 × {order.lines[0].name}" in letter.text
    assert "Total: ₺850.00" in letter.text
    assert f"{order.row.total.minor}" == "85000"
    link = letter.link.removeprefix("http://127.0.0.1:8500")
    assert Client().get(link).status_code == 200


def test_a_pickup_is_told_when_it_is_ready_and_asked_about_a_week_later(shop: Shop, mail: Kept) -> None:
    order = buy(shop, store=True)
    assert "You pick it up at Kervan Kadıköy." in mail.sent[0].text
    part = asked(order)
    requests.accept([part.id], at=makers.DAY, actor=SYSTEM)
    requests.mark_ready([part.id], at=makers.DAY, actor=SYSTEM)
    deliver_pending()

    assert titles(mail)[1:] == [f"Order {order.row.number} is ready at Kervan Kadıköy"]
    assert "Cadde 1, Kadıköy" in mail.sent[1].text
    assert "Open: Mon–Sat 10–21." in mail.sent[1].text

    ship.hand_over([part.id], at=makers.DAY, actor=SYSTEM)
    deliver_pending()
    sending.release_due(makers.DAY + timedelta(days=6))
    deliver_pending()
    assert len(mail.sent) == 2
    assert sending.release_due(makers.DAY + timedelta(days=7)) == 1
    assert sending.release_due(makers.DAY + timedelta(days=7)) == 0
    deliver_pending()
    assert titles(mail)[2:] == ["How do you like what you bought?"]


def test_each_parcel_is_told_with_its_number_and_what_is_still_to_come(shop: Shop, mail: Kept) -> None:
    order = buy(shop, units=3)
    part = asked(order)
    requests.accept([part.id], at=makers.DAY, actor=SYSTEM)
    for units, number in ((1, "TR1"), (2, "TR2")):
        parcel = ShipmentToMake(part.id, "Yurtiçi", number, quantities={part.lines[0].id: units})
        ship.ship([parcel], at=makers.DAY, actor=SYSTEM)
    deliver_pending()

    first, second = mail.sent[1:]
    assert first.title == second.title == f"Order {order.row.number} is on its way"
    assert "Yurtiçi carries it under the number TR1." in first.text
    assert "under the number TR2." in second.text


def sent(order: OrderDetail) -> UUID:
    """Send all of an order with a carrier, and return the parcel."""
    part = asked(order)
    requests.accept([part.id], at=makers.DAY, actor=SYSTEM)
    ship.ship([ShipmentToMake(part.id, "Yurtiçi", "TR1")], at=makers.DAY, actor=SYSTEM)
    return asked(order).shipments[0].id


def test_a_parcel_that_arrived_is_told_once_whoever_says_so(shop: Shop, mail: Kept) -> None:
    order = buy(shop)
    parcel = sent(order)
    assert delivering.mark_delivered([parcel], at=makers.DAY, actor=SYSTEM) == 1
    assert delivering.mark_delivered([parcel], at=makers.DAY, actor=SYSTEM) == 0
    assert delivering.mark_orders_delivered([order.row.id], at=makers.DAY, actor=SYSTEM) == 0
    deliver_pending()

    assert titles(mail)[2:] == [f"Order {order.row.number} has arrived"]
    page = text_of(Client().get(mail.sent[2].link.removeprefix("http://127.0.0.1:8500")))
    assert "Parcel delivered" in page
    assert "A parcel was delivered" in page


def test_parcels_are_marked_by_who_works_at_their_place(shop: Shop) -> None:
    parcel = sent(buy(shop))
    elsewhere = replace(SYSTEM, locations=frozenset({new_id()}))

    with pytest.raises(AnotherLocationsWork):
        delivering.mark_delivered([parcel], at=makers.DAY, actor=elsewhere)
    with pytest.raises(delivering.UnknownShipment):
        delivering.mark_delivered([parcel, new_id()], at=makers.DAY, actor=SYSTEM)
    assert db.rows("SELECT delivered_at FROM fulfillment_shipment") == [(None,)]


def test_the_request_for_a_review_opens_the_form_of_what_was_bought(shop: Shop, mail: Kept) -> None:
    order = buy(shop)
    sent(order)
    assert delivering.mark_orders_delivered([order.row.id], at=makers.DAY, actor=SYSTEM) == 1
    deliver_pending()
    sending.release_due(makers.DAY + timedelta(days=7))
    deliver_pending()

    letter = mail.sent[-1]
    assert letter.title == "How do you like what you bought?"
    form = Client().get(letter.link.removeprefix("http://127.0.0.1:8500"))
    assert form.status_code == 200
    assert order.lines[0].name in text_of(form)
    assert "/review" in letter.link


def test_a_canceled_order_says_what_goes_back_and_nothing_twice(shop: Shop, mail: Kept) -> None:
    order = buy(shop)
    cancel_order.cancel_order(order.row.id, reason="changed my mind", at=clock.now(), actor=SYSTEM)
    deliver_pending()

    assert titles(mail)[1:] == [f"Order {order.row.number} was canceled"]
    assert "₺450.00 goes back the way you paid." in mail.sent[1].text


@pytest.mark.parametrize(
    ("language", "title"),
    [("tr", "{} numaralı siparişiniz bize ulaştı"), ("ru", "Мы получили ваш заказ {}")],
)
def test_it_is_written_in_the_language_of_the_order(shop: Shop, mail: Kept, language: str, title: str) -> None:
    order = buy(shop, language=language)

    assert order.language == language
    assert titles(mail) == [title.format(order.row.number)]
    assert f"8500/{language}/order/" in mail.sent[0].link


def test_who_bought_elsewhere_or_left_no_address_is_not_written_to(mail: Kept) -> None:
    make_orders(2)
    market = makers.make_channel("market")
    db.execute("UPDATE channels_channel SET kind = 'marketplace' WHERE id = %s", [market])
    for order in make_orders(1, channel=market):
        db.execute("UPDATE orders_order SET email = 'relay@market.example' WHERE id = %s", [order.id])
    deliver_pending()

    assert mail.sent == []
    assert book.page().items == []


def test_the_office_sees_what_the_customer_was_told(shop: Shop, mail: Kept) -> None:
    order = buy(shop)

    told = book.messages_about([f"order:{order.row.id}"])
    assert [(one.kind, one.status.value) for one in told] == [("order_confirmed", "sent")]
    assert asked(order).status is FulfillmentStatus.OPEN


def test_many_orders_are_confirmed_with_as_many_statements_as_one() -> None:
    def cost(count: int) -> int:
        orders = [order.id for order in make_orders(count, channel=web, email="ayse@mail.example")]
        with CaptureQueriesContext(connection) as caught:
            tell_orders.tell_placed(orders)
        return counted(caught)

    web = makers.make_channel(kind=ChannelKind.WEB)

    assert (cost(1), cost(20)) == (8, 8)
