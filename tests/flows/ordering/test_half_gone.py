"""Some of an order has left: only the rest of it can be canceled, and only what was paid for that comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import DeliveryKind as Way
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, ShipmentToMake
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import OrderClosed, OrderStatus
from arasta.contexts.pickup.queries import shortfalls
from arasta.flows.ordering import cancel_order, cancel_own, fall_short, keep_orders
from arasta.flows.shipping import ship
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.test_split_ways import FETCHED, client, provider, shop, split
from tests.surfaces.storefront.shopping import Shop, pay
from tests.surfaces.ways import set_terms

__all__ = ["client", "provider", "shop"]
pytestmark = pytest.mark.django_db
DAY = makers.DAY


@pytest.fixture
def order(shop: Shop, client: Client) -> OrderDetail:
    """A shirt that is sent, for 400 and 50, and a lamp for 200 to be fetched; all is paid, nothing left yet."""
    set_terms(shop.ankara, keep_days=7)
    split(client, shop, FETCHED)
    pay(client)
    (placed,) = shop.orders()
    source_orders([placed.row.id], at=DAY, actor=SYSTEM)
    return placed


def part(order: OrderDetail, way: Way) -> FulfillmentOrderRow:
    [found] = [row for row in fulfillment.of_orders([order.row.id]) if row.kind is way]
    return found


def send(order: OrderDetail) -> None:
    parcel = part(order, Way.DELIVERY)
    requests.accept([parcel.id], at=DAY, actor=SYSTEM)
    ship.ship([ShipmentToMake(parcel.id, "Kargo", "T", quantities={parcel.lines[0].id: 1})], at=DAY, actor=SYSTEM)


def miss(order: OrderDetail) -> None:
    lamp = part(order, Way.PICKUP)
    fall_short.report(lamp.id, {lamp.lines[0].id: 1}, at=DAY, actor=SYSTEM)


def outcome(order: OrderDetail, shop: Shop) -> tuple[OrderStatus, list[tuple[int, int]], int, list[str]]:
    """Return how the order stands, what was shipped and canceled of each line, and what came back."""
    deliver_pending()
    now = order_book.order(order.row.id)
    assert find_lies() == []
    return (
        now.row.status,
        [(line.shipped, line.canceled) for line in now.lines],
        now.refunded.minor,
        shop.provider.asked,
    )


@pytest.mark.parametrize("answer", [fall_short.take_rest, fall_short.cancel_all])
def test_what_was_not_found_is_canceled_alone(order: OrderDetail, shop: Shop, answer: Callable[..., None]) -> None:
    send(order)
    miss(order)
    answer(order.row.id, at=DAY, actor=SYSTEM)
    done = outcome(order, shop)
    assert done == (OrderStatus.COMPLETED, [(1, 0), (0, 1)], 20_000, ["authorize 65000 TRY", "refund 20000 TRY"])
    assert shortfalls.open_of([order.row.id]) == []


def test_an_answer_that_cannot_be_followed_is_none(order: OrderDetail, shop: Shop) -> None:
    miss(order)
    statuses.cancel(order.row.id, reason="elsewhere", actor=SYSTEM)
    with pytest.raises(OrderClosed):
        fall_short.cancel_all(order.row.id, at=DAY, actor=SYSTEM)
    assert len(shortfalls.open_of([order.row.id])) == 1


def test_what_nobody_fetches_is_canceled_alone(order: OrderDetail, shop: Shop) -> None:
    send(order)
    keep_orders.keep_ready(order.row.id, shop.ankara, at=DAY)
    assert keep_orders.sweep(at=DAY + timedelta(days=30)) == 1
    done = outcome(order, shop)
    assert done == (OrderStatus.COMPLETED, [(1, 0), (0, 1)], 20_000, ["authorize 65000 TRY", "refund 20000 TRY"])


def test_who_took_some_along_does_not_cancel_the_whole(order: OrderDetail, shop: Shop) -> None:
    statuses.record_shipped([(order.lines[1].id, 1)], actor=SYSTEM)  # as a till does, which asks no place for it
    with pytest.raises(cancel_own.BeingPacked):
        cancel_own.cancel_own(order.row.id, at=DAY, actor=SYSTEM)
    with pytest.raises(cancel_order.PartlyLeft):
        cancel_order.cancel_order(order.row.id, reason="no", at=DAY, actor=SYSTEM)
    assert shop.provider.asked == ["authorize 65000 TRY"]
