"""Holds of outside systems, and any live hold extended, let go or handed over; each raced against its expiry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import audit, holds, stock
from arasta.contexts.inventory.services import allocations, reservations
from arasta.contexts.inventory.services import holds as acts
from arasta.contexts.inventory.services.allocations import Allocated
from arasta.contexts.inventory.services.holds import HoldInput, UnknownHold
from arasta.contexts.inventory.services.reservations import NothingToHold
from arasta.contexts.inventory.types import AllocationRequest, Held, HoldRequest, OutOfStock, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.racing import race_all
from tests.refusing import refused

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
OVER = timedelta(0)
Shelf = tuple[UUID, UUID, UUID]


@pytest.fixture
def shelf(db: None) -> Shelf:
    """Five units of a variant at a location of a channel."""
    return make_shelf()


def make_shelf() -> Shelf:
    variant, location, channel = makers.make_variant(), makers.make_location(), makers.make_channel()
    makers.receive(variant, location, 5)
    return variant, location, channel


def wanted(shelf: Shelf, quantity: int, hold_for: timedelta = HOUR, *, in_part: bool = False) -> HoldInput:
    line = StockLine(shelf[0], shelf[1], quantity)
    return HoldInput(id=makers.some_id(), channel_id=shelf[2], lines=(line,), hold_for=hold_for, in_part=in_part)


def hold(shelf: Shelf, quantity: int, hold_for: timedelta = HOUR) -> UUID:
    one = wanted(shelf, quantity, hold_for)
    assert isinstance(acts.place_holds([one], actor=SYSTEM)[0], Held)
    return one.id


def put_in_cart(shelf: Shelf, quantity: int, hold_for: timedelta = HOUR) -> UUID:
    cart = makers.some_id()
    request = HoldRequest(cart, shelf[2], (StockLine(shelf[0], shelf[1], quantity),), hold_for)
    assert isinstance(reservations.reserve([request], actor=SYSTEM)[0], Held)
    return cart


def make_overdue(holder: UUID) -> None:
    """Let time pass for a holder's live hold."""
    db.execute(
        "UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'"
        " WHERE cart_id = %s AND status = 'held'",
        [holder],
    )


def statuses(hold_id: UUID) -> list[tuple[str, int]]:
    return [(status.value, line.quantity) for line, status in holds.holds([hold_id])[hold_id].lines]


def reserved(shelf: Shelf) -> int:
    return makers.level_of(shelf[0], shelf[1])[2]


def test_a_hold_that_stands_alone(shelf: Shelf) -> None:
    key = hold(shelf, 2)

    row = holds.holds([key])[key]

    assert (row.cart_id, row.holder_id, row.status, statuses(key)) == (None, key, "held", [("held", 2)])
    assert reserved(shelf) == 2
    assert audit.find_lies() == []


def test_holds_are_decided_in_order_each_by_itself_and_a_refused_one_is_not_kept(shelf: Shelf) -> None:
    asked = [wanted(shelf, 3), wanted(shelf, 3), wanted(shelf, 2)]

    answers = acts.place_holds(asked, actor=SYSTEM)

    assert [type(answer) for answer in answers] == [Held, OutOfStock, Held]
    assert set(holds.holds([one.id for one in asked])) == {asked[0].id, asked[2].id}
    assert reserved(shelf) == 5


def test_rather_a_part_than_nothing(shelf: Shelf) -> None:
    whole, part, nothing = wanted(shelf, 4), wanted(shelf, 4, in_part=True), wanted(shelf, 4, in_part=True)

    answers = acts.place_holds([whole, part, nothing], actor=SYSTEM)

    assert isinstance(answers[1], Held)
    assert [line.quantity for line in answers[1].lines] == [1]
    assert isinstance(answers[2], OutOfStock)
    assert [(short.requested, short.available) for short in answers[2].shortages] == [(4, 0)]
    assert (reserved(shelf), audit.find_lies()) == (5, [])


def test_a_hold_of_nothing_and_no_hold_at_all(shelf: Shelf) -> None:
    empty = HoldRequest(makers.some_id(), shelf[2], (), HOUR)

    with refused(NothingToHold):
        reservations.reserve([empty], actor=SYSTEM)
    assert reservations.reserve([], actor=SYSTEM) == []
    assert acts.place_holds([], actor=SYSTEM) == []
    assert acts.extend([], hold_for=HOUR, actor=SYSTEM) == []
    reservations.release([], actor=SYSTEM)
    acts.let_go([], actor=SYSTEM)


def test_of_a_cart_that_asks_twice_the_last_word_counts(shelf: Shelf) -> None:
    cart = makers.some_id()
    requests = [HoldRequest(cart, shelf[2], (StockLine(shelf[0], shelf[1], count),), HOUR) for count in (4, 3)]

    answers = reservations.reserve(requests, actor=SYSTEM)

    assert [type(answer) for answer in answers] == [Held, Held]
    assert stock.held_lines(cart) == [(shelf[0], shelf[1], 3)]
    assert reserved(shelf) == 3


