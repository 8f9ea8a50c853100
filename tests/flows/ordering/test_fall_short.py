"""Something of a pickup was not found: the customer is asked, decides, and pays only for what they get."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import availability
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import OrderStatus
from arasta.contexts.pickup.events import ShortfallAsked
from arasta.contexts.pickup.queries import shortfalls
from arasta.flows.telling import tell_pickups
from arasta.kernel import db
from tests.surfaces.storefront.shopping import text_of
from tests.surfaces.ways import SKU, Ways, open_ways, order_for_pickup, part_of, source, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def ways(db: None, settings: Settings) -> Ways:
    return open_ways(settings)


def line_of(ways: Ways) -> str:
    """Return the name of the form's field for the pickup's only line."""
    row = fulfillment.of_orders([ways.shop.orders()[0].row.id])[-1]
    return f"missing-{row.lines[0].id}"


def sellable(ways: Ways) -> int:
    levels = availability.sellable([ways.shop.variants[SKU]], channel_id=ways.shop.channel, location_ids=[ways.store])
    return sum(level.sellable for level in levels)


def test_the_customer_takes_the_rest(ways: Ways) -> None:
    customer = Client()
    word = order_for_pickup(ways, customer, quantity=2)

    assert step(ways, "missing", part_of(ways), **{line_of(ways): "1"}).status_code == 302
    page = text_of(customer.get(f"/order/{word}/pickup"))
    assert "We could not find everything 1 × Linen shirt" in page
    assert "Customer is asked" in text_of(ways.staff.get("/till/pickups"))
    assert customer.post(f"/order/{word}/missing", {"answer": "take_rest"}).status_code == 302
    source(ways)

    order = ways.shop.orders()[0]
    assert [(line.quantity, line.canceled) for line in order.lines] == [(2, 1)]
    assert ways.shop.provider.asked == ["authorize 80000 TRY", "refund 40000 TRY"]
    assert order.refunded.minor == 40_000
    assert sellable(ways) == 1  # three lay there on paper: one is promised, one was never found
    step(ways, "ready", part_of(ways))
    assert step(ways, "give", part_of(ways)).status_code == 302
    assert ways.shop.orders()[0].row.status is OrderStatus.COMPLETED
    assert customer.post(f"/order/{word}/missing", {"answer": "take_rest"}).status_code == 409


def test_the_customer_cancels_all_of_it(ways: Ways) -> None:
    customer = Client()
    word = order_for_pickup(ways, customer, quantity=2)
    step(ways, "missing", part_of(ways), **{line_of(ways): "1"})

    assert customer.post(f"/order/{word}/missing", {"answer": "cancel_all"}).status_code == 302

    assert ways.shop.orders()[0].row.status is OrderStatus.CANCELED
    assert "This order was canceled" in text_of(customer.get(f"/order/{word}/pickup"))
    assert sellable(ways) == 2


def test_the_rest_of_nothing_is_canceled_whole(ways: Ways) -> None:
    customer = Client()
    word = order_for_pickup(ways, customer)
    step(ways, "missing", part_of(ways), **{line_of(ways): "1"})

    customer.post(f"/order/{word}/missing", {"answer": "take_rest"})

    assert ways.shop.orders()[0].row.status is OrderStatus.CANCELED
    assert sellable(ways) == 2


def test_it_turns_up_again(ways: Ways) -> None:
    customer = Client()
    word = order_for_pickup(ways, customer)
    key = part_of(ways)
    step(ways, "missing", key, **{line_of(ways): "1"})

    assert step(ways, "found", key).status_code == 302
    assert step(ways, "found", key).status_code == 409
    assert "We could not find everything" not in text_of(customer.get(f"/order/{word}/pickup"))
    assert customer.post(f"/order/{word}/missing", {"answer": "cancel_all"}).status_code == 409
    assert order_book.order(ways.shop.orders()[0].row.id).row.status is OrderStatus.PLACED


@pytest.mark.parametrize("count", ["0", "", "2", "-1", "one", "٣"])
def test_only_what_can_be_missing_is_missing(ways: Ways, count: str) -> None:
    order_for_pickup(ways, Client())

    answer = step(ways, "missing", part_of(ways), **{line_of(ways): count})

    assert answer.status_code == 422
    assert shortfalls.open_of([ways.shop.orders()[0].row.id]) == []


def test_the_customer_is_asked_once(ways: Ways) -> None:
    order_for_pickup(ways, Client(), quantity=2)
    key, field = part_of(ways), line_of(ways)
    step(ways, "missing", key, **{field: "1"})
    step(ways, "missing", key, **{field: "2"})

    [row] = shortfalls.open_of([ways.shop.orders()[0].row.id])
    assert row.quantity == 1
    told = ShortfallAsked(
        order_id=row.order_id,
        location_id=row.location_id,
        fulfillment_order_id=row.fulfillment_order_id,
        order_line_id=row.order_line_id,
        quantity=1,
    )
    tell_pickups.tell_short(told)
    tell_pickups.tell_short(told)
    assert db.rows('SELECT kind, "to" FROM messages_message WHERE kind = %s', ["pickup_short"]) == [
        ("pickup_short", "ayse@mail.example")
    ]


def test_what_was_handed_over_is_not_missing(ways: Ways) -> None:
    order_for_pickup(ways, Client())
    key, field = part_of(ways), line_of(ways)
    step(ways, "ready", key)
    step(ways, "give", key)

    assert step(ways, "missing", key, **{field: "1"}).status_code == 409
