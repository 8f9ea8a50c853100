"""Holds of carts: all or nothing, replaced, expired by the database's clock, raced."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.services import reservations
from arasta.contexts.inventory.types import Held, HoldRequest, OutOfStock, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.racing import race

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


@pytest.fixture
def shelf() -> tuple[UUID, UUID, UUID]:
    """Five units of a variant at a location of a channel."""
    variant, location, channel = makers.make_variant(), makers.make_location(), makers.make_channel()
    makers.receive(variant, location, 5)
    return variant, location, channel


def hold(shelf: tuple[UUID, UUID, UUID], quantity: int, cart: UUID, hold_for: timedelta = QUARTER) -> Held | OutOfStock:
    variant, location, channel = shelf
    request = HoldRequest(cart, channel, (StockLine(variant, location, quantity),), hold_for)
    return reservations.reserve([request], actor=SYSTEM)[0]


def test_a_hold_takes_units_from_what_others_may_take(shelf: tuple[UUID, UUID, UUID]) -> None:
    answer = hold(shelf, 3, makers.some_id())

    assert isinstance(answer, Held)
    assert makers.level_of(shelf[0], shelf[1]) == (5, 0, 3)

    refusal = hold(shelf, 3, makers.some_id())

    assert isinstance(refusal, OutOfStock)
    assert [(s.requested, s.available) for s in refusal.shortages] == [(3, 2)]
    assert makers.level_of(shelf[0], shelf[1]) == (5, 0, 3)


def test_a_cart_does_not_take_what_another_cart_of_the_batch_holds(shelf: tuple[UUID, UUID, UUID]) -> None:
    variant, location, channel = shelf
    early, late = makers.some_id(), makers.some_id()
    hold(shelf, 3, late)
    wanted = [
        HoldRequest(cart, channel, (StockLine(variant, location, count),), QUARTER)
        for cart, count in ((early, 4), (late, 6))
    ]

    answers = reservations.reserve(wanted, actor=SYSTEM)

    assert [type(answer) for answer in answers] == [OutOfStock, OutOfStock]
    assert stock.held_lines(late) == [(variant, location, 3)]
    assert makers.level_of(variant, location) == (5, 0, 3)
    assert audit.find_lies() == []


def test_a_cart_is_not_blocked_by_its_own_hold(shelf: tuple[UUID, UUID, UUID]) -> None:
    cart = makers.some_id()
    hold(shelf, 5, cart)

    answer = hold(shelf, 4, cart)

    assert isinstance(answer, Held)
    assert stock.held_lines(cart) == [(shelf[0], shelf[1], 4)]
    assert makers.level_of(shelf[0], shelf[1]) == (5, 0, 4)


def test_a_refused_hold_keeps_the_former_one(shelf: tuple[UUID, UUID, UUID]) -> None:
    cart = makers.some_id()
    first = hold(shelf, 2, cart)
    assert isinstance(first, Held)

    refusal = hold(shelf, 6, cart)

    assert isinstance(refusal, OutOfStock)
    assert stock.held_lines(cart) == [(shelf[0], shelf[1], 2)]
    assert stock.hold_of(cart) == first.expires_at
    assert audit.find_lies() == []


def test_a_hold_whose_time_is_over_counts_no_more(shelf: tuple[UUID, UUID, UUID]) -> None:
    late = makers.some_id()
    hold(shelf, 5, late, timedelta(0))

    answer = hold(shelf, 5, makers.some_id())

    assert isinstance(answer, Held)
    statuses = db.rows("SELECT status, count(*)::int FROM inventory_reservation GROUP BY 1 ORDER BY 1")
    assert statuses == [("expired", 1), ("held", 1)]
    assert audit.find_lies() == []


def test_the_sweeper_ends_overdue_holds(shelf: tuple[UUID, UUID, UUID]) -> None:
    hold(shelf, 1, makers.some_id())
    hold(shelf, 2, makers.some_id(), timedelta(0))

    ended = reservations.expire(stock.overdue_levels(limit=10))

    assert ended == 1
    assert makers.level_of(shelf[0], shelf[1]) == (5, 0, 1)
    assert stock.overdue_levels(limit=10) == []


def test_many_carts_are_decided_in_order_each_by_itself(shelf: tuple[UUID, UUID, UUID]) -> None:
    variant, location, channel = shelf
    carts = [makers.some_id() for _ in range(4)]
    requests = [HoldRequest(cart, channel, (StockLine(variant, location, 2),), QUARTER) for cart in carts]

    answers = reservations.reserve(requests, actor=SYSTEM)

    assert [type(answer) for answer in answers] == [Held, Held, OutOfStock, OutOfStock]
    assert makers.level_of(variant, location) == (5, 0, 4)


def test_lines_are_held_together_or_not_at_all(shelf: tuple[UUID, UUID, UUID]) -> None:
    variant, location, channel = shelf
    scarce = makers.make_variant()
    makers.receive(scarce, location, 1)
    lines = (StockLine(variant, location, 1), StockLine(scarce, location, 2))

    answer = reservations.reserve([HoldRequest(makers.some_id(), channel, lines, QUARTER)], actor=SYSTEM)[0]

    assert isinstance(answer, OutOfStock)
    assert [(s.variant_id, s.requested, s.available) for s in answer.shortages] == [(scarce, 2, 1)]
    assert makers.level_of(variant, location) == (5, 0, 0)


@pytest.mark.parametrize("count", [1, 100])
def test_the_number_of_statements_does_not_grow(
    shelf: tuple[UUID, UUID, UUID], count: int, django_assert_num_queries: object
) -> None:
    variant, location, channel = shelf
    makers.receive(variant, location, 1000)
    requests = [
        HoldRequest(makers.some_id(), channel, (StockLine(variant, location, 1),), QUARTER) for _ in range(count)
    ]

    with django_assert_num_queries(6):  # type: ignore[operator]
        reservations.reserve(requests, actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_twenty_carts_race_for_five_units() -> None:
    variant, location, channel = makers.make_variant(), makers.make_location(), makers.make_channel()
    makers.receive(variant, location, 5)

    answers = race(20, lambda: hold((variant, location, channel), 1, makers.some_id()))

    assert sorted(type(answer).__name__ for answer in answers) == ["Held"] * 5 + ["OutOfStock"] * 15
    assert makers.level_of(variant, location) == (5, 0, 5)
    assert audit.find_lies() == []
