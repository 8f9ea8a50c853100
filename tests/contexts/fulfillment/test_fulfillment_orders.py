"""Fulfillment orders through their doors: opened, accepted, readied, shipped in parts, handed over, canceled."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from arasta.contexts.fulfillment import audit
from arasta.contexts.fulfillment.queries import orders as reads
from arasta.contexts.fulfillment.services import bringing, leaving, moves, orders
from arasta.contexts.fulfillment.types import (
    KIND_ONLY,
    LEGAL_MOVES,
    DeliveryKind,
    FulfillmentOrderId,
    FulfillmentOrderRow,
    FulfillmentStatus,
)
from arasta.contexts.inventory.services import transfers
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from arasta.kernel.ids import new_id
from arasta.kernel.quantity import InvalidQuantity
from tests import makers
from tests.contexts.fulfillment.making import AT, LATER, opened, parcel, wanted
from tests.makers_orders import make_order, make_orders
from tests.refusing import refused

pytestmark = pytest.mark.django_db

S, PICKUP, DELIVERY = FulfillmentStatus, DeliveryKind.PICKUP, DeliveryKind.DELIVERY


def reach(row: FulfillmentOrderRow, target: FulfillmentStatus, at: datetime = AT) -> None:
    """Try to take a fulfillment order to a status by the verb for it."""
    verbs: dict[FulfillmentStatus, Callable[[], object]] = {
        S.ACCEPTED: lambda: orders.accept([row.id], at=at, actor=SYSTEM),
        S.READY: lambda: orders.mark_ready([row.id], at=at, actor=SYSTEM),
        S.CANCELED: lambda: orders.cancel([row.id], at=at, actor=SYSTEM),
        S.SHIPPED: lambda: leaving.ship([parcel(row)], at=at, actor=SYSTEM),
        S.PICKED_UP: lambda: leaving.hand_over([row.id], at=at, actor=SYSTEM),
        S.SENT: lambda: send_on(row),
        S.ARRIVED: lambda: arrive(row, at),
    }
    verbs[target]()


def send_on(row: FulfillmentOrderRow) -> None:
    """Let goods leave for another place with a transfer, if they may."""
    with db.transaction():
        begun = bringing.begin(row.id, actor=SYSTEM)
        target, variant = begun.target_id, row.lines[0].variant_id
        assert target
        makers.receive(variant, row.location_id, 1)
        transfer = transfers.send([(variant, 1)], source=row.location_id, target=target, actor=SYSTEM)
        bringing.sent(begun, transfer, actor=SYSTEM)


def arrive(row: FulfillmentOrderRow, at: datetime) -> None:
    """Note that goods arrived, if they were on their way."""
    if row.transfer_id is None or bringing.arrived(row.transfer_id, at=at, actor=SYSTEM) is None:
        raise moves.FulfillmentMoveRefused(number=row.number)


def in_status(kind: DeliveryKind, status: FulfillmentStatus) -> FulfillmentOrderRow:
    """Return a fulfillment order in any status that its kind can have."""
    if status in KIND_ONLY:
        row = in_status(kind, S.SENT) if status is S.ARRIVED else opened(kind=kind, status=S.READY)
        reach(row, status)
        return reads.fulfillment_order(row.id)
    return opened(kind=kind, status=status)


@pytest.mark.parametrize("kind", list(DeliveryKind))
def test_statuses_move_along_the_table_and_never_beside_it(kind: DeliveryKind) -> None:
    possible = [status for status in S if KIND_ONLY.get(status, kind) is kind]
    for status, target in product(possible, [target for target in S if target is not S.OPEN]):
        row = in_status(kind, status)
        legal = target in LEGAL_MOVES[status] and KIND_ONLY.get(target, kind) is kind
        if legal:
            reach(row, target)
        else:
            with refused(moves.FulfillmentMoveRefused):
                reach(row, target)
        assert reads.fulfillment_order(row.id).status is (target if legal else status)
    assert audit.find_lies() == []


def test_an_opened_request_carries_what_a_picker_needs() -> None:
    place = makers.make_location("KADIKOY")
    order = make_order(quantities=(3,))
    row = orders.open_fulfillment_orders([wanted(order, place, PICKUP)], at=AT, actor=SYSTEM)[0]
    (line,) = row.lines
    assert (row.order_number, row.location_name, row.kind, row.status) == (order.number, "KADIKOY", PICKUP, S.OPEN)
    assert (line.sku, line.name, line.quantity, line.left) == (order.lines[0].sku, f"Product {line.sku}", 3, 3)
    assert row.number == f"F{int(row.number[1:])}"
    assert reads.fulfillment_order(row.id) == row
    assert reads.of_orders([order.id]) == [row]


def test_each_step_is_stamped_and_told() -> None:
    row = opened()
    orders.accept([row.id], at=AT, actor=SYSTEM)
    orders.mark_ready([row.id], at=LATER, actor=SYSTEM)
    leaving.ship([parcel(row)], at=LATER, actor=SYSTEM)
    done = reads.fulfillment_order(row.id)
    assert (done.accepted_at, done.ready_at, done.closed_at) == (AT, LATER, LATER)
    told = db.rows("SELECT name FROM outbox_event WHERE name LIKE 'fulfillment.%%' ORDER BY seq")
    assert [name for (name,) in told] == [
        "fulfillment.fulfillment_order_opened",
        "fulfillment.fulfillment_order_accepted",
        "fulfillment.fulfillment_order_ready",
        "fulfillment.shipment_dispatched",
    ]


def test_a_parcel_with_a_part_leaves_the_rest_to_do() -> None:
    row = opened(status=S.ACCEPTED, quantities=(3, 2))
    first = leaving.ship([parcel(row, 2, 1)], at=AT, actor=SYSTEM)[0]
    assert first.status is S.ACCEPTED
    assert [(gone.allocation_id, gone.quantity) for gone in first.lines] == [
        (row.lines[0].allocation_id, 2),
        (row.lines[1].allocation_id, 1),
    ]
    half = reads.fulfillment_order(row.id)
    assert (half.units, half.units_left, half.closed_at) == (5, 2, None)
    second = leaving.ship([parcel(row)], at=LATER, actor=SYSTEM)[0]
    assert (second.status, [gone.quantity for gone in second.lines]) == (S.SHIPPED, [1, 1])
    done = reads.fulfillment_order(row.id)
    assert [shipment.tracking_number for shipment in done.shipments] == ["YK123", "YK123"]
    assert [[units for _, units in shipment.lines] for shipment in done.shipments] == [[2, 1], [1, 1]]
    last = db.rows("SELECT payload FROM outbox_event WHERE name LIKE '%%dispatched' ORDER BY seq")
    told = [json.loads(payload) for (payload,) in last]
    assert [fact["is_last"] for fact in told] == [False, True]
    assert told[1]["lines"][0] == {
        "order_line_id": str(row.lines[0].order_line_id),
        "variant_id": str(row.lines[0].variant_id),
        "quantity": 1,
    }
    assert audit.find_lies() == []


def test_a_parcel_that_makes_no_sense_is_refused_and_nothing_left() -> None:
    row, other = opened(status=S.ACCEPTED, quantities=(2,)), opened(status=S.ACCEPTED)
    wrong = {
        leaving.NotLeftToShip: parcel(row, 3),
        leaving.CarrierMissing: replace(parcel(row), carrier="  "),
        leaving.NothingToShip: replace(parcel(row), quantities={}),
        leaving.ForeignLine: replace(parcel(row), quantities={other.lines[0].id: 1}),
        InvalidQuantity: replace(parcel(row), quantities={row.lines[0].id: 0}),
        reads.UnknownFulfillmentOrder: replace(parcel(row), fulfillment_order_id=FulfillmentOrderId(new_id())),
    }
    for error, shipment in wrong.items():
        with refused(error):
            leaving.ship([shipment], at=AT, actor=SYSTEM)
    with refused(leaving.OneShipmentAtATime):
        leaving.ship([parcel(row, 1), parcel(row, 1)], at=AT, actor=SYSTEM)
    assert reads.fulfillment_order(row.id) == row


def test_a_pickup_is_handed_over_whole() -> None:
    row = opened(kind=PICKUP, status=S.READY, quantities=(2, 1))
    gone = leaving.hand_over([row.id], at=LATER, actor=SYSTEM)[0]
    assert (gone.status, gone.shipment_id, [line.quantity for line in gone.lines]) == (S.PICKED_UP, None, [2, 1])
    assert reads.fulfillment_order(row.id).units_left == 0
    assert audit.find_lies() == []


def test_what_has_partly_left_cannot_be_canceled() -> None:
    row = opened(status=S.ACCEPTED, quantities=(2,))
    leaving.ship([parcel(row, 1)], at=AT, actor=SYSTEM)
    with refused(orders.PartlyGone):
        orders.cancel([row.id], at=LATER, actor=SYSTEM)
    assert reads.fulfillment_order(row.id).status is S.ACCEPTED


def test_nobody_touches_another_locations_work() -> None:
    row = opened()
    picker = Actor(ActorKind.STAFF, id="p", permissions=frozenset({"*"}), locations=frozenset({new_id()}))
    with refused(moves.AnotherLocationsWork):
        orders.accept([row.id], at=AT, actor=picker)
    orders.accept([row.id], at=AT, actor=replace(picker, locations=frozenset({row.location_id})))


def test_a_request_needs_lines_and_whole_quantities() -> None:
    request = wanted(make_order(), makers.make_location())
    with refused(orders.NothingToFulfill):
        orders.open_fulfillment_orders([replace(request, lines=())], at=AT, actor=SYSTEM)
    with refused(InvalidQuantity):
        orders.open_fulfillment_orders(
            [replace(request, lines=(replace(request.lines[0], quantity=0),))], at=AT, actor=SYSTEM
        )


def test_the_table_itself_refuses_to_ship_more_than_was_asked_for() -> None:
    row = opened(quantities=(2,))
    with refused(IntegrityError):
        db.execute("UPDATE fulfillment_line SET shipped_quantity = 3 WHERE id = %s", [row.lines[0].id])
    with refused(IntegrityError):
        db.execute("UPDATE fulfillment_order SET status = 'picked_up' WHERE id = %s", [row.id])


def test_the_auditor_names_the_line_that_lies() -> None:
    row = opened(status=S.ACCEPTED, quantities=(2,))
    line = row.lines[0]
    db.execute("UPDATE fulfillment_line SET shipped_quantity = 2 WHERE id = %s", [line.id])
    assert [lie.sentence() for lie in audit.find_lies()] == [
        f"{row.number} says 2 of {line.sku} left, its shipments say 0.",
        f"{row.number} is accepted with 0 of 2 units left.",
    ]


def test_pickers_see_the_oldest_work_first_and_what_is_done_newest_first() -> None:
    here, there = makers.make_location(), makers.make_location()
    rows = [opened(location=here) for _ in range(3)]
    elsewhere = opened(location=there)
    first = reads.fulfillment_page(location_ids=[here], limit=2)
    second = reads.fulfillment_page(location_ids=[here], limit=2, cursor=first.next_cursor)
    assert [row.id for row in [*first.items, *second.items]] == [row.id for row in rows]
    assert second.next_cursor is None
    orders.cancel([rows[0].id], at=AT, actor=SYSTEM)
    orders.cancel([rows[1].id], at=LATER, actor=SYSTEM)
    done = reads.fulfillment_page(statuses={S.CANCELED}, limit=1)
    assert [row.id for row in done.items] == [rows[1].id]
    assert [row.id for row in reads.fulfillment_page(statuses={S.CANCELED}, cursor=done.next_cursor).items] == [
        rows[0].id
    ]
    counted = {one.status: one.count for one in reads.counts(location_ids=[here])}
    assert counted == {**dict.fromkeys(S, 0), S.OPEN: 1, S.CANCELED: 2}
    assert {place.location_id for place in reads.picking_places()} == {here, there}
    for text in (elsewhere.number, elsewhere.order_number, elsewhere.lines[0].sku):
        assert [row.id for row in reads.fulfillment_page(text=text).items] == [elsewhere.id]


def statements(count: int) -> list[int]:
    """Return how many statements it takes to open, accept and ship so many fulfillment orders."""
    place = makers.make_location()
    requests = [wanted(order, place) for order in make_orders(count)]
    with CaptureQueriesContext(connection) as opening:
        rows = orders.open_fulfillment_orders(requests, at=AT, actor=SYSTEM)
    keys = [row.id for row in rows]
    with CaptureQueriesContext(connection) as accepting:
        orders.accept(keys, at=AT, actor=SYSTEM)
    with CaptureQueriesContext(connection) as shipping:
        leaving.ship([parcel(row) for row in rows], at=AT, actor=SYSTEM)
    return [len(done) for done in (opening, accepting, shipping)]


def test_the_number_of_statements_does_not_grow_with_the_number_of_requests() -> None:
    assert statements(50) == statements(1)


@pytest.mark.django_db(transaction=True)
def test_two_pickers_ship_the_last_unit_once() -> None:
    row, outcomes = opened(status=S.ACCEPTED, quantities=(1,)), list[str]()

    def ship() -> None:
        try:
            leaving.ship([parcel(row, 1)], at=AT, actor=SYSTEM)
            outcomes.append("shipped")
        except (moves.FulfillmentMoveRefused, leaving.NotLeftToShip):
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ship) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["refused", "refused", "refused", "shipped"]
    assert len(reads.fulfillment_order(row.id).shipments) == 1
    assert audit.find_lies() == []
