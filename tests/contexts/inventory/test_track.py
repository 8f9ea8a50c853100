"""Begin and end to tell a variant's units apart."""

from __future__ import annotations

import pytest

from arasta.contexts.inventory.domain.lots import LotRequired
from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.queries import lots as reading
from arasta.contexts.inventory.queries.lots import Tracking
from arasta.contexts.inventory.services import levels, tracking, transfers
from arasta.contexts.inventory.services.tracking import OpeningLotRequired, TrackingInput, TrackingNeedsEmptyShelf
from arasta.contexts.inventory.types import AnotherLocation, StockLine, Traced, TrackingMode
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from tests import makers
from tests.contexts.inventory import tracing
from tests.contexts.inventory.tracing import Shelf, lots_at

pytestmark = pytest.mark.django_db

LOT, SERIAL = TrackingMode.LOT, TrackingMode.SERIAL


@pytest.fixture
def shelf() -> Shelf:
    """Five units, one set aside, two promised."""
    found = (makers.make_variant(), makers.make_location(), makers.make_channel())
    makers.receive(found[0], found[1], 5)
    levels.block([StockLine(found[0], found[1], 1)], reason="dented", actor=SYSTEM)
    tracing.promise(found, 2)
    return found


def test_what_is_there_becomes_the_opening_lot(shelf: Shelf) -> None:
    before = stock.levels([shelf[0]])[0]

    tracking.track(TrackingInput(shelf[0], LOT, 3, "OPENING", tracing.day(30)), actor=SYSTEM)

    after = stock.levels([shelf[0]])[0]
    assert lots_at(shelf) == [("OPENING", 5, 1)]
    assert (after.on_hand, after.unavailable, after.committed) == (before.on_hand, before.unavailable, before.committed)
    assert reading.tracking([shelf[0]]) == {shelf[0]: Tracking(LOT, 3)}
    assert audit.find_lies() == []


def test_what_is_there_needs_a_name(shelf: Shelf) -> None:
    with pytest.raises(OpeningLotRequired):
        tracking.track(TrackingInput(shelf[0], LOT), actor=SYSTEM)
    with pytest.raises(TrackingNeedsEmptyShelf):
        tracking.track(TrackingInput(shelf[0], SERIAL), actor=SYSTEM)

    assert reading.tracking([shelf[0]]) == {}
    makers.receive(shelf[0], shelf[1], 1)


def test_units_on_their_way_must_arrive_first(shelf: Shelf) -> None:
    target = makers.make_location()
    sent = transfers.send([(shelf[0], 1)], source=shelf[1], target=target, actor=SYSTEM)

    with pytest.raises(TrackingNeedsEmptyShelf):
        tracking.track(TrackingInput(shelf[0], LOT, opening_lot="A"), actor=SYSTEM)

    transfers.receive(sent, actor=SYSTEM)
    tracking.track(TrackingInput(shelf[0], LOT, opening_lot="A"), actor=SYSTEM)
    assert lots_at((shelf[0], target, shelf[2])) == [("A", 1, 0)]


def test_a_place_that_opens_later_knows_it_too() -> None:
    shelf = tracing.make_tracked(LOT)

    with pytest.raises(LotRequired):
        makers.receive(shelf[0], makers.make_location(), 1)


def test_the_days_change_without_ado() -> None:
    shelf = tracing.make_tracked(LOT, stop_days=3)
    tracing.receive(shelf, Traced("A", 2))

    tracking.track(TrackingInput(shelf[0], LOT, 9), actor=SYSTEM)

    assert reading.tracking([shelf[0]])[shelf[0]].stop_days == 9
    with pytest.raises(TrackingNeedsEmptyShelf):
        tracking.track(TrackingInput(shelf[0], SERIAL), actor=SYSTEM)


def test_lots_are_given_up_and_the_units_stay(shelf: Shelf) -> None:
    tracking.track(TrackingInput(shelf[0], LOT, opening_lot="A"), actor=SYSTEM)

    tracking.untrack(shelf[0], actor=SYSTEM)

    level = stock.levels([shelf[0]])[0]
    assert (level.on_hand, level.unavailable, level.committed) == (5, 1, 2)
    assert (lots_at(shelf), reading.tracking([shelf[0]])) == ([], {})
    makers.receive(shelf[0], shelf[1], 1)
    assert audit.find_lies() == []


def test_numbers_are_given_up_only_when_no_unit_is_there() -> None:
    shelf = tracing.make_tracked(SERIAL)
    tracing.receive(shelf, Traced("N1"))

    with pytest.raises(TrackingNeedsEmptyShelf):
        tracking.untrack(shelf[0], actor=SYSTEM)

    tracing.sell(shelf, (Traced("N1"),))
    tracking.untrack(shelf[0], actor=SYSTEM)
    makers.receive(shelf[0], shelf[1], 1)
    assert audit.find_lies() == []


def test_staff_of_one_place_do_not_change_it(shelf: Shelf) -> None:
    stranger = Actor(ActorKind.STAFF, permissions=frozenset({"*"}), locations=frozenset({makers.make_location()}))

    with pytest.raises(AnotherLocation):
        tracking.track(TrackingInput(shelf[0], LOT, opening_lot="A"), actor=stranger)

    assert reading.tracking([shelf[0]]) == {}
