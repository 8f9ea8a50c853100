"""Goods that lie elsewhere are brought to the place where their customer fetches them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentOrderRow
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import transfers
from arasta.contexts.inventory.types import LocationKind, OutOfStock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.pickup.queries import codes, hours
from arasta.contexts.pickup.services import places
from arasta.contexts.pickup.types import PlaceToSave, Span, Terms
from arasta.flows.ordering import keep_orders
from arasta.flows.ordering.cancel_order import cancel_order, drop_lines
from arasta.flows.shipping import bring, come_for
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.messages.sending import carried
from tests.flows.ordering.shop import Shop, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    """A warehouse with five units, and a store without one to which goods are brought within two days."""
    shop = open_shop(warehouse=5)
    opens_at(shop.store)
    return shop


def opens_at(location: UUID, *, bring_days: int = 2) -> None:
    week = {weekday: (Span(10 * 60, 20 * 60),) for weekday in range(7)}
    places.save_places([PlaceToSave(location, Terms(bring_days=bring_days), week, {})])


def level(shop: Shop, location: UUID) -> tuple[int, int, int]:
    """Return what lies at a location, what of it is promised, and what is to come."""
    found = db.rows(
        "SELECT on_hand, committed, incoming FROM inventory_level WHERE (variant_id, location_id) = (%s, %s)",
        [shop.variant, location],
    )
    return found[0] if found else (0, 0, 0)


def ordered(shop: Shop, quantity: int = 2) -> UUID:
    order = shop.order(shop.cart(quantity, pickup=True)).order
    assert order
    source_orders([order.id], at=makers.DAY, actor=SYSTEM)
    return order.id


def parts(order_id: UUID) -> list[FulfillmentOrderRow]:
    return fulfillment.of_orders([order_id])


def sent(order_id: UUID) -> FulfillmentOrderRow:
    (row,) = parts(order_id)
    requests.accept([row.id], at=makers.DAY, actor=SYSTEM)
    bring.send(row.id, actor=SYSTEM)
    return fulfillment.fulfillment_order(row.id)


def test_goods_go_to_the_store_wait_there_and_are_handed_over(shop: Shop) -> None:
    order_id = ordered(shop)
    (asked,) = parts(order_id)
    on_the_way = sent(order_id)
    between = level(shop, shop.warehouse), level(shop, shop.store)
    (waiting,) = bring.arrive(on_the_way.id, spot="Shelf  4", at=makers.DAY, actor=SYSTEM)
    there = level(shop, shop.store)
    come_for.give([waiting.id], at=makers.DAY, actor=SYSTEM)

    assert (asked.kind, asked.location_id, asked.target_id) == ("bring", shop.warehouse, shop.store)
    placed_at = order_book.order(order_id).row.placed_at
    assert asked.due_at == hours.brought_by(hours.calendars([shop.store])[shop.store], placed_at)
    assert on_the_way.status == "sent"
    assert between == ((3, 0, 0), (0, 0, 2))
    assert (waiting.kind, waiting.status, waiting.location_id, waiting.spot) == (
        "pickup",
        "ready",
        shop.store,
        "Shelf 4",
    )
    assert there == (2, 2, 0)
    assert [row.status for row in parts(order_id)] == ["arrived", "picked_up"]
    assert level(shop, shop.store) == (0, 0, 0)


def test_a_store_to_which_nothing_is_brought_sells_what_it_has(shop: Shop) -> None:
    opens_at(shop.store, bring_days=0)

    with pytest.raises(OutOfStock):
        shop.order(shop.cart(2, pickup=True))


def test_what_nobody_has_is_not_brought(shop: Shop) -> None:
    with pytest.raises(OutOfStock):
        shop.order(shop.cart(6, pickup=True))


def test_whoever_receives_the_transfer_gets_the_goods_ready_all_the_same(shop: Shop) -> None:
    order_id = ordered(shop)
    row = sent(order_id)
    assert row.transfer_id
    transfers.receive(row.transfer_id, actor=SYSTEM)
    first = bring.put_ready(row.transfer_id, at=makers.DAY, actor=SYSTEM)
    again = bring.put_ready(row.transfer_id, at=makers.DAY, actor=SYSTEM)

    assert [(one.kind, one.status) for one in first] == [("pickup", "ready")]
    assert again == []
    with pytest.raises(bring.NotOnItsWay):
        bring.arrive(row.id, at=makers.DAY, actor=SYSTEM)


def test_an_order_canceled_on_the_way_leaves_the_goods_free_at_the_store(shop: Shop) -> None:
    order_id = ordered(shop)
    row = sent(order_id)
    cancel_order(order_id, reason="changed my mind", at=makers.DAY, actor=SYSTEM)
    waiting = bring.arrive(row.id, at=makers.DAY, actor=SYSTEM)

    assert waiting == []
    assert level(shop, shop.store) == (2, 0, 0)
    assert [one.status for one in parts(order_id)] == ["arrived"]


def test_a_line_shortened_on_the_way_is_promised_what_is_left(shop: Shop) -> None:
    order_id = ordered(shop)
    row = sent(order_id)
    line = row.lines[0].order_line_id
    with db.transaction():
        drop_lines(order_id, {line: 1}, reason="one is enough", at=makers.DAY, actor=SYSTEM)
    (waiting,) = bring.arrive(row.id, at=makers.DAY, actor=SYSTEM)

    assert waiting.units == 1
    assert level(shop, shop.store) == (2, 1, 0)


def test_what_was_not_sent_yet_is_canceled_where_it_lies(shop: Shop) -> None:
    order_id = ordered(shop)
    cancel_order(order_id, reason="changed my mind", at=makers.DAY, actor=SYSTEM)

    assert [row.status for row in parts(order_id)] == ["canceled"]
    assert level(shop, shop.warehouse) == (5, 0, 0)
    assert stock.open_allocations([order_id]) == []


@pytest.fixture
def locker(shop: Shop) -> UUID:
    """A locker without stock, at which the shop's customers may fetch."""
    locker = makers.make_location(kind=LocationKind.LOCKER)
    opens_at(locker)
    channels.place_locations(
        shop.channel,
        [
            LocationPlace(shop.warehouse, 0, ships=True, picks_up=False),
            LocationPlace(locker, 1, ships=False, picks_up=True),
        ],
    )
    return locker


