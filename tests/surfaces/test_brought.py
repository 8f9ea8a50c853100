"""A store without the goods: the shopper sees by when they are brought, staff send them and take them in, the locker opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentOrderRow
from arasta.contexts.identity.types import Role
from arasta.flows.shipping import bring
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import links
from tests import makers
from tests.contexts.messages.sending import Kept, carried
from tests.surfaces.backoffice.making import come_in
from tests.surfaces.storefront.shopping import add_product, body_of, pay, pick_up, text_of
from tests.surfaces.ways import Ways, open_ways, set_terms

pytestmark = pytest.mark.django_db
LAMP = "LAMP"


@pytest.fixture
def mail() -> Iterator[Kept]:
    with carried() as kept:
        yield kept


@pytest.fixture
def ways(settings: Any) -> Ways:
    """A lamp lies in the warehouse; the store gets it within two days."""
    ways = open_ways(settings)
    set_terms(ways.store, bring_days=2)
    add_product(ways.shop, LAMP, 20_000)
    ways.shop.stock(LAMP, warehouse=1)
    return ways


def parts(ways: Ways) -> list[FulfillmentOrderRow]:
    (order,) = ways.shop.orders()
    return fulfillment.of_orders([order.row.id])


def test_goods_are_brought_and_their_customer_hears_it_once_they_are_there(ways: Ways, mail: Kept) -> None:
    client = Client()
    ways.shop.put_in(client, LAMP)
    form = text_of(client.get("/checkout"))
    answer = pick_up(client, ways.store)
    paying = text_of(client.get("/checkout"))
    pay(client)
    page = links.pickup_path(ways.shop.orders()[0].row.id)
    at_once = text_of(client.get(page))
    deliver_pending()
    (asked,) = parts(ways)
    key = to_public("ful", asked.id)
    before = text_of(client.get(page))
    requests.accept([asked.id], at=clock.now(), actor=SYSTEM)
    bring.send(asked.id, actor=SYSTEM)
    board = text_of(ways.staff.get("/till/pickups"))
    early = ways.staff.post(f"/till/pickups/{key}/give")
    taken_in = ways.staff.post(f"/till/pickups/brought/{key}/here", {"spot": "Shelf 4"})
    twice = ways.staff.post(f"/till/pickups/brought/{key}/here")
    deliver_pending()

    assert "We bring it there for you: it is ready by" in mail.sent[0].text
    assert "We bring it here · Ready by" in form
    assert answer.status_code == 302
    assert "Ready by" in paying
    assert "We bring it to" in at_once
    assert "We bring it to" in before
    assert "On its way here" in board
    assert (early.status_code, taken_in.status_code, twice.status_code) == (404, 302, 409)
    assert [(row.kind, row.status, row.spot) for row in parts(ways)] == [
        ("bring", "arrived", ""),
        ("pickup", "ready", "Shelf 4"),
    ]
    assert "Ready for you" in text_of(client.get(page))


def test_what_is_not_found_where_it_is_sent_from_is_asked_about_and_not_sent_before(ways: Ways) -> None:
    client, picker, other = Client(), Client(), Client()
    ways.shop.put_in(client, LAMP)
    pick_up(client, ways.store)
    pay(client)
    deliver_pending()
    (asked,) = parts(ways)
    come_in(picker, Role.PICKER, locations=frozenset({asked.location_id}))
    come_in(other, Role.ASSOCIATE, locations=frozenset({ways.store}))
    there, wish = f"/office/fulfillment/{to_public('ful', asked.id)}", {f"missing-{asked.lines[0].id}": "1"}
    requests.accept([asked.id], at=clock.now(), actor=SYSTEM)

    other.post(f"{there}/missing", wish)
    assert "We could not find everything" not in text_of(client.get(links.pickup_path(asked.order_id)))
    picker.post(f"{there}/missing", wish)
    assert "1 × Thing LAMP not found" in body_of(picker.get(f"{there}/actions"))
    assert picker.post(f"{there}/send-on").status_code == 409
    picker.post(f"{there}/found")
    picker.post(f"{there}/missing", wish)
    client.post(f"{links.order_path(asked.order_id)}/missing", {"answer": "take_rest"})

    (order,) = ways.shop.orders()
    assert (order.row.status.value, [row.status for row in parts(ways)]) == ("canceled", ["canceled"])
    assert makers.level_of(ways.shop.variants[LAMP], asked.location_id) == (0, 0, 0)


def test_another_stores_goods_are_not_taken_in_here(ways: Ways) -> None:
    client = Client()
    ways.shop.put_in(client, LAMP)
    pick_up(client, ways.store)
    pay(client)
    deliver_pending()
    (asked,) = parts(ways)
    key = to_public("ful", asked.id)

    assert ways.staff.get(f"/till/pickups/{key}").status_code == 404
    assert ways.staff.get(f"/till/pickups/brought/{key}").status_code == 200
    assert ways.staff.post(f"/till/pickups/brought/{key}/here").status_code == 409
    assert [row.status for row in parts(ways)] == ["open"]
