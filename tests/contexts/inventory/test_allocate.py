"""Promises to orders: whole or not at all, from a hold or from what is free; shipped or released."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.services import allocations, levels, reservations, rules
from arasta.contexts.inventory.services.allocations import Allocated, NothingOpen
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, MovementKind, OutOfStock, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.racing import race, race_all

pytestmark = pytest.mark.django_db

Shelf = tuple[UUID, UUID, UUID]


@pytest.fixture
def shelf() -> Shelf:
    """Five units of a variant at a location of a channel."""
    return make_shelf(5)


def make_shelf(units: int) -> Shelf:
    variant, location, channel = makers.make_variant(), makers.make_location(), makers.make_channel()
    makers.receive(variant, location, units)
    return variant, location, channel


def request(shelf: Shelf, quantity: int, *, cart: UUID | None = None, dips: bool = False) -> AllocationRequest:
    variant, location, channel = shelf
    line = StockLine(variant, location, quantity, makers.some_id())
    return AllocationRequest(makers.some_id(), channel, (line,), cart_id=cart, dips_into_safety=dips)


def allocate(shelf: Shelf, quantity: int, *, cart: UUID | None = None) -> Allocated | OutOfStock:
    return allocations.allocate([request(shelf, quantity, cart=cart)], actor=SYSTEM)[0]


def hold(shelf: Shelf, quantity: int, cart: UUID, minutes: int = 15) -> None:
    variant, location, channel = shelf
    lines = (StockLine(variant, location, quantity),)
    reservations.reserve([HoldRequest(cart, channel, lines, timedelta(minutes=minutes))], actor=SYSTEM)


def test_an_order_claims_its_carts_hold(shelf: Shelf) -> None:
    cart = makers.some_id()
    hold(shelf, 5, cart)

    answer = allocate(shelf, 5, cart=cart)

    assert isinstance(answer, Allocated)
    assert makers.level_of(shelf[0], shelf[1]) == (5, 5, 0)
    assert db.rows("SELECT status FROM inventory_reservation") == [("claimed",)]
    assert audit.find_lies() == []


def test_an_order_does_not_take_what_another_cart_holds(shelf: Shelf) -> None:
    hold(shelf, 4, makers.some_id())

    answer = allocate(shelf, 2)

    assert isinstance(answer, OutOfStock)
    assert makers.level_of(shelf[0], shelf[1]) == (5, 0, 4)


def test_a_refused_order_leaves_its_carts_hold(shelf: Shelf) -> None:
    cart = makers.some_id()
    hold(shelf, 3, cart)
    hold(shelf, 2, makers.some_id())

    answer = allocate(shelf, 4, cart=cart)

    assert isinstance(answer, OutOfStock)
    assert stock.held_lines(cart) == [(shelf[0], shelf[1], 3)]
    assert makers.level_of(shelf[0], shelf[1]) == (5, 0, 5)
    assert audit.find_lies() == []


def test_an_order_does_not_take_what_another_cart_of_the_batch_holds(shelf: Shelf) -> None:
    cart = makers.some_id()
    hold(shelf, 3, cart)

    first, second = allocations.allocate([request(shelf, 4), request(shelf, 6, cart=cart)], actor=SYSTEM)

    assert (type(first), type(second)) == (OutOfStock, OutOfStock)
    assert stock.held_lines(cart) == [(shelf[0], shelf[1], 3)]
    assert makers.level_of(shelf[0], shelf[1]) == (5, 0, 3)
    assert audit.find_lies() == []


def test_an_order_after_its_hold_expired_takes_what_is_still_free(shelf: Shelf) -> None:
    cart = makers.some_id()
    hold(shelf, 3, cart, minutes=0)

    answer = allocate(shelf, 3, cart=cart)

    assert isinstance(answer, Allocated)
    assert db.rows("SELECT status FROM inventory_reservation") == [("expired",)]
    assert makers.level_of(shelf[0], shelf[1]) == (5, 3, 0)


def test_shipping_takes_units_off_the_shelf_and_writes_the_ledger(shelf: Shelf) -> None:
    answer = allocate(shelf, 3)
    assert isinstance(answer, Allocated)
    allocation, line = answer.allocations[0]

    allocations.ship([(allocation, StockLine(line.variant_id, line.location_id, 2))], actor=SYSTEM)
    allocations.release([(allocation, StockLine(line.variant_id, line.location_id, 1))], actor=SYSTEM)

    assert makers.level_of(shelf[0], shelf[1]) == (3, 0, 0)
    ledger = [(row.kind, row.quantity, row.cause) for row in stock.movements(shelf[0]).items]
    assert ledger == [
        (MovementKind.RELEASED, 1, "allocation"),
        (MovementKind.SHIPPED, 2, "allocation"),
        (MovementKind.ALLOCATED, 3, "allocation"),
        (MovementKind.RECEIVED, 5, "receipt"),
    ]
    assert audit.find_lies() == []


def test_goods_that_leave_over_the_counter_are_promised_and_shipped_in_one_breath(shelf: Shelf) -> None:
    answer = allocations.allocate([request(shelf, 2)], actor=SYSTEM, they_leave=True)[0]
    refused = allocations.allocate([request(shelf, 4)], actor=SYSTEM, they_leave=True)[0]

    assert isinstance(answer, Allocated)
    assert isinstance(refused, OutOfStock)
    assert makers.level_of(shelf[0], shelf[1]) == (3, 0, 0)
    ledger = [(row.kind, row.quantity) for row in stock.movements(shelf[0]).items]
    assert ledger[:2] == [(MovementKind.SHIPPED, 2), (MovementKind.ALLOCATED, 2)]
    told = db.rows(
        "SELECT payload ->> 'cause', payload -> 'levels' -> 0 ->> 'on_hand' FROM outbox_event"
        " WHERE name = 'inventory.availability_changed' ORDER BY seq DESC LIMIT 1"
    )
    assert told == [("shipped", "3")]
    assert audit.find_lies() == []


def test_no_more_ships_than_was_promised(shelf: Shelf) -> None:
    answer = allocate(shelf, 2)
    assert isinstance(answer, Allocated)
    allocation, line = answer.allocations[0]

    with pytest.raises(NothingOpen):
        allocations.ship([(allocation, StockLine(line.variant_id, line.location_id, 3))], actor=SYSTEM)

    assert makers.level_of(shelf[0], shelf[1]) == (5, 2, 0)


def test_safety_stock_is_for_goods_that_are_sold_already(shelf: Shelf) -> None:
    levels.set_safety_stock([StockLine(shelf[0], shelf[1], 4)], actor=SYSTEM)

    online = allocations.allocate([request(shelf, 2)], actor=SYSTEM)[0]
    at_the_till = allocations.allocate([request(shelf, 2, dips=True)], actor=SYSTEM)[0]

    assert isinstance(online, OutOfStock)
    assert online.shortages[0].available == 1
    assert isinstance(at_the_till, Allocated)


def test_a_fence_keeps_units_for_one_channel_and_shrinks_as_it_sells(shelf: Shelf) -> None:
    variant, location, channel = shelf
    other = makers.make_channel()
    rules.set_fences([StockLine(variant, location, 4)], channel_id=channel)

    refused = allocate((variant, location, other), 2)
    own = allocate(shelf, 3)
    rest = allocate((variant, location, other), 1)

    assert isinstance(refused, OutOfStock)
    assert refused.shortages[0].available == 1
    assert isinstance(own, Allocated)
    assert isinstance(rest, Allocated)
    assert db.rows("SELECT quantity FROM inventory_fence") == [(1,)]


@pytest.mark.parametrize("count", [1, 100])
def test_the_number_of_statements_does_not_grow(count: int, django_assert_num_queries: object) -> None:
    shelf = make_shelf(100)
    requests = [request(shelf, 1) for _ in range(count)]

    with django_assert_num_queries(7):  # type: ignore[operator]
        allocations.allocate(requests, actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_many_buyers_and_the_last_unit() -> None:
    shelf = make_shelf(1)

    answers = race(16, lambda: allocate(shelf, 1))

    assert sorted(type(answer).__name__ for answer in answers) == ["Allocated"] + ["OutOfStock"] * 15
    assert makers.level_of(shelf[0], shelf[1]) == (1, 1, 0)
    assert audit.find_lies() == []


@pytest.mark.django_db(transaction=True)
def test_claim_against_expiry_exactly_one_wins() -> None:
    shelf = make_shelf(2)
    cart = makers.some_id()
    hold(shelf, 2, cart)
    db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp() + interval '30 milliseconds'")

    race_all(
        [lambda: allocate(shelf, 2, cart=cart)]
        + [lambda: reservations.expire([(shelf[0], shelf[1])])] * 5
        + [lambda: allocate(shelf, 1)] * 5
    )

    assert db.rows("SELECT count(*)::int FROM inventory_reservation WHERE status IN ('claimed', 'expired')") == [(1,)]
    assert makers.level_of(shelf[0], shelf[1])[1] <= 2
    assert makers.level_of(shelf[0], shelf[1])[2] == 0
    assert audit.find_lies() == []


@pytest.mark.django_db(transaction=True)
def test_baskets_over_the_same_products_in_any_order_do_not_deadlock() -> None:
    shelves = [make_shelf(50) for _ in range(6)]
    channel = shelves[0][2]

    def basket(turn: int) -> Allocated | OutOfStock:
        order = shelves[turn % 6 :] + shelves[: turn % 6]
        lines = tuple(StockLine(variant, location, 2, makers.some_id()) for variant, location, _ in order)
        return allocations.allocate([AllocationRequest(makers.some_id(), channel, lines)], actor=SYSTEM)[0]

    answers = race_all([lambda turn=turn: basket(turn) for turn in range(24)])  # type: ignore[misc]

    assert [type(answer).__name__ for answer in answers] == ["Allocated"] * 24
    assert {makers.level_of(variant, location) for variant, location, _ in shelves} == {(50, 48, 0)}
