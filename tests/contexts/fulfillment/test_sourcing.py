"""Which locations fulfil a demand: never more than exists, never split without need, always the same."""

from __future__ import annotations

from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arasta.contexts.fulfillment.domain import sourcing
from arasta.contexts.fulfillment.queries.sourcing import sourcing_plan
from arasta.contexts.fulfillment.types import Assignment, Candidate, Reason, SourcingPlan

LAMP, RUG, CUP = (UUID(int=number) for number in (1, 2, 3))
WAREHOUSE, KADIKOY, ANKARA = (UUID(int=number) for number in (11, 12, 13))

Shelf = tuple[UUID, UUID, int, int]


def plan(demand: dict[UUID, int], *shelves: Shelf, only: UUID | None = None) -> SourcingPlan:
    return sourcing_plan(tuple(demand.items()), tuple(Candidate(*shelf) for shelf in shelves), only_location=only)


def test_the_preferred_place_that_has_everything_sends_everything() -> None:
    chosen = plan(
        {LAMP: 1, RUG: 2}, (KADIKOY, LAMP, 9, 2), (KADIKOY, RUG, 9, 2), (WAREHOUSE, LAMP, 1, 1), (WAREHOUSE, RUG, 2, 1)
    )
    assert chosen == SourcingPlan(
        (Assignment(LAMP, WAREHOUSE, 1, Reason.HAS_EVERYTHING), Assignment(RUG, WAREHOUSE, 2, Reason.HAS_EVERYTHING)),
        (),
    )


def test_one_place_that_can_do_all_beats_two_preferred_ones() -> None:
    chosen = plan(
        {LAMP: 1, RUG: 1}, (WAREHOUSE, LAMP, 5, 1), (KADIKOY, RUG, 5, 2), (ANKARA, LAMP, 1, 9), (ANKARA, RUG, 1, 9)
    )
    assert {assignment.location_id for assignment in chosen.assignments} == {ANKARA}


def test_without_such_a_place_the_order_is_split_as_little_as_possible() -> None:
    chosen = plan(
        {LAMP: 2, RUG: 1, CUP: 1},
        (WAREHOUSE, LAMP, 2, 1),
        (KADIKOY, RUG, 1, 2),
        (KADIKOY, CUP, 1, 2),
        (ANKARA, CUP, 1, 3),
    )
    assert chosen.assignments == (
        Assignment(LAMP, WAREHOUSE, 2, Reason.FEWEST_SPLITS),
        Assignment(RUG, KADIKOY, 1, Reason.FEWEST_SPLITS),
        Assignment(CUP, KADIKOY, 1, Reason.FEWEST_SPLITS),
    )


def test_what_nobody_has_is_named_and_the_rest_is_planned() -> None:
    chosen = plan({LAMP: 5, RUG: 1}, (WAREHOUSE, LAMP, 2, 1), (KADIKOY, LAMP, 1, 2))
    assert chosen.missing == ((LAMP, 2), (RUG, 1))
    assert chosen.assignments == (
        Assignment(LAMP, WAREHOUSE, 2, Reason.HAS_SOME),
        Assignment(LAMP, KADIKOY, 1, Reason.HAS_SOME),
    )
    assert not chosen.is_complete


def test_a_chosen_place_is_the_only_one_asked() -> None:
    chosen = plan({LAMP: 2}, (WAREHOUSE, LAMP, 9, 1), (KADIKOY, LAMP, 1, 2), only=KADIKOY)
    assert chosen == SourcingPlan((Assignment(LAMP, KADIKOY, 1, Reason.ONLY_LOCATION),), ((LAMP, 1),))


@pytest.mark.parametrize("nothing", [{}, {LAMP: 0}])
def test_no_demand_needs_no_place(nothing: dict[UUID, int]) -> None:
    assert plan(nothing, (WAREHOUSE, LAMP, 9, 1)) == SourcingPlan((), ())


VARIANTS = [UUID(int=number) for number in range(1, 5)]


def shelves(most: int) -> st.SearchStrategy[list[Candidate]]:
    places = st.sampled_from([UUID(int=100 + number) for number in range(most)])
    one = st.builds(Candidate, places, st.sampled_from(VARIANTS), st.integers(-2, 6), st.integers(0, 3))
    return st.lists(one, max_size=2 * most, unique_by=lambda candidate: (candidate.location_id, candidate.variant_id))


demands = st.lists(st.tuples(st.sampled_from(VARIANTS), st.integers(0, 8)), max_size=5)


def sellable(stock: list[Candidate], place: UUID, variant: UUID) -> int:
    return sum(max(0, c.sellable) for c in stock if (c.location_id, c.variant_id) == (place, variant))


@given(demand=demands, stock=shelves(5) | shelves(16))
@settings(max_examples=300, deadline=None)
def test_no_plan_promises_more_than_exists_and_every_unit_is_planned_or_missing(
    demand: list[tuple[UUID, int]], stock: list[Candidate]
) -> None:
    chosen = sourcing.choose_locations(tuple(demand), tuple(stock))
    planned: dict[tuple[UUID, UUID], int] = {}
    for assignment in chosen.assignments:
        key = (assignment.location_id, assignment.variant_id)
        assert assignment.quantity > 0
        assert key not in planned
        planned[key] = assignment.quantity
        assert assignment.quantity <= sellable(stock, *key)
    missing = dict(chosen.missing)
    for variant in VARIANTS:
        wanted = sum(units for one, units in demand if one == variant)
        held = sum(sellable(stock, place, variant) for place in {c.location_id for c in stock})
        assert sum(units for (_, one), units in planned.items() if one == variant) == min(wanted, held)
        assert missing.get(variant, 0) == max(0, wanted - held)


@given(demand=demands, stock=shelves(5))
@settings(max_examples=300, deadline=None)
def test_no_plan_uses_more_places_than_it_must(demand: list[tuple[UUID, int]], stock: list[Candidate]) -> None:
    chosen = sourcing.choose_locations(tuple(demand), tuple(stock))
    used = {assignment.location_id for assignment in chosen.assignments}
    units: dict[UUID, int] = {}
    for assignment in chosen.assignments:
        units[assignment.variant_id] = units.get(assignment.variant_id, 0) + assignment.quantity
    places = {candidate.location_id for candidate in stock}
    for fewer in combinations(places, max(0, len(used) - 1)):
        held = {variant: sum(sellable(stock, place, variant) for place in fewer) for variant in units}
        assert not used or any(held[variant] < wanted for variant, wanted in units.items())


@given(demand=demands, stock=shelves(5) | shelves(16), data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_same_question_in_another_order_gets_the_same_plan(
    demand: list[tuple[UUID, int]], stock: list[Candidate], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(stock)), data.draw(st.permutations(demand))
    first = sourcing.choose_locations(tuple(demand), tuple(stock))
    assert sourcing.choose_locations(tuple(shuffled[1]), tuple(shuffled[0])) == first
