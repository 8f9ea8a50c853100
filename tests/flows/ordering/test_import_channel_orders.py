"""Orders of a marketplace enter the book once, whole, and from stock that is there; what cannot is parked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arasta.config.audit import find_lies
from arasta.connectors.trendyol import client
from arasta.contexts.channels.services import parking
from arasta.contexts.channels.types import Stream, Trouble
from arasta.contexts.channels.types.parking import ParkedReason, ParkedStatus
from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.types import FulfillmentStatus, OrderStatus, PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import Tender
from arasta.flows.ordering.import_channel_orders import Imported, import_channel_orders
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.stall import Stall, available
from tests.racing import race
from tests.twins.makers import BARCODE, every_line, package, set_status

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "8690000000024"


def test_an_order_is_mapped_allocated_and_paid_at_the_marketplace(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE)
    placed = stall.buy(2)

    pulled = stall.pull()

    [order] = stall.orders()
    [line] = order.lines
    [payment] = payments.payments_of([order.row.id])
    assert (pulled.entered, pulled.parked, pulled.canceled) == (1, 0, 0)
    assert order.row.external_id == placed["orderNumber"]
    assert (line.variant_id, line.sku, line.quantity) == (variant, f"SKU-{BARCODE}", 2)
    assert (order.row.total, order.row.payment_status) == (Money(89800, "TRY"), PaymentStatus.PAID)
    assert (payment.tender, payment.captured) == (Tender.MARKETPLACE, Money(89800, "TRY"))
    assert makers.level_of(variant, stall.warehouse) == (5, 2, 0)
    assert find_lies() == []


def test_an_order_enters_once_however_often_it_is_read(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE)
    placed = stall.buy(2)

    entered = [stall.pull().entered for _ in range(3)]
    set_status(stall.world, placed["packageId"], "Picking")
    entered.append(stall.pull().entered)

    assert entered == [1, 0, 0, 0]
    assert len(stall.orders()) == 1
    assert makers.level_of(variant, stall.warehouse) == (5, 2, 0)


def test_two_importers_of_one_order_enter_it_once(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE)
    stall.buy(2)
    found = stall.read()

    answers = race(3, lambda: import_channel_orders(stall.channel, found, actor=SYSTEM))

    entered = [len(answer.entered) for answer in answers if isinstance(answer, Imported)]
    assert sorted(entered) == [0, 0, 1]
    assert len(stall.orders()) == 1
    assert makers.level_of(variant, stall.warehouse) == (5, 2, 0)


def test_an_unknown_barcode_is_parked_and_enters_when_its_sku_is_chosen(stall: Stall, staff: Actor) -> None:
    [variant] = stall.offer(BARCODE)
    stall.buy(1, "9999999999999", allowUnknown=True)

    first, again = stall.pull(), stall.pull()
    [item] = stall.parked()
    parking.resolve(item.id, choices={"9999999999999": variant}, actor=staff)
    deliver_pending()

    [order] = stall.orders()
    assert (first.parked, again.parked, item.times_seen) == (1, 1, 2)
    assert (item.reason, item.about) == (ParkedReason.UNKNOWN_SKU, ("9999999999999",))
    assert [line.variant_id for line in order.lines] == [variant]
    assert stall.parked() == []


def test_an_order_whose_code_became_known_is_no_longer_parked(stall: Stall) -> None:
    stall.offer(BARCODE)
    stall.buy(1, OTHER, allowUnknown=True)
    stall.pull()
    [variant] = stall.describe(OTHER)
    makers.receive(variant, stall.warehouse, 1)

    pulled = stall.pull()

    assert (pulled.entered, stall.parked()) == (1, [])


def test_an_order_put_aside_by_a_person_stays_aside(stall: Stall, staff: Actor) -> None:
    stall.offer(BARCODE)
    stall.buy(1, OTHER, allowUnknown=True)
    stall.pull()
    parking.dismiss(stall.parked()[0].id, note="sold by mistake", actor=staff)
    [variant] = stall.describe(OTHER)
    makers.receive(variant, stall.warehouse, 1)

    pulled = stall.pull()

    assert (pulled.entered, stall.orders()) == (0, [])


def test_an_unknown_status_is_parked(stall: Stall) -> None:
    stall.offer(BARCODE)
    stall.world.fault("unknown_status", times=1)
    stall.buy()

    stall.pull()

    [item] = stall.parked()
    assert (item.reason, item.about) == (ParkedReason.UNKNOWN_STATUS, ("QualityHold",))
    assert stall.orders() == []


def test_one_parked_order_lets_the_others_pass(stall: Stall) -> None:
    stall.offer(BARCODE)
    stall.buy()
    stall.buy(1, OTHER, allowUnknown=True)
    stall.buy()

    pulled = stall.pull()

    assert (pulled.entered, pulled.parked) == (2, 1)


def test_what_the_buyer_cancels_is_canceled_and_its_units_are_free(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE)
    placed = stall.buy(2)
    stall.pull()
    stall.world.control("POST", f"/packages/{placed['packageId']}/cancel")

    first, again = stall.pull(), stall.pull()

    [order] = stall.orders()
    assert (first.canceled, again.canceled) == (1, 0)
    assert (order.row.status, order.row.fulfillment_status) == (OrderStatus.CANCELED, FulfillmentStatus.CANCELED)
    assert (order.row.payment_status, order.refunded) == (PaymentStatus.REFUNDED, Money(89800, "TRY"))
    assert (available(variant), makers.level_of(variant, stall.warehouse)) == (5, (5, 0, 0))
    assert find_lies() == []


def test_an_order_canceled_before_we_read_it_never_enters(stall: Stall) -> None:
    stall.offer(BARCODE)
    placed = stall.buy()
    stall.world.control("POST", f"/packages/{placed['packageId']}/cancel")

    pulled = stall.pull()

    assert (pulled.entered, pulled.canceled, stall.orders(), stall.parked()) == (0, 0, [], [])


def test_a_part_the_buyer_cancels_is_canceled_and_the_rest_stays(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE)
    placed = stall.buy(3)
    stall.pull()
    deliver_pending()
    [whole] = every_line(package(stall.world, placed["packageId"]))
    stall.world.control("POST", f"/packages/{placed['packageId']}/cancel", json={"lines": [{**whole, "quantity": 1}]})

    reduced = [stall.pull().reduced for _ in range(2)]
    deliver_pending()

    [order] = stall.orders()
    assert reduced == [1, 0]
    assert (order.row.status, order.lines[0].canceled, order.refunded) == (OrderStatus.PLACED, 1, Money(44900, "TRY"))
    assert makers.level_of(variant, stall.warehouse) == (5, 2, 0)
    assert find_lies() == []


def test_what_a_buyer_canceled_before_we_read_it_is_left_out_page_by_page(
    stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 1)
    [variant] = stall.offer(BARCODE)
    placed = stall.buy(3)
    [whole] = every_line(package(stall.world, placed["packageId"]))
    gone = {"lines": [{**whole, "quantity": 1}]}
    stall.world.control("POST", f"/packages/{placed['packageId']}/cancel", json=gone)

    pulled = stall.pull()

    [order] = stall.orders()
    assert (pulled.entered, pulled.parked, pulled.reduced) == (1, 0, 0)
    assert [line.quantity for line in order.lines] == [2]
    assert makers.level_of(variant, stall.warehouse) == (5, 2, 0)


def test_a_package_that_comes_to_an_order_later_is_left_to_a_person(stall: Stall) -> None:
    stall.offer(BARCODE, OTHER)
    stall.buy()
    stall.pull()
    [order] = stall.read()
    second = replace(
        order.packages[0],
        external_id="999",
        lines=[replace(order.packages[0].lines[0], external_id="998", sku=OTHER)],
    )

    imported = import_channel_orders(stall.channel, [replace(order, packages=[second])], actor=SYSTEM)

    [item] = stall.parked()
    assert (imported.entered, imported.parked) == ([], 1)
    assert (item.reason, item.about) == (ParkedReason.REFUSED, (OTHER,))


def test_units_are_held_while_a_payment_is_awaited_and_sold_when_it_came(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=2)
    placed = stall.buy(2, awaiting=True)

    pulls = [stall.pull(), stall.pull()]
    held = makers.level_of(variant, stall.warehouse)
    stall.world.control("POST", f"/packages/{placed['packageId']}/status", json={"status": "Created"})
    pulls.append(stall.pull())

    assert [(one.entered, one.parked) for one in pulls] == [(0, 0), (0, 0), (1, 0)]
    assert held == (2, 0, 2)
    assert makers.level_of(variant, stall.warehouse) == (2, 2, 0)
    assert find_lies() == []


def test_what_was_held_for_a_payment_that_never_came_is_free_again(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=2)
    placed = stall.buy(2, awaiting=True)
    stall.pull()
    stall.world.control("POST", f"/packages/{placed['packageId']}/cancel")

    stall.pull()

    assert makers.level_of(variant, stall.warehouse) == (2, 0, 0)
    assert stall.orders() == []


def test_an_order_beyond_stock_is_parked_and_enters_when_goods_came(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=3)
    stall.buy(2)
    stall.buy(1)
    stall.take_away(variant, 2)

    first = stall.pull()
    [item] = stall.parked()
    makers.receive(variant, stall.store, 5)
    second = stall.pull()

    assert (first.entered, first.parked, item.reason) == (1, 1, ParkedReason.OUT_OF_STOCK)
    assert (second.entered, stall.parked()) == (1, [])
    assert available(variant) == 3


def test_orders_of_one_batch_share_what_is_left(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=3)
    makers.receive(variant, stall.store, 2)
    stall.round()
    stall.buy(3)
    stall.buy(2)

    pulled = stall.pull()

    places = [
        (location, quantity)
        for _, _, _, _, location, quantity in stock.open_allocations([order.row.id for order in stall.orders()])
    ]
    assert pulled.entered == 2
    assert sorted(places) == sorted([(stall.warehouse, 3), (stall.store, 2)])


def test_a_resolved_item_can_be_seen_as_such(stall: Stall) -> None:
    stall.offer(BARCODE)
    stall.buy(1, OTHER, allowUnknown=True)
    stall.pull()
    [item] = stall.parked()
    [variant] = stall.describe(OTHER)
    makers.receive(variant, stall.warehouse, 1)

    stall.pull()

    assert stall.parked_item(item.id).status is ParkedStatus.RESOLVED


def test_a_marketplace_that_does_not_answer_is_noted_and_read_later(stall: Stall) -> None:
    stall.offer(BARCODE)
    stall.buy()
    stall.world.fault("token_revoked", times=1)

    silent = stall.pull()
    trouble = stall.stream(Stream.ORDERS).trouble
    later = stall.pull()

    assert (silent.entered, trouble) == (0, Trouble.AUTH)
    assert (later.entered, stall.stream(Stream.ORDERS).trouble) == (1, Trouble.NONE)
