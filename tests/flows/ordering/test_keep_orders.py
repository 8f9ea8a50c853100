"""Reserved online, paid in the store; kept for a time; what nobody comes for goes back to the shelf."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.inventory.queries import availability
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import Address, DeliveryKind, OrderStatus, PaymentStatus
from arasta.contexts.pickup.queries import keeps
from arasta.contexts.pickup.types import KeepReason
from arasta.flows.ordering import keep_orders, pay_order
from arasta.flows.ordering.place_unpaid import place_unpaid
from arasta.flows.shipping import come_for
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests.surfaces.storefront.shopping import text_of
from tests.surfaces.ways import SKU, Ways, open_ways, order_for_pickup, part_of, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def ways(db: None, settings: Settings) -> Ways:
    return open_ways(settings, prep_minutes=60, unpaid_days=1, keep_days=7)


def reserve(ways: Ways) -> tuple[UUID, datetime]:
    """Order a shirt to be paid in the store."""
    cart = cart_book.open_cart(ways.shop.channel, currency="TRY")
    cart_book.set_lines(cart, [cart_book.CartLineInput(ways.shop.variants[SKU], 1)])
    who = Address("Ayşe Yılmaz", "", "", "TR")
    cart_book.set_checkout(
        cart, CheckoutInput("ayse@mail.example", DeliveryKind.PICKUP, pickup_location_id=ways.store, address=who)
    )
    at = clock.now()
    order = place_unpaid(cart, seen_total=Money(40_000, "TRY"), at=at, actor=SYSTEM)
    keep_orders.keep_unpaid([order.id], at=at)
    source_orders([order.id], at=at, actor=SYSTEM)
    return order.id, at


def sellable(ways: Ways) -> int:
    levels = availability.sellable([ways.shop.variants[SKU]], channel_id=ways.shop.channel, location_ids=[ways.store])
    return sum(level.sellable for level in levels)


def test_a_reservation_is_kept_until_the_next_day_is_over(ways: Ways) -> None:
    order, at = reserve(ways)

    kept = keeps.keeps([order])[order]

    assert kept.reason is KeepReason.PAY
    assert timedelta(days=1) < kept.until - at < timedelta(days=3)
    assert sellable(ways) == 2


def test_what_nobody_pays_goes_back_to_the_shelf(ways: Ways) -> None:
    order, at = reserve(ways)

    assert keep_orders.sweep(at=at + timedelta(days=1)) == 0
    assert keep_orders.sweep(at=at + timedelta(days=4)) == 1
    assert keep_orders.sweep(at=at + timedelta(days=4)) == 0

    assert order_book.order(order).row.status is OrderStatus.CANCELED
    assert sellable(ways) == 3
    assert keeps.keeps([order]) == {}
    told = db.rows("SELECT payload ->> 'reason' FROM outbox_event WHERE name = 'pickup.keep_ended'")
    assert told == [("pay",)]


def test_what_is_not_paid_does_not_leave(ways: Ways) -> None:
    order, _ = reserve(ways)
    key = part_of(ways)
    step(ways, "ready", key)

    page = text_of(ways.staff.get(f"/till/pickups/{key}"))
    assert "Not paid yet" in page
    answer = step(ways, "give", key)

    assert answer.status_code == 409
    assert "is not paid yet. Take the payment first." in text_of(answer)
    assert order_book.order(order).row.status is OrderStatus.PLACED


def test_paid_at_the_till_it_is_handed_over(ways: Ways) -> None:
    order, at = reserve(ways)
    due = Money(40_000, "TRY")
    receipt = pay_order.pay_cash(order, register=ways.register, tendered=due, seen=due, at=at, actor=SYSTEM)
    key = part_of(ways)

    step(ways, "ready", key)
    assert step(ways, "give", key).status_code == 302

    row = order_book.order(order).row
    assert (row.status, row.payment_status) == (OrderStatus.COMPLETED, PaymentStatus.PAID)
    assert receipt.order_id == order
    assert keeps.keeps([order]) == {}
    assert keep_orders.sweep(at=at + timedelta(days=30)) == 0


def test_what_was_paid_meanwhile_is_kept_on(ways: Ways) -> None:
    order, at = reserve(ways)
    due = Money(40_000, "TRY")
    pay_order.pay_cash(order, register=ways.register, tendered=due, seen=due, at=at, actor=SYSTEM)

    assert keep_orders.sweep(at=at + timedelta(days=4)) == 0
    assert keeps.keeps([order])[order].reason is KeepReason.FETCH


def test_a_paid_pickup_nobody_fetches_is_paid_back(ways: Ways) -> None:
    order_for_pickup(ways, Client())
    order = ways.shop.orders()[0].row
    step(ways, "ready", part_of(ways))
    at = clock.now()
    keep_orders.keep_ready(order.id, ways.store, at=at)

    assert keeps.keeps([order.id])[order.id].reason is KeepReason.FETCH
    assert keep_orders.sweep(at=at + timedelta(days=7)) == 0
    assert keep_orders.sweep(at=at + timedelta(days=9)) == 1

    row = order_book.order(order.id).row
    assert row.status is OrderStatus.CANCELED
    assert row.payment_status is PaymentStatus.REFUNDED
    assert sellable(ways) == 3


def test_what_was_fetched_in_time_stays_fetched(ways: Ways) -> None:
    order_for_pickup(ways, Client())
    order, key, at = ways.shop.orders()[0].row, part_of(ways), clock.now()
    step(ways, "ready", key)
    keep_orders.keep_ready(order.id, ways.store, at=at)
    step(ways, "give", key)

    assert keep_orders.sweep(at=at + timedelta(days=30)) == 0
    assert order_book.order(order.id).row.status is OrderStatus.COMPLETED
    assert come_for.waiting(order.id) == []