def in_locker(shop: Shop, locker: UUID) -> FulfillmentOrderRow:
    order_id = ordered(replace(shop, store=locker))
    (waiting,) = bring.arrive(sent(order_id).id, spot="12", at=makers.DAY, actor=SYSTEM)
    return waiting


def test_a_locker_opens_to_the_code_and_to_no_other(shop: Shop, locker: UUID) -> None:
    with carried() as mail:
        waiting = in_locker(shop, locker)
        deliver_pending()
    with pytest.raises(come_for.NothingForCode):
        come_for.collect(locker, "AAAA-2222", at=makers.DAY, actor=SYSTEM)
    with pytest.raises(come_for.NothingForCode):
        come_for.collect(shop.store, codes.code_of(waiting.order_id), at=makers.DAY, actor=SYSTEM)

    opened = come_for.collect(locker, codes.code_of(waiting.order_id).lower(), at=makers.DAY, actor=SYSTEM)

    assert "It lies in compartment 12." in mail.sent[-1].text
    assert [row.spot for row in opened] == ["12"]
    assert level(shop, locker) == (0, 0, 0)
    with pytest.raises(come_for.NothingForCode):
        come_for.collect(locker, codes.code_of(waiting.order_id), at=makers.DAY, actor=SYSTEM)


def test_what_nobody_fetched_from_a_locker_goes_home(shop: Shop, locker: UUID) -> None:
    waiting = in_locker(shop, locker)
    keep_orders.keep_ready(waiting.order_id, locker, at=makers.DAY)
    ended = keep_orders.sweep(at=makers.DAY + timedelta(days=30))
    home = bring.take_home(waiting.order_id, actor=SYSTEM)
    again = bring.take_home(waiting.order_id, actor=SYSTEM)

    assert ended == 1
    assert (len(home), again) == (1, [])
    assert level(shop, locker) == (0, 0, 0)
    assert level(shop, shop.warehouse) == (3, 0, 2)
    transfers.receive(home[0], actor=SYSTEM)
    assert level(shop, shop.warehouse) == (5, 0, 0)


def test_an_order_canceled_before_it_came_to_a_locker_goes_home_at_once(shop: Shop, locker: UUID) -> None:
    order_id = ordered(replace(shop, store=locker))
    row = sent(order_id)
    cancel_order(order_id, reason="changed my mind", at=makers.DAY, actor=SYSTEM)
    bring.arrive(row.id, at=makers.DAY, actor=SYSTEM)

    assert level(shop, locker) == (0, 0, 0)
    assert level(shop, shop.warehouse) == (3, 0, 2)


def test_the_customer_is_told_once_all_of_it_is_there(shop: Shop) -> None:
    makers.receive(shop.variant, shop.store, 1)
    order_id = ordered(shop, 6)
    here, brought = sorted(parts(order_id), key=lambda row: row.kind, reverse=True)
    requests.accept([here.id], at=makers.DAY, actor=SYSTEM)
    requests.mark_ready([here.id], at=makers.DAY, actor=SYSTEM)
    before = fulfillment.is_all_there(order_id)
    requests.accept([brought.id], at=makers.DAY, actor=SYSTEM)
    bring.send(brought.id, actor=SYSTEM)
    between = fulfillment.is_all_there(order_id)
    bring.arrive(brought.id, at=makers.DAY, actor=SYSTEM)

    assert (here.kind, here.units, brought.kind, brought.units) == ("pickup", 1, "bring", 5)
    assert (before, between, fulfillment.is_all_there(order_id)) == (False, False, True)
    assert level(shop, shop.store) == (6, 6, 0)
