"""Fetching an order: the customer says "I am here", the store sees it, brings it and hands it over."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.inventory.queries import availability
from arasta.contexts.orders.types import OrderStatus
from arasta.contexts.pickup.queries import codes
from arasta.kernel.ids import to_public
from tests.surfaces.pos.counter import hire, key_of, sign_in
from tests.surfaces.storefront.shopping import text_of
from tests.surfaces.ways import SKU, Ways, open_ways, order_for_pickup, part_of, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def ways(db: None, settings: Settings) -> Ways:
    return open_ways(settings, curbside_bays=2)


def test_somebody_waits_in_a_car_and_gets_their_order(ways: Ways) -> None:
    customer = Client()
    word, here = order_for_pickup(ways, customer, quantity=2), "/till/pickups"
    key = part_of(ways)

    assert "We are getting it ready" in text_of(customer.get(f"/order/{word}/pickup"))
    assert "To prepare" in text_of(ways.staff.get(here))
    step(ways, "ready", key)
    assert "Ready for you" in text_of(customer.get(f"/order/{word}/pickup"))
    assert "Ready to pick up" in text_of(customer.get(f"/order/{word}"))[:40]
    told = customer.post(f"/order/{word}/here", {"way": "curbside", "bay": "2", "car": " White  Fiat "})

    assert (told.status_code, told["Location"]) == (302, f"/order/{word}/pickup")
    assert "The store was told a moment ago" in text_of(customer.get(f"/order/{word}/pickup"))
    page = ways.staff.get(here)
    assert "1 customer is here Ayşe Yılmaz Bay 2 · White Fiat" in text_of(page)
    assert [tab["count"] for tab in page.context["till_tabs"]] == [None, 1, None, None]
    step(ways, "coming", key)
    assert "Cem is on the way with your order." in text_of(customer.get(f"/order/{word}/pickup"))
    given = step(ways, "give", key)
    assert (given.status_code, given["Location"]) == (302, here)
    assert "You have it" in text_of(customer.get(f"/order/{word}/pickup"))
    assert "Nothing waits here" in text_of(ways.staff.get(here))
    assert ways.shop.orders()[0].row.status is OrderStatus.COMPLETED
    left = availability.sellable([ways.shop.variants[SKU]], channel_id=ways.shop.channel, location_ids=[ways.store])
    assert [level.sellable for level in left] == [1]


def test_saying_it_twice_only_corrects_where(ways: Ways) -> None:
    customer = Client()
    word = order_for_pickup(ways, customer)

    customer.post(f"/order/{word}/here", {"way": "curbside", "bay": "1"})
    customer.post(f"/order/{word}/here", {"way": "desk", "bay": "1", "car": "forgotten"})

    page = text_of(ways.staff.get("/till/pickups"))
    assert "1 customer is here Ayşe Yılmaz At the counter" in page
    assert "forgotten" not in page


def test_a_store_without_bays_brings_nothing_out(settings: Settings) -> None:
    ways = open_ways(settings)
    customer = Client()
    word = order_for_pickup(ways, customer)

    assert "In my car" not in text_of(customer.get(f"/order/{word}/pickup"))
    answer = customer.post(f"/order/{word}/here", {"way": "curbside"})

    assert answer.status_code == 409
    assert "Please come to the desk." in text_of(answer)


def test_nobody_comes_for_what_was_fetched_or_is_sent(ways: Ways) -> None:
    customer = Client()
    word = order_for_pickup(ways, customer)
    step(ways, "ready", part_of(ways))
    step(ways, "give", part_of(ways))

    assert customer.post(f"/order/{word}/here", {"way": "desk"}).status_code == 409
    assert customer.get(f"/order/{word}x/pickup").status_code == 404
    assert customer.post("/order/nothing/here", {"way": "desk"}).status_code == 404
    assert step(ways, "give", part_of(ways)).status_code == 409


def test_the_code_leads_to_the_pickup(ways: Ways) -> None:
    customer = Client()
    word = order_for_pickup(ways, customer)
    order = ways.shop.orders()[0].row
    code = codes.code_of(order.id)

    assert code in text_of(customer.get(f"/order/{word}/pickup"))
    for said in (code, code.lower().replace("-", " ")):
        found = ways.staff.post("/till/pickups/find", {"q": said})
        assert found["Location"] == f"/till/pickups/{part_of(ways)}?code=1"
    assert ways.staff.post("/till/pickups/find", {"q": order.number})["Location"].endswith(part_of(ways))
    assert ways.staff.post("/till/pickups/find", {"q": "XXXX-XXXX"}).status_code == 404
    assert ways.staff.post("/till/pickups/find", {"q": ""}).status_code == 200


def test_another_stores_pickup_is_not_here(ways: Ways) -> None:
    order_for_pickup(ways, Client())
    key = part_of(ways)
    from tests import makers

    elsewhere = makers.make_register(ways.shop.ankara, code="ANKARA-1")
    hire("ankara@example.com", at=ways.shop.ankara)
    stranger = sign_in(Client(), "ankara@example.com")
    stranger.post("/till/registers", {"register": key_of(elsewhere)})

    assert "Nothing waits here" in text_of(stranger.get("/till/pickups"))
    assert stranger.get(f"/till/pickups/{key}").status_code == 404
    for act in ("accept", "ready", "coming", "give"):
        assert stranger.post(f"/till/pickups/{key}/{act}").status_code == 404
    assert Client().get("/till/pickups").status_code == 302
    assert ways.staff.get(f"/till/pickups/{to_public('ful', ways.store)}").status_code == 404


def test_the_board_is_asked_for_in_part(ways: Ways) -> None:
    order_for_pickup(ways, Client())

    part = ways.staff.get("/till/pickups", headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "Ayşe Yılmaz" in part.content.decode()