def test_extending_never_shortens(shelf: Shelf) -> None:
    key = hold(shelf, 2)
    first = holds.holds([key])[key].expires_at

    shorter = acts.extend([key], hold_for=timedelta(minutes=1), actor=SYSTEM)
    later = acts.extend([key], hold_for=2 * HOUR, actor=SYSTEM)

    assert shorter == [first]
    assert later == [holds.holds([key])[key].expires_at]
    assert holds.holds([key])[key].expires_at - first > timedelta(minutes=59)


def test_what_is_over_is_not_extended(shelf: Shelf) -> None:
    overdue, live = hold(shelf, 2, OVER), hold(shelf, 1)

    answers = acts.extend([overdue, live], hold_for=HOUR, actor=SYSTEM)

    assert answers[0] is None
    assert answers[1] == holds.holds([live])[live].expires_at
    assert (statuses(overdue), reserved(shelf)) == ([("expired", 2)], 1)
    assert audit.find_lies() == []


def test_an_unknown_hold(shelf: Shelf) -> None:
    with refused(UnknownHold):
        acts.extend([makers.some_id()], hold_for=HOUR, actor=SYSTEM)
    with refused(UnknownHold):
        acts.let_go([makers.some_id()], actor=SYSTEM)


def test_letting_go_twice_is_letting_go(shelf: Shelf) -> None:
    key, other = hold(shelf, 2), hold(shelf, 1)

    acts.let_go([key], actor=SYSTEM)
    acts.let_go([key], actor=SYSTEM)

    assert (statuses(key), statuses(other), reserved(shelf)) == ([("released", 2)], [("held", 1)], 1)
    assert acts.extend([key], hold_for=HOUR, actor=SYSTEM) == [None]


def test_a_hold_of_a_cart_ends_with_the_next_one_and_does_not_take_it_along(shelf: Shelf) -> None:
    cart = makers.some_id()
    line = StockLine(shelf[0], shelf[1], 2)
    first = HoldInput(id=makers.some_id(), channel_id=shelf[2], lines=(line,), hold_for=HOUR, cart_id=cart)
    acts.place_holds([first], actor=SYSTEM)
    reservations.reserve([HoldRequest(cart, shelf[2], (line,), HOUR)], actor=SYSTEM)

    acts.let_go([first.id], actor=SYSTEM)

    assert statuses(first.id) == [("released", 2)]
    assert stock.held_lines(cart) == [(shelf[0], shelf[1], 2)]


def test_an_order_claims_a_hold_that_stands_alone(shelf: Shelf) -> None:
    key = hold(shelf, 5)
    line = StockLine(shelf[0], shelf[1], 5, makers.some_id())

    answers = allocations.allocate([AllocationRequest(makers.some_id(), shelf[2], (line,), cart_id=key)], actor=SYSTEM)

    assert [type(answer) for answer in answers] == [Allocated]
    assert (statuses(key), makers.level_of(shelf[0], shelf[1])) == ([("claimed", 5)], (5, 5, 0))


def test_a_cart_hands_over_what_it_holds(shelf: Shelf) -> None:
    phone, desk = put_in_cart(shelf, 3), makers.some_id()
    until = stock.hold_of(phone)

    went = acts.hand_over(phone, desk, actor=SYSTEM)

    assert went == [StockLine(shelf[0], shelf[1], 3)]
    assert (stock.held_lines(phone), stock.held_lines(desk)) == ([], [(shelf[0], shelf[1], 3)])
    assert (stock.hold_of(desk), reserved(shelf), audit.find_lies()) == (until, 3, [])
    assert acts.hand_over(phone, desk, actor=SYSTEM) == []


def test_both_hold_the_same(shelf: Shelf) -> None:
    phone, desk = put_in_cart(shelf, 2, 2 * HOUR), put_in_cart(shelf, 1)
    later = stock.hold_of(phone)

    acts.hand_over(phone, desk, actor=SYSTEM)

    assert stock.held_lines(desk) == [(shelf[0], shelf[1], 3)]
    assert (stock.hold_of(desk), stock.hold_of(phone)) == (later, None)
    assert (reserved(shelf), audit.find_lies()) == (3, [])


