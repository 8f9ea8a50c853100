"""Kits that are sold before they are there: each component waits in its own queue, the last one says the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import audit, promises, stock
from arasta.contexts.inventory.queries.promises import NotWaiting
from arasta.contexts.inventory.services import allocations, backorders, kits, supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import Arrival, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import AllocationRequest, OutOfStock, StockLine, TermsKind
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.racing import race_all

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 6)


@dataclass(frozen=True)
class Sets:
    """A set of a box and two cups, all of which may be ordered before they are there."""

    kit: UUID
    box: UUID
    cup: UUID
    place: UUID
    channel: UUID

    def announce(self, part: UUID, units: int, on: date) -> UUID:
        return supplies.announce([SupplyInput(part, self.place, units, on)], actor=SYSTEM)[0]

    def want(self, later: int, *, now: int = 0) -> UUID:
        """Place an order of sets; return it. Raises OutOfStock."""
        order, line = makers.some_id(), makers.some_id()
        request = AllocationRequest(
            order,
            self.channel,
            tuple(StockLine(self.kit, self.place, units, line) for units in [now] if units),
            later=(StockLine(self.kit, self.place, later, line),),
        )
        answer = allocations.allocate([request], actor=SYSTEM)[0]
        if isinstance(answer, OutOfStock):
            raise answer
        return order

    def waiting(self, order: UUID) -> list[tuple[int, date | None]]:
        return [(one.units, one.promised_on) for one in promises.waits_of([order])]

    def there(self, order: UUID) -> int:
        """Return how many whole sets are there for an order."""
        return sum(row[5] for row in stock.open_allocations([order]))

    def levels(self) -> list[tuple[int, int, int]]:
        return [makers.level_of(part, self.place) for part in (self.box, self.cup)]

    def quote(self, units: int) -> tuple[int, date | None] | None:
        found = promises.quotes({self.kit: units}, channel_id=self.channel, location_ids=[self.place])
        return (found[self.kit].units, found[self.kit].promised_on) if found else None


def make_sets(*, boxes: int = 0, cups: int = 0) -> Sets:
    kit, box, cup = makers.make_variants(3)
    sets = Sets(kit, box, cup, makers.make_location(), makers.make_channel())
    kits.set_kits([KitInput(kit, ((box, 1), (cup, 2)))], actor=SYSTEM)
    terms.set_terms([TermsInput(part, TermsKind.BACKORDER) for part in (box, cup)], actor=SYSTEM)
    for part, units in ((box, boxes), (cup, cups)):
        if units:
            makers.receive(part, sets.place, units)
    return sets


def test_a_set_is_promised_for_the_day_of_its_last_component() -> None:
    sets = make_sets()
    sets.announce(sets.box, 5, MAY)
    sets.announce(sets.cup, 4, MAY)
    sets.announce(sets.cup, 4, JUNE)

    first, second = sets.want(2), sets.want(1)

    assert (sets.waiting(first), sets.waiting(second)) == ([(2, MAY)], [(1, JUNE)])
    assert (sets.there(first), sets.levels()) == (0, [(0, 0, 0), (0, 0, 0)])
    assert audit.find_lies() == []


def test_what_is_there_of_a_set_waits_on_the_orders_account() -> None:
    sets = make_sets(boxes=1, cups=3)
    sets.announce(sets.box, 1, JUNE)
    sets.announce(sets.cup, 1, JULY)

    order = sets.want(2)

    assert (sets.waiting(order), sets.there(order)) == ([(1, JULY)], 1)
    assert sets.levels() == [(1, 1, 0), (3, 3, 0)]
    assert audit.find_lies() == []


def test_a_set_is_there_when_its_last_component_has_come() -> None:
    sets = make_sets()
    boxes, cups = sets.announce(sets.box, 2, MAY), sets.announce(sets.cup, 4, JUNE)
    order = sets.want(2)

    seen = []
    for supply, units in ((boxes, 2), (cups, 3), (cups, 1)):
        supplies.receive([Arrival(supply, units)], actor=SYSTEM)
        seen.append((sets.there(order), sets.waiting(order)))
        assert audit.find_lies() == []

    assert seen == [(0, [(2, JUNE)]), (1, [(1, JUNE)]), (2, [])]
    assert sets.levels() == [(2, 2, 0), (4, 4, 0)]


def test_whole_sets_leave_before_the_others_have_come() -> None:
    sets = make_sets(boxes=2, cups=2)
    cups = sets.announce(sets.cup, 2, MAY)
    order = sets.want(1, now=1)
    [(allocation, _, line, variant, place, units)] = stock.open_allocations([order])

    allocations.ship([(allocation, StockLine(variant, place, units, line))], actor=SYSTEM)

    assert (units, sets.there(order), sets.waiting(order)) == (1, 0, [(1, MAY)])
    assert (sets.levels(), audit.find_lies()) == ([(1, 1, 0), (0, 0, 0)], [])
    supplies.receive([Arrival(cups, 2)], actor=SYSTEM)
    assert (sets.there(order), sets.waiting(order), audit.find_lies()) == (1, [], [])


def test_what_cannot_come_whole_is_refused_in_sets_and_leaves_nothing() -> None:
    sets = make_sets(boxes=9, cups=2)
    sets.announce(sets.cup, 3, MAY)

    with pytest.raises(OutOfStock) as refusal:
        sets.want(3)

    [missing] = refusal.value.shortages
    assert (missing.variant_id, missing.requested, missing.available) == (sets.kit, 3, 2)
    assert (sets.levels(), promises.waiting_at([(sets.cup, sets.place)])) == ([(9, 0, 0), (2, 0, 0)], [])


def test_canceling_frees_what_lay_there_and_lets_others_move_up() -> None:
    sets = make_sets(boxes=3)
    sets.announce(sets.cup, 4, MAY)
    sets.announce(sets.cup, 2, JUNE)
    first, second = sets.want(2), sets.want(1)
    [wait] = promises.waits_of([first])

    with pytest.raises(NotWaiting):
        backorders.cancel([(wait.id, 3)], actor=SYSTEM)
    backorders.cancel([(wait.id, 1)], actor=SYSTEM)

    assert (sets.waiting(first), sets.waiting(second)) == ([(1, MAY)], [(1, MAY)])
    assert (sets.levels(), audit.find_lies()) == ([(3, 2, 0), (0, 0, 0)], [])
    backorders.cancel([(wait.id, 1)], actor=SYSTEM)
    assert (sets.waiting(first), sets.levels(), audit.find_lies()) == ([], [(3, 1, 0), (0, 0, 0)], [])
    with pytest.raises(NotWaiting):
        backorders.cancel([(wait.id, 1)], actor=SYSTEM)


@pytest.mark.parametrize(
    ("units", "quote"),
    [(1, (1, MAY)), (2, (2, JUNE)), (3, (3, JUNE)), (4, None)],
    ids=["one", "two", "three", "too many"],
)
def test_sets_are_quoted_for_the_latest_day(units: int, quote: tuple[int, date] | None) -> None:
    sets = make_sets(boxes=1, cups=0)
    sets.announce(sets.box, 2, JUNE)
    sets.announce(sets.cup, 7, MAY)

    assert sets.quote(units) == quote
    [room] = promises.rooms([sets.kit], channel_id=sets.channel, location_ids=[sets.place]).values()
    assert (room.units, room.promised_on) == (3, MAY)


def test_a_set_of_which_one_component_is_sold_only_from_the_shelf_is_not_promised_without_it() -> None:
    sets = make_sets(boxes=1)
    terms.set_terms([TermsInput(sets.box, None)], actor=SYSTEM)
    sets.announce(sets.box, 9, MAY)
    sets.announce(sets.cup, 9, MAY)

    assert (sets.quote(1), sets.quote(2)) == ((1, MAY), None)
    sets.want(1)
    with pytest.raises(OutOfStock):
        sets.want(1)


def test_a_preordered_component_holds_its_set_back() -> None:
    sets = make_sets(cups=2)
    terms.set_terms([TermsInput(sets.box, TermsKind.PREORDER, JULY, most=1)], actor=SYSTEM)

    order = sets.want(1)

    assert sets.waiting(order) == [(1, JULY)]
    with pytest.raises(OutOfStock):
        sets.want(1)


@pytest.mark.django_db(transaction=True)
def test_no_component_to_come_is_promised_twice() -> None:
    sets = make_sets(boxes=1)
    sets.announce(sets.box, 2, MAY)
    sets.announce(sets.cup, 6, MAY)

    answers = race_all([lambda: sets.want(1)] * 6)

    assert sum(isinstance(one, UUID) for one in answers) == 3
    assert {type(one) for one in answers} == {UUID, OutOfStock}
    assert audit.find_lies() == []
