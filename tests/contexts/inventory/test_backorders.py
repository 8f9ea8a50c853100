"""Goods that are to come: announced, promised once, given to who waited longest, and honest when they are late."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import audit, promises, stock
from arasta.contexts.inventory.services import allocations, backorders, kits, levels, supplies, terms
from arasta.contexts.inventory.services.allocations import Allocated
from arasta.contexts.inventory.services.kits import KitInput, KitUnderTerms
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.services.supplies import Alteration, Arrival, SupplyClosed, SupplyInput, UnknownSupply
from arasta.contexts.inventory.services.terms import PreorderWithoutDay, TermsInput
from arasta.contexts.inventory.types import AllocationRequest, AnotherLocation, OutOfStock, StockLine, TermsKind
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from tests import makers
from tests.racing import race, race_all

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 6)


@dataclass(frozen=True)
class Shelf:
    """A variant at a place, sold on a channel."""

    variant: UUID
    place: UUID
    channel: UUID

    def announce(self, units: int, on: date) -> UUID:
        return supplies.announce([SupplyInput(self.variant, self.place, units, on)], actor=SYSTEM)[0]

    def want(self, units: int, *, now: int = 0) -> UUID:
        """Place an order that waits; return its line. Raises OutOfStock."""
        line = makers.some_id()
        request = AllocationRequest(
            makers.some_id(),
            self.channel,
            tuple(StockLine(self.variant, self.place, count, line) for count in [now] if count),
            later=(StockLine(self.variant, self.place, units, line),),
        )
        answer = allocations.allocate([request], actor=SYSTEM)[0]
        if isinstance(answer, OutOfStock):
            raise answer
        return line

    def day_of(self, line: UUID) -> date | None:
        """Return the day that a line was promised."""
        waiting = promises.waiting_at([(self.variant, self.place)])
        return next(one.promised_on for one in waiting if one.line_id == line)

    def waiting(self) -> list[tuple[int, date | None]]:
        return [(one.units, one.promised_on) for one in promises.waiting_at([(self.variant, self.place)])]

    def incoming(self) -> int:
        found = stock.levels([self.variant])
        return found[0].incoming if found else 0


def make_shelf(kind: TermsKind | None = TermsKind.BACKORDER, **more: object) -> Shelf:
    shelf = Shelf(makers.make_variant(), makers.make_location(), makers.make_channel())
    terms.set_terms([TermsInput(shelf.variant, kind, **more)], actor=SYSTEM)  # type: ignore[arg-type]
    return shelf


def told(name: str) -> list[dict[str, object]]:
    found = db.rows("SELECT payload::text FROM outbox_event WHERE name = %s ORDER BY seq", [name])
    return [json.loads(row[0]) for row in found]


def test_announced_goods_are_incoming_and_stand_in_the_ledger() -> None:
    shelf = make_shelf()

    supply = shelf.announce(10, MAY)
    supplies.alter([Alteration(supply, quantity=7)], actor=SYSTEM)

    assert shelf.incoming() == 7
    assert [(row.kind, row.quantity, row.cause) for row in stock.movements(shelf.variant).items] == [
        ("recalled", 3, "supply"),
        ("announced", 10, "supply"),
    ]
    assert audit.find_lies() == []


def test_each_who_waits_is_promised_the_day_of_the_supply_that_their_last_unit_falls_into() -> None:
    shelf = make_shelf()
    shelf.announce(5, JUNE)
    shelf.announce(5, MAY)

    made = [shelf.want(4), shelf.want(2), shelf.want(4)]

    assert [shelf.day_of(line) for line in made] == [MAY, JUNE, JUNE]
    with pytest.raises(OutOfStock) as refusal:
        shelf.want(1)
    assert refusal.value.shortages[0].available == 0


def test_what_is_not_sold_so_is_not_promised() -> None:
    shelf = make_shelf(None)
    shelf.announce(5, MAY)

    with pytest.raises(OutOfStock):
        shelf.want(1)


def test_goods_that_arrive_go_to_who_waited_longest_in_the_same_breath() -> None:
    shelf = make_shelf()
    supply = shelf.announce(6, MAY)
    first, second = shelf.want(4), shelf.want(2)

    supplies.receive([Arrival(supply, 5)], actor=SYSTEM)

    assert makers.level_of(shelf.variant, shelf.place) == (5, 5, 0)
    assert shelf.waiting() == [(1, MAY)]
    open_lines = {row[0]: row[1] for row in db.rows("SELECT line_id, quantity FROM inventory_allocation")}
    assert open_lines == {first: 4, second: 1}
    facts = told("inventory.backorders_filled")
    assert [(fact["units"], fact["units_waiting"]) for fact in facts] == [(4, 0), (1, 1)]
    assert audit.find_lies() == []


def test_the_rest_of_a_line_joins_its_allocation() -> None:
    shelf = make_shelf()
    first, second = shelf.announce(2, MAY), shelf.announce(3, JUNE)
    shelf.want(5)

    supplies.receive([Arrival(first, 2)], actor=SYSTEM)
    supplies.receive([Arrival(second, 3)], actor=SYSTEM)

    assert db.rows("SELECT quantity FROM inventory_allocation") == [(5,)]
    assert (shelf.waiting(), shelf.incoming()) == ([], 0)
    assert audit.find_lies() == []


def test_a_line_may_be_there_in_part_and_wait_for_the_rest() -> None:
    shelf = make_shelf()
    makers.receive(shelf.variant, shelf.place, 2)
    supply = shelf.announce(3, MAY)

    with pytest.raises(OutOfStock):
        shelf.want(4, now=2)
    shelf.want(3, now=2)
    supplies.receive([Arrival(supply, 3)], actor=SYSTEM)

    assert makers.level_of(shelf.variant, shelf.place) == (5, 5, 0)
    assert db.rows("SELECT quantity FROM inventory_allocation") == [(5,)]
    assert audit.find_lies() == []


def test_of_a_batch_each_order_is_promised_by_itself() -> None:
    shelf = make_shelf()
    shelf.announce(3, MAY)
    requests = [
        AllocationRequest(
            makers.some_id(), shelf.channel, (), later=(StockLine(shelf.variant, shelf.place, units, makers.some_id()),)
        )
        for units in (2, 2, 1)
    ]

    answers = allocations.allocate(requests, actor=SYSTEM)

    assert [type(answer) for answer in answers] == [Allocated, OutOfStock, Allocated]
    assert shelf.waiting() == [(2, MAY), (1, MAY)]


def test_more_may_arrive_than_was_announced() -> None:
    shelf = make_shelf()
    supply = shelf.announce(2, MAY)

    supplies.receive([Arrival(supply, 5)], actor=SYSTEM)

    assert (makers.level_of(shelf.variant, shelf.place), shelf.incoming()) == ((5, 0, 0), 0)
    with pytest.raises(SupplyClosed):
        supplies.receive([Arrival(supply, 1)], actor=SYSTEM)
    assert audit.find_lies() == []


def test_a_short_delivery_takes_the_day_from_who_came_last() -> None:
    shelf = make_shelf()
    supply = shelf.announce(5, MAY)
    shelf.want(3)
    last = shelf.want(2)

    supplies.receive([Arrival(supply, 4, is_last=True)], actor=SYSTEM)

    assert shelf.waiting() == [(1, None)]
    fact = told("inventory.promise_moved")[-1]
    assert (fact["line_id"], fact["was_on"], fact["now_on"]) == (str(last), "2026-05-04", None)
    assert shelf.incoming() == 0
    assert audit.find_lies() == []


def test_a_supply_that_comes_later_moves_the_promises_and_they_are_told() -> None:
    shelf = make_shelf()
    supply = shelf.announce(5, MAY)
    shelf.want(3)

    supplies.alter([Alteration(supply, expected_on=JULY)], actor=SYSTEM)

    [one] = promises.waiting_at([(shelf.variant, shelf.place)])
    assert (one.promised_on, one.first_promised_on, one.is_late) == (JULY, MAY, True)
    assert [fact["now_on"] for fact in told("inventory.promise_moved")] == ["2026-07-06"]


def test_a_canceled_supply_leaves_those_who_wait_without_a_day_until_another_is_announced() -> None:
    shelf = make_shelf()
    supply = shelf.announce(5, MAY)
    shelf.want(3)

    supplies.cancel([supply], actor=SYSTEM)
    assert (shelf.waiting(), shelf.incoming()) == ([(3, None)], 0)
    shelf.announce(4, JUNE)

    assert shelf.waiting() == [(3, JUNE)]
    with pytest.raises(OutOfStock):
        shelf.want(2)


def test_who_waits_no_longer_lets_the_others_move_up() -> None:
    shelf = make_shelf()
    shelf.announce(3, MAY)
    shelf.announce(3, JUNE)
    shelf.want(3)
    shelf.want(3)
    first = promises.waiting_at([(shelf.variant, shelf.place)])[0]

    backorders.cancel([(first.id, 3)], actor=SYSTEM)

    assert shelf.waiting() == [(3, MAY)]


def test_a_preorder_needs_nothing_announced_within_its_limit() -> None:
    shelf = make_shelf(TermsKind.PREORDER, ships_on=JUNE, most=5)

    assert shelf.day_of(shelf.want(5)) == JUNE
    with pytest.raises(OutOfStock):
        shelf.want(1)


def test_a_preorder_is_promised_for_its_day_though_the_goods_come_before() -> None:
    shelf = make_shelf(TermsKind.PREORDER, ships_on=JUNE)
    shelf.announce(1, MAY)
    shelf.announce(1, JULY)

    assert [shelf.day_of(shelf.want(1)), shelf.day_of(shelf.want(1))] == [JUNE, JULY]


def test_other_terms_move_the_days_of_who_waits() -> None:
    shelf = make_shelf(TermsKind.PREORDER, ships_on=JUNE, most=9)
    shelf.want(2)

    terms.set_terms([TermsInput(shelf.variant, TermsKind.PREORDER, ships_on=JULY, most=9)], actor=SYSTEM)

    assert shelf.waiting() == [(2, JULY)]


def test_a_preorder_names_its_day() -> None:
    with pytest.raises(PreorderWithoutDay):
        make_shelf(TermsKind.PREORDER)


def test_a_kit_waits_for_nothing() -> None:
    kit, part = makers.make_variants(2)
    kits.set_kits([KitInput(kit, ((part, 1),))], actor=SYSTEM)

    with pytest.raises(KitUnderTerms):
        terms.set_terms([TermsInput(kit, TermsKind.BACKORDER)], actor=SYSTEM)


def test_units_that_become_free_otherwise_go_to_who_waits_too() -> None:
    shelf = make_shelf()
    shelf.announce(5, MAY)
    shelf.want(3)
    levels.adjust([Correction(shelf.variant, shelf.place, 2)], reason="found behind the shelf", actor=SYSTEM)

    backorders.fill_from_shelves(promises.fillable_levels(limit=9))

    assert makers.level_of(shelf.variant, shelf.place) == (2, 2, 0)
    assert shelf.waiting() == [(1, MAY)]
    assert promises.fillable_levels(limit=9) == []
    assert audit.find_lies() == []


def test_received_goods_that_nobody_announced_go_to_who_waits() -> None:
    shelf = make_shelf()
    shelf.announce(5, MAY)
    shelf.want(3)

    makers.receive(shelf.variant, shelf.place, 3)

    assert makers.level_of(shelf.variant, shelf.place) == (3, 3, 0)
    assert (shelf.waiting(), shelf.incoming()) == ([], 5)


def test_staff_of_another_place_change_nothing_here() -> None:
    shelf = make_shelf()
    supply = shelf.announce(5, MAY)
    elsewhere = Actor(ActorKind.STAFF, id="s", permissions=frozenset({"*"}), locations=frozenset({makers.some_id()}))

    with pytest.raises(AnotherLocation):
        supplies.receive([Arrival(supply, 1)], actor=elsewhere)
    with pytest.raises(UnknownSupply):
        supplies.cancel([makers.some_id()], actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_no_unit_to_come_is_promised_twice() -> None:
    shelf = make_shelf()
    shelf.announce(4, MAY)
    shelf.announce(3, JUNE)

    answers = race(12, lambda: shelf.want(1))

    assert sum(isinstance(one, UUID) for one in answers) == 7
    assert sum(isinstance(one, OutOfStock) for one in answers) == 5
    assert shelf.waiting() == [(1, MAY)] * 4 + [(1, JUNE)] * 3


@pytest.mark.django_db(transaction=True)
def test_a_limit_holds_over_all_locations_at_once() -> None:
    here = make_shelf(TermsKind.PREORDER, ships_on=JUNE, most=5)
    there = Shelf(here.variant, makers.make_location(), here.channel)

    answers = race_all([lambda: here.want(1)] * 6 + [lambda: there.want(1)] * 6)

    assert sum(isinstance(one, UUID) for one in answers) == 5


@pytest.mark.django_db(transaction=True)
def test_arrival_against_buyers_and_cancellation_loses_nothing() -> None:
    shelf = make_shelf()
    first, second = shelf.announce(6, MAY), shelf.announce(6, JUNE)
    for _ in range(8):
        shelf.want(1)

    def buy() -> Allocated | OutOfStock:
        line = StockLine(shelf.variant, shelf.place, 1, makers.some_id())
        request = AllocationRequest(makers.some_id(), shelf.channel, (line,))
        return allocations.allocate([request], actor=SYSTEM)[0]

    race_all(
        [lambda: supplies.receive([Arrival(first, 6)], actor=SYSTEM)]
        + [lambda: supplies.cancel([second], actor=SYSTEM)]
        + [buy] * 6
        + [lambda: shelf.want(1)] * 3
    )

    on_hand, committed, _ = makers.level_of(shelf.variant, shelf.place)
    assert (on_hand, committed) == (6, 6)
    assert shelf.incoming() == 0
    assert all(day is None for _, day in shelf.waiting())
    assert audit.find_lies() == []
