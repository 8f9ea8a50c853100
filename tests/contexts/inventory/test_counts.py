"""Many levels at once: each item stands or falls by itself, and the ledger says why."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.inventory.queries import audit
from arasta.contexts.inventory.services import allocations, counts, kits, reservations
from arasta.contexts.inventory.services.counts import Count, Counted, Refused
from arasta.contexts.inventory.services.levels import ReasonMissing
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from arasta.kernel.quantity import MOST
from tests import makers
from tests.racing import race
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> tuple[UUID, UUID]:
    variant, location = makers.make_variant(), makers.make_location()
    makers.receive(variant, location, 10)
    return variant, location


def count(*items: Count, overwrite: bool = False) -> list[Counted | str]:
    """Count, and show refusals by their codes."""
    answers = counts.count(items, reason="stock taking", actor=SYSTEM, overwrite=overwrite)
    return [answer.error.code if isinstance(answer, Refused) else answer for answer in answers]


def promise(place: tuple[UUID, UUID], quantity: int) -> None:
    line = StockLine(*place, quantity, makers.some_id())
    allocations.allocate([AllocationRequest(makers.some_id(), makers.make_channel(), (line,))], actor=SYSTEM)


def movements(place: tuple[UUID, UUID]) -> list[tuple[str, int]]:
    return db.rows(
        "SELECT kind, quantity FROM inventory_movement WHERE (variant_id, location_id) = (%s, %s) ORDER BY id",
        list(place),
    )


def test_items_stand_or_fall_by_themselves(place: tuple[UUID, UUID]) -> None:
    promise(place, 8)
    other = (makers.make_variant(), place[1])

    answers = count(Count(*place, delta=-3), Count(*other, delta=5), Count(*place, delta=-2), Count(*other, delta=-6))

    assert answers == ["stock_promised", Counted(*other, 5, 0), Counted(*place, 8, 10), "stock_promised"]
    assert makers.level_of(*place) == (8, 8, 0)
    assert makers.level_of(*other) == (5, 0, 0)
    assert audit.find_lies() == []


def test_a_count_stands_only_upon_what_was_seen(place: tuple[UUID, UUID]) -> None:
    answers = count(
        Count(*place, on_hand=7, seen=9),
        Count(*place, on_hand=7, seen=10),
        Count(*place, on_hand=6, seen=10),
        Count(*place, on_hand=6),
    )

    assert answers == ["stale_quantity", Counted(*place, 7, 10), "stale_quantity", "delta_or_count"]
    assert movements(place)[1:] == [("adjusted_down", 3)]


def test_who_counted_the_shelf_overwrites(place: tuple[UUID, UUID]) -> None:
    assert count(Count(*place, on_hand=12), overwrite=True) == [Counted(*place, 12, 10)]
    assert movements(place)[1:] == [("adjusted_up", 2)]


def test_a_count_never_goes_below_what_is_promised(place: tuple[UUID, UUID]) -> None:
    promise(place, 8)

    assert count(Count(*place, on_hand=7), overwrite=True) == ["stock_promised"]
    assert count(Count(*place, on_hand=8), overwrite=True) == [Counted(*place, 8, 10)]
    assert audit.find_lies() == []


def test_what_changes_nothing_writes_nothing(place: tuple[UUID, UUID]) -> None:
    answers = count(Count(*place, on_hand=10, seen=10), Count(*place, delta=0))

    assert answers == [Counted(*place, 10, 10), Counted(*place, 10, 10)]
    assert movements(place) == [("received", 10)]
    assert db.rows("SELECT count(*) FROM inventory_adjustment") == [(0,)]


@pytest.mark.parametrize(
    "item",
    [(None, None), (1, 3), (None, 3)],
    ids=["neither", "both", "count that nobody compared"],
)
def test_an_item_says_a_difference_or_a_compared_count(
    place: tuple[UUID, UUID], item: tuple[int | None, int | None]
) -> None:
    assert count(Count(*place, delta=item[0], on_hand=item[1])) == ["delta_or_count"]


def test_absurd_counts_are_refused(place: tuple[UUID, UUID]) -> None:
    answers = count(
        Count(*place, delta=MOST), Count(*place, on_hand=MOST + 1), Count(*place, on_hand=-1), overwrite=True
    )

    assert answers == ["invalid_quantity"] * 3
    assert makers.level_of(*place) == (10, 0, 0)


def test_staff_counts_only_where_they_work(place: tuple[UUID, UUID]) -> None:
    elsewhere = Actor(ActorKind.STAFF, id="x", permissions=frozenset({"*"}), locations=frozenset({makers.some_id()}))

    answers = counts.count([Count(*place, delta=1)], reason="found", actor=elsewhere)

    assert [answer.error.code for answer in answers if isinstance(answer, Refused)] == ["another_location"]
    assert makers.level_of(*place) == (10, 0, 0)


def test_a_count_needs_a_reason(place: tuple[UUID, UUID]) -> None:
    with pytest.raises(ReasonMissing):
        counts.count([Count(*place, delta=1)], reason=" ", actor=SYSTEM)


def test_a_hundred_items_cost_the_statements_of_one() -> None:
    location, variants = makers.make_location(), makers.make_variants(101)

    with CaptureQueriesContext(
        connection,
    ) as one:
        count(Count(variants[0], location, delta=1))
    with CaptureQueriesContext(connection) as many:
        count(*(Count(variant, location, delta=2) for variant in variants[1:]))

    assert counted(many) == counted(one)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_saw_the_same_only_one_counts(place: tuple[UUID, UUID]) -> None:
    answers = race(4, lambda: count(Count(*place, on_hand=3, seen=10)))

    assert sorted(str(answer[0])[:5] for answer in answers if isinstance(answer, list)) == ["Count", *["stale"] * 3]
    assert makers.level_of(*place) == (3, 0, 0)


def test_a_kit_is_refused_and_the_rest_lands(place: tuple[UUID, UUID]) -> None:
    kit = makers.make_variant()
    kits.set_kits([kits.KitInput(kit, ((place[0], 2),))], actor=SYSTEM)

    at_once = count(Count(kit, place[1], delta=1), Count(*place, delta=1))
    in_turn = count(Count(kit, place[1], delta=1), Count(*place, delta=1), Count(*place, delta=1))

    assert at_once == ["kit_has_no_stock", Counted(*place, 11, 10)]
    assert in_turn == ["kit_has_no_stock", Counted(*place, 12, 11), Counted(*place, 13, 12)]


def test_holds_that_ran_out_do_not_stand_in_the_way(place: tuple[UUID, UUID]) -> None:
    other = (makers.make_variant(), place[1])
    line = StockLine(*place, 9)
    request = HoldRequest(makers.some_id(), makers.make_channel(), (line,), timedelta(minutes=5))
    reservations.reserve([request], actor=SYSTEM)
    db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'")

    answers = count(Count(*place, delta=-8), Count(*other, delta=3))

    assert answers == [Counted(*place, 2, 10), Counted(*other, 3, 0)]
    assert db.rows("SELECT count(*) FROM inventory_adjustment") == [(1,)]
    assert audit.find_lies() == []
