"""An order that is sent in part and fetched in part is told as such wherever somebody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import DeliveryKind, FulfillmentOrderRow, ShipmentToMake
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.pickup.queries import keeps
from arasta.flows.invoicing.issue_invoice import invoice_pdf
from arasta.flows.ordering import keep_orders
from arasta.flows.shipping import ship
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import links
from tests import makers
from tests.contexts.messages.sending import Kept, carried
from tests.papers import words_of
from tests.surfaces.storefront.shopping import add_product, deliver, pay, text_of
from tests.surfaces.ways import Ways, open_ways, step

pytestmark = pytest.mark.django_db
SENT, FETCHED = "SHIRT-RED-S", "LAMP"


@pytest.fixture
def ways(settings: Any) -> Ways:
    return open_ways(settings)


@pytest.fixture
def mail() -> Iterator[Kept]:
    with carried() as kept:
        yield kept


@pytest.fixture
def bought(ways: Ways, mail: Kept) -> tuple[Client, OrderDetail]:
    """A customer who has a shirt sent and fetches a lamp."""
    add_product(ways.shop, FETCHED, 20_000)
    ways.shop.stock(SENT, warehouse=1)
    ways.shop.stock(FETCHED, kadikoy=1)
    client = Client()
    ways.shop.put_in(client, SENT)
    ways.shop.put_in(client, FETCHED)
    fetched = {f"fetch-{ways.shop.word(FETCHED)}": "on"}
    assert deliver(client, fetch_store=to_public("loc", ways.store), **fetched).status_code == 302
    assert pay(client).status_code == 302
    deliver_pending()
    return client, ways.shop.orders()[0]


def parts(order: OrderDetail) -> dict[DeliveryKind, FulfillmentOrderRow]:
    return {row.kind: row for row in fulfillment.of_orders([order.row.id])}


def test_its_customer_reads_what_is_sent_and_what_is_fetched(bought: tuple[Client, OrderDetail]) -> None:
    client, order = bought
    name = {line.sku: line.name for line in order.lines}

    page = text_of(client.get(links.order_path(order.row.id)))
    pickup = text_of(client.get(links.pickup_path(order.row.id)))

    assert f"Pick this up here {name[FETCHED]} Kervan Kadıköy" in page
    assert page.count("You pick it up") == page.count("It is sent to you") == 1
    assert "Moda Cad. 12" in page
    assert "Kervan Kadıköy" in pickup


def test_its_letters_name_both_ways(bought: tuple[Client, OrderDetail], mail: Kept) -> None:
    _client, order = bought
    name = {line.sku: line.name for line in order.lines}
    both, sent = parts(order), parts(order)[DeliveryKind.DELIVERY]
    requests.accept([row.id for row in both.values()], at=clock.now(), actor=SYSTEM)
    requests.mark_ready([both[DeliveryKind.PICKUP].id], at=clock.now(), actor=SYSTEM)
    ship.ship([ShipmentToMake(sent.id, "Yurtiçi", "YK1")], at=clock.now(), actor=SYSTEM)
    deliver_pending()

    placed, ready, shipped = mail.sent
    assert "It goes to Moda Cad. 12, İstanbul." in placed.text
    assert f"You pick up 1 × {name[FETCHED]} at Kervan Kadıköy." in placed.text
    assert f"This is what waits there: 1 × {name[FETCHED]}. The rest is sent to you." in ready.text
    assert "The rest of your order follows" not in shipped.text


def test_staff_read_it_in_the_office_and_at_the_till(bought: tuple[Client, OrderDetail], ways: Ways) -> None:
    _client, order = bought
    fetched = parts(order)[DeliveryKind.PICKUP]

    page = text_of(ways.staff.get(f"/office/orders/{to_public('ord', order.row.id)}"))
    till = text_of(ways.staff.get(f"/till/pickups/{to_public('ful', fetched.id)}"))

    assert "Picked up at Kervan Kadıköy" in page
    assert "Pickup of a part" in page
    assert "The rest of the order is sent to the customer." in till
    assert [line.sku for line in fetched.lines] == [FETCHED]


def test_what_nobody_fetches_goes_back_and_the_parcel_goes_on(bought: tuple[Client, OrderDetail], ways: Ways) -> None:
    _client, order = bought
    fetched = parts(order)[DeliveryKind.PICKUP]
    step(ways, "ready", to_public("ful", fetched.id))
    deliver_pending()
    until = keeps.keeps([order.row.id])[order.row.id].until

    ended = keep_orders.sweep(at=until + timedelta(minutes=1))
    deliver_pending()

    (after,) = ways.shop.orders()
    assert ended == 1
    assert {line.sku: line.canceled for line in after.lines} == {SENT: 0, FETCHED: 1}
    assert after.row.status == "placed"
    assert ways.shop.provider.asked[-1] == "refund 20000 TRY"
    assert makers.level_of(ways.shop.variants[FETCHED], ways.store)[:2] == (1, 0)
    assert [row.kind for row in fulfillment.of_orders([order.row.id]) if row.status == "open"] == ["delivery"]


def test_the_invoice_says_where_it_was_fetched(bought: tuple[Client, OrderDetail]) -> None:
    _client, order = bought
    both = parts(order)
    requests.accept([row.id for row in both.values()], at=clock.now(), actor=SYSTEM)
    requests.mark_ready([both[DeliveryKind.PICKUP].id], at=clock.now(), actor=SYSTEM)
    ship.ship([ShipmentToMake(both[DeliveryKind.DELIVERY].id, "Yurtiçi", "YK1")], at=clock.now(), actor=SYSTEM)
    ship.hand_over([both[DeliveryKind.PICKUP].id], at=clock.now(), actor=SYSTEM)

    deliver_pending()
    _number, pdf = invoice_pdf(order.row.id)

    (page,) = words_of(pdf)
    assert page.count("picked up at Kervan Kadıköy") == 1
