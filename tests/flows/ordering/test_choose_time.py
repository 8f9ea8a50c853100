"""Times to come, chosen for a cart or for its order: for all that is fetched, or for the part of it that is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind as Kind
from arasta.contexts.inventory.services import supplies, terms
from arasta.contexts.inventory.services.supplies import SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.pickup.queries import hours, keeps, plans
from arasta.contexts.pickup.types import AHEAD, SlotNotOffered
from arasta.flows.ordering import choose_time
from arasta.flows.ordering.change_way import WayWished, change_way
from arasta.flows.ordering.place_unpaid import place_unpaid
from arasta.flows.shipping import source_order
from arasta.kernel import clock, db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import links
from tests.surfaces.storefront.shopping import add_product, body_of, deliver, pay, pick_up, text_of
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


def change_to_pickup(ways: Ways) -> str:
    """Let the newest order be fetched instead; return the address of its pickup."""
    order_id = ways.shop.orders()[0].row.id
    change_way(order_id, WayWished(location_id=ways.store), seen=None, at=clock.now(), actor=SYSTEM)
    deliver_pending()
    return links.pickup_path(order_id)


def test_who_fetches_after_all_chooses_a_time_and_another_one_instead(ways: Ways) -> None:
    client, first, second = Client(), free(ways)[5], free(ways)[6]
    ways.shop.put_in(client, SKU)
    deliver(client)
    pay(client)
    deliver_pending()
    page = change_to_pickup(ways)
    (part,) = [row for row in sourced(ways) if row.kind is Kind.PICKUP]

    offered = body_of(client.get(page))
    answers = [
        client.post(f"{page.removesuffix('pickup')}come", {"time": time.isoformat()}) for time in (first, second)
    ]
    wrong = [
        client.post(f"{page.removesuffix('pickup')}come", {"time": time}) for time in ("", "x", "2026-03-02T12:00")
    ]

    assert f'<option value="{first.isoformat()}">' in offered
    assert [answer["Location"] for answer in answers] == [page, page]
    assert [answer.status_code for answer in wrong] == [409] * 3
    assert fulfillment.fulfillment_order(part.id).due_at == second
    assert f'<option value="{second.isoformat()}" selected>' in body_of(client.get(page))
    assert "You come at" in text_of(client.get(page))
    assert first in free(ways)


def test_an_order_that_is_brought_now_cannot_be_fetched_before(ways: Ways) -> None:
    set_terms(ways.store, orders_ahead=1, bring_days=1)
    add_product(ways.shop, LAMP, 20_000)
    ways.shop.stock(LAMP, warehouse=1)
    client = Client()
    ways.shop.put_in(client, LAMP)
    deliver(client)
    pay(client)
    order_id = ways.shop.orders()[0].row.id
    change_way(
        order_id, WayWished(location_id=ways.store), seen=None, at=clock.now(), actor=SYSTEM
    )  # nobody is asked yet
    brought = hours.brought_by(hours.calendars([ways.store])[ways.store], ways.shop.orders()[0].promised_at)
    assert brought is not None

    with pytest.raises(SlotNotOffered):
        choose_time.choose_for_order(order_id, free(ways)[0], at=clock.now())
    page = body_of(client.get(links.pickup_path(order_id)))

    shown = [time for time in free(ways) if f'<option value="{time.isoformat()}">' in page]
    assert shown == [time for time in free(ways) if time >= brought]


def test_an_order_to_be_paid_in_the_store_is_kept_until_its_customer_comes(ways: Ways) -> None:
    client, time = Client(), free(ways)[-1]
    ways.shop.put_in(client, SKU)
    pick_up(client, ways.store)
    order_id = place_unpaid(cart_of(client), seen_total=None, at=clock.now(), actor=ANONYMOUS).id
    deliver_pending()
    before = keeps.keeps([order_id])[order_id].until

    choose_time.choose_for_order(order_id, time, at=clock.now())

    assert before < time < keeps.keeps([order_id])[order_id].until
