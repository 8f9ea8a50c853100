"""Kits: sold as often as their components make them, reserved, promised, shipped and released as their components."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.inventory.queries import audit, availability, stock
from arasta.contexts.inventory.queries import kits as kit_book
from arasta.contexts.inventory.services import allocations, kits, levels, reservations
from arasta.contexts.inventory.services.allocations import Allocated
from arasta.contexts.inventory.services.kits import DoubtfulRecipe, KitHasStock, KitInKit, KitInput
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, KitHasNoStock, OutOfStock, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from tests import makers
from tests.racing import race_all
from tests.statements import counted

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Set:
    """A gift set of one box and two cups at one place."""

    kit: UUID
    box: UUID
    cup: UUID
    place: UUID
    channel: UUID

    def request(self, *lines: tuple[UUID, int], cart: UUID | None = None) -> AllocationRequest:
        wanted = tuple(StockLine(variant, self.place, units, makers.some_id()) for variant, units in lines)
        return AllocationRequest(makers.some_id(), self.channel, wanted, cart_id=cart)

    def allocate(self, *lines: tuple[UUID, int], cart: UUID | None = None) -> Allocated | OutOfStock:
        return allocations.allocate([self.request(*lines, cart=cart)], actor=SYSTEM)[0]

    def hold(self, cart: UUID, *lines: tuple[UUID, int], in_part: bool = False) -> object:
        wanted = tuple(StockLine(variant, self.place, units) for variant, units in lines)
        request = HoldRequest(cart, self.channel, wanted, timedelta(minutes=15), in_part=in_part)
        return reservations.reserve([request], actor=SYSTEM)[0]

    def offered(self, cart: UUID | None = None) -> int:
        found = availability.offered([self.kit], channel_id=self.channel, location_ids=[self.place], cart_id=cart)
        return found[self.kit].total

    def levels(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """Return (on hand, committed, reserved) of box and cup."""
        return makers.level_of(self.box, self.place), makers.level_of(self.cup, self.place)


def make_set(*, boxes: int, cups: int) -> Set:
    kit, box, cup = makers.make_variants(3)
    made = Set(kit, box, cup, makers.make_location(), makers.make_channel())
    for variant, units in ((box, boxes), (cup, cups)):
        if units:
            makers.receive(variant, made.place, units)
    kits.set_kits([KitInput(kit, ((box, 1), (cup, 2)))], actor=SYSTEM)
    return made


def open_of(answer: Allocated | OutOfStock) -> list[tuple[UUID, UUID, int]]:
    assert isinstance(answer, Allocated)
    return [(row[0], row[3], row[5]) for row in stock.open_allocations([answer.order_id])]


def test_a_kit_is_offered_as_often_as_its_scarcest_component_makes_it() -> None:
    assert make_set(boxes=5, cups=7).offered() == 3
    assert make_set(boxes=2, cups=7).offered() == 2
    assert make_set(boxes=2, cups=0).offered() == 0


def test_a_variant_with_stock_costs_no_look_at_kits() -> None:
    made = make_set(boxes=5, cups=5)

    with CaptureQueriesContext(
        connection,
    ) as plain:
        availability.sellable([made.box, made.cup], channel_id=made.channel, location_ids=[made.place])
    with CaptureQueriesContext(connection) as kit:
        availability.sellable([made.box, made.kit], channel_id=made.channel, location_ids=[made.place])

    assert (counted(plain), counted(kit)) == (1, 3)


def test_an_order_of_a_kit_commits_its_components() -> None:
    made = make_set(boxes=5, cups=7)

    answer = made.allocate((made.kit, 2), (made.cup, 1))

    assert isinstance(answer, Allocated)
    assert made.levels() == ((5, 2, 0), (7, 5, 0))
    assert made.offered() == 1
    assert sorted(units for _, _, units in open_of(answer)) == [1, 2]
    assert audit.find_lies() == []


def test_what_is_missing_is_said_in_kits() -> None:
    made = make_set(boxes=5, cups=5)

    answer = made.allocate((made.kit, 3))

    assert isinstance(answer, OutOfStock)
    assert [(one.variant_id, one.requested, one.available) for one in answer.shortages] == [(made.kit, 3, 2)]
    assert made.levels() == ((5, 0, 0), (5, 0, 0))


def test_a_kit_and_its_component_in_one_order_do_not_take_the_same_unit() -> None:
    made = make_set(boxes=5, cups=5)

    assert isinstance(made.allocate((made.kit, 2), (made.cup, 2)), OutOfStock)
    assert isinstance(made.allocate((made.kit, 2), (made.cup, 1)), Allocated)


def test_a_cart_holds_kits_and_its_order_claims_them() -> None:
    made, cart = make_set(boxes=2, cups=4), makers.some_id()

    made.hold(cart, (made.kit, 2))

    assert stock.held_lines(cart) == [(made.kit, made.place, 2)]
    assert (made.offered(), made.offered(cart)) == (0, 2)
    assert isinstance(made.allocate((made.kit, 1)), OutOfStock)
    assert isinstance(made.allocate((made.kit, 2), cart=cart), Allocated)
    assert made.levels() == ((2, 2, 0), (4, 4, 0))
    assert audit.find_lies() == []


def test_a_hold_in_part_holds_whole_kits() -> None:
    made, cart = make_set(boxes=5, cups=5), makers.some_id()

    made.hold(cart, (made.kit, 4), (made.cup, 3), in_part=True)

    assert sorted(units for _, _, units in stock.held_lines(cart)) == [1, 2]
    assert made.levels() == ((5, 0, 2), (5, 0, 5))


def test_shipping_kits_ships_so_many_of_each_component() -> None:
    made = make_set(boxes=5, cups=7)
    [(allocation, variant, _)] = open_of(made.allocate((made.kit, 3)))

    allocations.ship([(allocation, StockLine(variant, made.place, 2))], actor=SYSTEM)

    assert variant == made.kit
    assert made.levels() == ((3, 1, 0), (3, 2, 0))
    assert audit.find_lies() == []


def test_releasing_kits_frees_each_component() -> None:
    made = make_set(boxes=5, cups=7)
    [(allocation, variant, units)] = open_of(made.allocate((made.kit, 3)))

    allocations.release([(allocation, StockLine(variant, made.place, units))], actor=SYSTEM)

    assert made.levels() == ((5, 0, 0), (7, 0, 0))
    assert audit.find_lies() == []


def test_another_recipe_changes_no_placed_order() -> None:
    made, lid = make_set(boxes=5, cups=7), makers.make_variant()
    makers.receive(lid, made.place, 1)
    answer = made.allocate((made.kit, 2))

    kits.set_kits([KitInput(made.kit, ((made.box, 1), (lid, 1)))], actor=SYSTEM)
    [(allocation, variant, units)] = open_of(answer)
    allocations.ship([(allocation, StockLine(variant, made.place, units))], actor=SYSTEM)

    assert made.levels() == ((3, 0, 0), (3, 0, 0))
    assert made.offered() == 1
    assert audit.find_lies() == []


def test_a_sale_over_the_counter_takes_the_components_along() -> None:
    made = make_set(boxes=1, cups=2)

    allocations.allocate([made.request((made.kit, 1))], actor=SYSTEM, they_leave=True)

    assert made.levels() == ((0, 0, 0), (0, 0, 0))
    assert audit.find_lies() == []


def test_a_kit_gets_no_stock_and_stock_becomes_no_kit() -> None:
    made = make_set(boxes=1, cups=1)

    with pytest.raises(KitHasNoStock):
        levels.receive([StockLine(made.kit, made.place, 1)], reference="", actor=SYSTEM)


def test_a_variant_with_books_becomes_no_kit() -> None:
    variant, part = makers.make_variants(2)
    makers.receive(variant, makers.make_location(), 1)

    with pytest.raises(KitHasStock):
        kits.set_kits([KitInput(variant, ((part, 1),))], actor=SYSTEM)


def test_a_kit_is_in_no_kit() -> None:
    made, outer = make_set(boxes=1, cups=1), makers.make_variant()

    with pytest.raises(KitInKit):
        kits.set_kits([KitInput(outer, ((made.kit, 1),))], actor=SYSTEM)


def test_a_component_becomes_no_kit() -> None:
    outer, inner, other = makers.make_variants(3)
    kits.set_kits([KitInput(outer, ((inner, 1),))], actor=SYSTEM)

    with pytest.raises(KitInKit):
        kits.set_kits([KitInput(inner, ((other, 1),))], actor=SYSTEM)


@pytest.mark.parametrize("units", [0, -1])
def test_a_component_counts_at_least_one(units: int) -> None:
    kit, part = makers.make_variants(2)

    with pytest.raises(DoubtfulRecipe):
        kits.set_kits([KitInput(kit, ((part, units),))], actor=SYSTEM)


def test_no_components_make_it_a_plain_variant_again() -> None:
    made = make_set(boxes=1, cups=2)

    kits.set_kits([KitInput(made.kit, ())], actor=SYSTEM)
    makers.receive(made.kit, made.place, 4)

    assert kit_book.recipes([made.kit]) == {}
    assert made.offered() == 4


def test_channels_hear_of_a_kit_whose_recipe_changed() -> None:
    made = make_set(boxes=1, cups=2)
    dirty.listen(dirty.AVAILABILITY, "ear")

    with db.transaction():
        kits.set_kits([KitInput(made.kit, ((made.box, 1),))], actor=SYSTEM)

    assert [change.key for change in dirty.take(dirty.AVAILABILITY, "ear", limit=9)] == [made.kit]


@pytest.mark.django_db(transaction=True)
def test_kits_and_components_bought_at_once_are_never_sold_twice_and_do_not_deadlock() -> None:
    made = make_set(boxes=6, cups=12)

    answers = race_all(
        [lambda: made.allocate((made.kit, 1), (made.box, 1))] * 6
        + [lambda: made.allocate((made.cup, 1), (made.kit, 1))] * 6
        + [lambda: made.allocate((made.box, 1), (made.cup, 1))] * 6
    )

    assert {type(answer) for answer in answers} == {Allocated, OutOfStock}
    (boxes, boxes_out, _), (cups, cups_out, _) = made.levels()
    assert boxes_out <= boxes
    assert cups_out <= cups
    assert boxes_out == 6 or cups_out >= 11
    assert audit.find_lies() == []


@pytest.mark.django_db(transaction=True)
def test_stock_that_arrives_while_a_kit_is_made_meets_no_kit() -> None:
    variant, part, place = makers.make_variant(), makers.make_variant(), makers.make_location()

    race_all(
        [lambda: kits.set_kits([KitInput(variant, ((part, 1),))], actor=SYSTEM)]
        + [lambda: makers.receive(variant, place, 1)] * 3
    )

    is_kit = bool(kit_book.recipes([variant]))
    assert is_kit == (makers.level_of(variant, place)[0] == 0)
    assert db.rows("SELECT count(*)::int FROM inventory_level WHERE variant_id = %s", [variant]) == [
        (0 if is_kit else 1,)
    ]
