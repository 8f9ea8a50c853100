"""Times at which people come for their orders: not before they are ready, no more than a place prepares at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.pickup.queries import hours, keeps, plans
from arasta.contexts.pickup.services import plans as book
from arasta.contexts.pickup.types import AHEAD, Plan, SlotNotOffered
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import tenders
from tests import makers
from tests.racing import race
from tests.surfaces.storefront.shopping import pay, pick_up, text_of
from tests.surfaces.ways import NOON, SKU, Ways, open_ways, set_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def ways(settings: Any) -> Ways:
    return open_ways(settings, orders_ahead=1, prep_minutes=60)


def offered(place: UUID, *, at: Any = NOON, cart_id: UUID | None = None) -> list[Any]:
    return [slot.starts_at for slot in plans.times(hours.calendars([place]), at=at, cart_id=cart_id).get(place, ())]


def test_the_first_time_is_when_an_order_is_ready(ways: Ways) -> None:
    first = offered(ways.store)[0]
    set_terms(ways.store, orders_ahead=0)

    assert first == NOON + timedelta(hours=1)
    assert offered(ways.store) == []


def test_a_time_is_given_so_often_as_the_place_prepares_orders(ways: Ways) -> None:
    time, own = NOON + timedelta(hours=2), new_id()
    book.choose(Plan(own, ways.store, time), at=NOON)

    with pytest.raises(SlotNotOffered):
        book.choose(Plan(new_id(), ways.store, time), at=NOON)
    book.choose(Plan(own, ways.store, time), at=NOON)

    assert time not in offered(ways.store)
    assert time in offered(ways.store, cart_id=own)
    assert time in offered(ways.store, at=NOON + AHEAD)
    book.confirm([own])
    assert time not in offered(ways.store, at=NOON + AHEAD)
    book.forget([own])
    assert time in offered(ways.store)


def test_a_time_that_is_none_is_refused(ways: Ways) -> None:
    for time in (NOON, NOON + timedelta(hours=2, minutes=1), NOON + timedelta(days=30)):
        with pytest.raises(SlotNotOffered):
            book.choose(Plan(new_id(), ways.store, time), at=NOON)
    with pytest.raises(SlotNotOffered):
        book.choose(Plan(new_id(), ways.shop.warehouse, NOON + timedelta(hours=2)), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_want_the_last_place_of_a_time_and_one_gets_it(ways: Ways) -> None:
    time = NOON + timedelta(hours=2)

    answers = race(2, lambda: book.choose(Plan(new_id(), ways.store, time), at=NOON))

    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "SlotNotOffered"]


def test_an_order_is_prepared_for_the_time_that_its_customer_chose(ways: Ways) -> None:
    client = Client()
    ways.shop.put_in(client, SKU)
    time = offered(ways.store, at=clock.now())[5]
    answer = pick_up(client, ways.store, **{f"time-{to_public('loc', ways.store)}": time.isoformat()})
    paying = text_of(client.get("/checkout"))
    pay(client)
    deliver_pending()

    (order,) = ways.shop.orders()
    (part,) = fulfillment.of_orders([order.row.id])
    assert answer.status_code == 302
    assert "When you come" in paying
    assert part.due_at == time
    assert time not in offered(ways.store, at=clock.now() + AHEAD)
    assert "ready by" in text_of(ways.staff.get("/till/pickups"))

    cancel_order(order.row.id, reason="no", at=clock.now(), actor=SYSTEM)
    deliver_pending()
    assert time in offered(ways.store, at=clock.now())


def test_a_time_that_somebody_took_meanwhile_is_told_and_nothing_is_held(ways: Ways) -> None:
    client = Client()
    ways.shop.put_in(client, SKU)
    time = offered(ways.store, at=clock.now())[5]
    book.choose(Plan(new_id(), ways.store, time), at=clock.now())

    answer = pick_up(client, ways.store, **{f"time-{to_public('loc', ways.store)}": time.isoformat()})
    nonsense = pick_up(client, ways.store, **{f"time-{to_public('loc', ways.store)}": "soon"})

    assert (answer.status_code, nonsense.status_code) == (409, 409)
    assert "This time is not free any more." in text_of(answer)
    assert makers.level_of(ways.shop.variants[SKU], ways.store) == (3, 0, 0)


def test_an_unpaid_order_waits_for_the_time_that_was_chosen(ways: Ways) -> None:
    client = Client()
    ways.shop.put_in(client, SKU)
    time = offered(ways.store, at=clock.now())[-1]
    pick_up(client, ways.store, **{f"time-{to_public('loc', ways.store)}": time.isoformat()})
    pay(client, tenders.IN_STORE)
    deliver_pending()

    (order,) = ways.shop.orders()
    assert keeps.keeps([order.row.id])[order.row.id].until > time
