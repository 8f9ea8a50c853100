"""Times to come, chosen for a cart or for its order: for all that is fetched, or for the part of it that is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.services import supplies, terms
from arasta.contexts.inventory.services.supplies import SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.pickup.queries import hours, plans
from arasta.contexts.pickup.types import AHEAD, SlotNotOffered
from arasta.flows.ordering import choose_time
from arasta.flows.shipping import source_order
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.surfaces.storefront.shopping import add_product, deliver, pay, pick_up
from tests.surfaces.ways import SKU, Ways, open_ways, set_terms

pytestmark = pytest.mark.django_db
LAMP = "LAMP"


@pytest.fixture
def ways(settings: Any) -> Ways:
    return open_ways(settings, orders_ahead=1, prep_minutes=60)


def free(ways: Ways) -> list[datetime]:
    found = plans.times(hours.calendars([ways.store]), at=clock.now() + AHEAD)
    return [slot.starts_at for slot in found.get(ways.store, ())]


def cart_of(client: Client) -> UUID:
    key: UUID = db.rows("SELECT id FROM orders_cart ORDER BY id DESC LIMIT 1", ())[0][0]
    return key


def sourced(ways: Ways) -> list[Any]:
    (order,) = ways.shop.orders()
    source_order.source_orders([order.row.id], at=clock.now(), actor=SYSTEM)
    return fulfillment.of_orders([order.row.id])


def test_the_part_that_is_fetched_of_a_split_order_is_due_when_its_customer_comes(ways: Ways) -> None:
    add_product(ways.shop, LAMP, 20_000)
    ways.shop.stock(LAMP, warehouse=1)
    client, time = Client(), free(ways)[5]
    ways.shop.put_in(client, SKU)
    ways.shop.put_in(client, LAMP)
    place = to_public("loc", ways.store)
    chosen = {f"fetch-{ways.shop.word(SKU)}": "on", f"fetch-time-{place}": time.isoformat()}
    answer = deliver(client, fetch_store=place, **chosen)
    pay(client)

    due = {row.kind.value: row.due_at for row in sourced(ways)}
    assert getattr(answer, "status_code", 0) == 302
    assert due == {"pickup": time, "delivery": None}
    assert time not in free(ways)


def test_an_order_gets_another_time_and_the_first_is_free_again(ways: Ways) -> None:
    client, first, second = Client(), free(ways)[5], free(ways)[6]
    ways.shop.put_in(client, SKU)
    pick_up(client, ways.store)
    choose_time.choose_for_cart(cart_of(client), first, at=clock.now())
    pay(client)
    (part,) = sourced(ways)
    choose_time.choose_for_order(part.order_id, second, at=clock.now())

    assert part.due_at == first
    assert fulfillment.fulfillment_order(part.id).due_at == second
    assert first in free(ways)
    assert second not in free(ways)


def test_a_time_needs_something_that_is_fetched(ways: Ways) -> None:
    client = Client()
    ways.shop.put_in(client, SKU)
    deliver(client)

    with pytest.raises(choose_time.NothingFetched):
        choose_time.choose_for_cart(cart_of(client), free(ways)[5], at=clock.now())


def test_nobody_comes_before_the_goods_are_brought(ways: Ways) -> None:
    set_terms(ways.store, orders_ahead=1, bring_days=1)
    add_product(ways.shop, LAMP, 20_000)
    ways.shop.stock(LAMP, warehouse=1)
    client = Client()
    ways.shop.put_in(client, LAMP)
    cart = cart_of(client)
    said = cart_book.CheckoutInput("a@mail.example", DeliveryKind.PICKUP, pickup_location_id=ways.store)
    cart_book.set_checkout(cart, said)
    brought = hours.brought_by(hours.calendars([ways.store])[ways.store], clock.now())
    assert brought is not None

    with pytest.raises(SlotNotOffered):
        choose_time.choose_for_cart(cart, free(ways)[0], at=clock.now())
    later = next(time for time in free(ways) if time >= brought + timedelta(hours=1))
    choose_time.choose_for_cart(cart, later, at=clock.now())
    assert plans.plans([cart])[cart].starts_at == later


def test_nobody_chooses_the_hour_of_what_is_still_to_come(ways: Ways) -> None:
    set_terms(ways.store, bring_days=2, orders_ahead=1)
    lamp = add_product(ways.shop, LAMP, 20_000)
    terms.set_terms([TermsInput(lamp, TermsKind.BACKORDER)], actor=SYSTEM)
    supplies.announce([SupplyInput(lamp, ways.shop.warehouse, 1, date(2027, 6, 1))], actor=SYSTEM)
    client = Client()
    ways.shop.put_in(client, LAMP)
    assert pick_up(client, ways.store).status_code == 302

    with pytest.raises(SlotNotOffered):
        choose_time.choose_for_cart(cart_of(client), free(ways)[-1], at=clock.now())