def test_only_some_variants_go_over(shelf: Shelf) -> None:
    other = makers.make_variant()
    makers.receive(other, shelf[1], 1)
    phone, desk = makers.some_id(), makers.some_id()
    lines = (StockLine(shelf[0], shelf[1], 2), StockLine(other, shelf[1], 1))
    reservations.reserve([HoldRequest(phone, shelf[2], lines, HOUR)], actor=SYSTEM)

    went = acts.hand_over(phone, desk, variant_ids=[other], actor=SYSTEM)

    assert went == [StockLine(other, shelf[1], 1)]
    assert stock.held_lines(phone) == [(shelf[0], shelf[1], 2)]
    assert stock.held_lines(desk) == [(other, shelf[1], 1)]


def test_a_hold_handed_over_is_the_carts_from_then_on(shelf: Shelf) -> None:
    key, cart = hold(shelf, 2), put_in_cart(shelf, 1)

    acts.hand_over(key, cart, actor=SYSTEM)

    row = holds.holds([key])[key]
    assert (row.cart_id, row.status, statuses(key)) == (cart, "held", [("held", 2)])
    acts.let_go([key], actor=SYSTEM)
    assert (statuses(key), stock.held_lines(cart)) == ([("released", 2)], [(shelf[0], shelf[1], 1)])
    assert (reserved(shelf), audit.find_lies()) == (1, [])


def test_what_is_over_is_not_handed_over(shelf: Shelf) -> None:
    phone, desk = put_in_cart(shelf, 3, OVER), makers.some_id()

    went = acts.hand_over(phone, desk, actor=SYSTEM)

    assert (went, stock.held_lines(desk), reserved(shelf)) == ([], [], 0)
    assert audit.find_lies() == []


def longer(hold_id: UUID) -> object:
    return acts.extend([hold_id], hold_for=HOUR, actor=SYSTEM)[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_an_extension_races_the_sweeper(turn: int) -> None:
    shelf = make_shelf()
    keys = [hold(shelf, 1) for _ in range(4)]
    for key in keys[:2]:
        make_overdue(key)
    sweep: list[Callable[[], object]] = [lambda: reservations.expire([(shelf[0], shelf[1])])] * 2
    extend: list[Callable[[], object]] = [partial(longer, key) for key in keys]

    acting: list[Callable[[], object]] = [*extend, *sweep] if turn % 2 else [*sweep, *extend]
    answers = race_all(acting)

    told = answers[: len(keys)] if turn % 2 else answers[len(sweep) :]
    assert [type(one).__name__ for one in told] == ["NoneType", "NoneType", "datetime", "datetime"]
    assert [statuses(key)[0][0] for key in keys] == ["expired", "expired", "held", "held"]
    assert (reserved(shelf), audit.find_lies()) == (2, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_overdue", [True, False])
def test_a_claim_races_the_sweeper_and_an_extension(is_overdue: bool) -> None:
    shelf = make_shelf()
    key = hold(shelf, 5)
    if is_overdue:
        make_overdue(key)
        rival = put_in_cart(shelf, 5)
    line = StockLine(shelf[0], shelf[1], 5, makers.some_id())
    order = AllocationRequest(makers.some_id(), shelf[2], (line,), cart_id=key)

    placed, _, _ = race_all(
        [
            lambda: allocations.allocate([order], actor=SYSTEM)[0],
            lambda: reservations.expire([(shelf[0], shelf[1])]),
            lambda: longer(key),
        ]
    )

    assert statuses(key) == [("expired" if is_overdue else "claimed", 5)]
    assert isinstance(placed, OutOfStock if is_overdue else Allocated)
    assert makers.level_of(shelf[0], shelf[1]) == ((5, 0, 5) if is_overdue else (5, 5, 0))
    assert not is_overdue or stock.held_lines(rival) == [(shelf[0], shelf[1], 5)]
    assert audit.find_lies() == []


@pytest.mark.django_db(transaction=True)
def test_a_hand_over_races_the_sweeper_a_rival_and_itself() -> None:
    shelf = make_shelf()
    phone, over, desk, rival = put_in_cart(shelf, 3), put_in_cart(shelf, 1), makers.some_id(), makers.some_id()
    make_overdue(over)
    request = HoldRequest(rival, shelf[2], (StockLine(shelf[0], shelf[1], 3),), HOUR)

    answers = race_all(
        [
            lambda: acts.hand_over(phone, desk, actor=SYSTEM),
            lambda: acts.hand_over(phone, desk, actor=SYSTEM),
            lambda: acts.hand_over(over, desk, actor=SYSTEM),
            lambda: reservations.expire([(shelf[0], shelf[1])]),
            lambda: reservations.reserve([request], actor=SYSTEM)[0],
        ]
    )

    line = StockLine(shelf[0], shelf[1], 3)
    assert sorted(map(str, answers[:3])) == sorted(map(str, [[line], [], []]))
    assert isinstance(answers[4], OutOfStock)
    assert stock.held_lines(desk) == [(shelf[0], shelf[1], 3)]
    assert (reserved(shelf), audit.find_lies()) == (3, [])
