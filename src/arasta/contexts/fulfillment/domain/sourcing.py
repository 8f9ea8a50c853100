"""Decide which locations fulfil a demand: one place if one can, else as few as possible, by priority."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from uuid import UUID

from arasta.contexts.fulfillment.types import Assignment, Candidate, Reason, SourcingPlan

Stock = Mapping[UUID, Mapping[UUID, int]]
Demand = Mapping[UUID, int]

TRY_ALL_UP_TO = 12
"""With more useful locations than this, sets of them are built greedily instead of all being tried."""


def choose_locations(
    demand: tuple[tuple[UUID, int], ...], stock: tuple[Candidate, ...], *, only_location: UUID | None = None
) -> SourcingPlan:
    """Return where each unit comes from. The same input in any order gives the same plan.

    Units that nobody has are named as missing; the rest is still planned, and the caller decides what that is worth.
    """
    wanted = _sum(demand)
    shelves, priorities = _shelves(stock, wanted, only_location)
    ranked = sorted(shelves, key=lambda location: (priorities[location], location))
    for location in ranked:  # nearly always: one place has it all
        if all(shelves[location].get(variant, 0) >= units for variant, units in wanted.items()):
            reason = _reason(only_location, (location,), ())
            return SourcingPlan(
                tuple(Assignment(variant, location, units, reason) for variant, units in wanted.items()), ()
            )
    possible = {variant: min(units, _held(shelves, shelves, variant)) for variant, units in wanted.items()}
    missing = tuple(
        (variant, units - possible[variant]) for variant, units in wanted.items() if possible[variant] < units
    )
    chosen = _fewest(possible, shelves, ranked, priorities)
    reason = _reason(only_location, chosen, missing)
    return SourcingPlan(_assign(possible, shelves, chosen, reason), missing)


def _sum(demand: tuple[tuple[UUID, int], ...]) -> dict[UUID, int]:
    wanted: dict[UUID, int] = defaultdict(int)
    for variant, units in demand:
        wanted[variant] += units
    return {variant: wanted[variant] for variant in sorted(wanted) if wanted[variant] > 0}


def _shelves(
    stock: tuple[Candidate, ...], wanted: Demand, only_location: UUID | None
) -> tuple[dict[UUID, dict[UUID, int]], dict[UUID, int]]:
    """Return what each useful location has of what is wanted, and its best priority."""
    shelves: dict[UUID, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    priorities: dict[UUID, int] = {}
    for candidate in stock:
        elsewhere = only_location is not None and candidate.location_id != only_location
        if elsewhere or candidate.sellable <= 0 or candidate.variant_id not in wanted:
            continue
        shelves[candidate.location_id][candidate.variant_id] += candidate.sellable
        known = priorities.get(candidate.location_id, candidate.priority)
        priorities[candidate.location_id] = min(known, candidate.priority)
    return shelves, priorities


def _held(shelves: Stock, locations: Sequence[UUID] | Mapping[UUID, object], variant: UUID) -> int:
    return sum(shelves[location].get(variant, 0) for location in locations)


def _covers(possible: Demand, shelves: Stock, locations: Sequence[UUID]) -> bool:
    return all(_held(shelves, locations, variant) >= units for variant, units in possible.items())


def _fewest(
    possible: Demand, shelves: Stock, ranked: Sequence[UUID], priorities: Mapping[UUID, int]
) -> tuple[UUID, ...]:
    """Return the smallest set of locations that has all that is possible; of equal ones the best by priority."""
    if not any(possible.values()):
        return ()
    if len(ranked) > TRY_ALL_UP_TO:
        return _greedy(possible, shelves, ranked)
    for size in range(1, len(ranked) + 1):
        able = [chosen for chosen in combinations(ranked, size) if _covers(possible, shelves, chosen)]
        if able:
            return min(able, key=lambda chosen: sum(priorities[location] for location in chosen))
    return tuple(ranked)


def _greedy(possible: Demand, shelves: Stock, ranked: Sequence[UUID]) -> tuple[UUID, ...]:
    """Take the first location that has everything, else again and again the one that brings most; drop the needless."""
    for location in ranked:
        if _covers(possible, shelves, (location,)):
            return (location,)
    left, chosen = dict(possible), list[UUID]()
    while any(left.values()):
        best = max(
            (location for location in ranked if location not in chosen),
            key=lambda location: sum(min(units, shelves[location].get(variant, 0)) for variant, units in left.items()),
        )
        chosen.append(best)
        left = {variant: max(0, units - shelves[best].get(variant, 0)) for variant, units in left.items()}
    for location in list(chosen):
        others = [other for other in chosen if other != location]
        if _covers(possible, shelves, others):
            chosen = others
    return tuple(location for location in ranked if location in chosen)


def _assign(possible: Demand, shelves: Stock, chosen: Sequence[UUID], reason: Reason) -> tuple[Assignment, ...]:
    """Give each variant to the first location that has all of it, else spread it over them in order."""
    assignments = []
    for variant, units in possible.items():
        whole = [location for location in chosen if shelves[location].get(variant, 0) >= units]
        left = units
        for location in whole[:1] or chosen:
            take = min(left, shelves[location].get(variant, 0))
            if take:
                assignments.append(Assignment(variant, location, take, reason))
            left -= take
    return tuple(assignments)


def _reason(only_location: UUID | None, chosen: Sequence[UUID], missing: Sequence[object]) -> Reason:
    if only_location is not None:
        return Reason.ONLY_LOCATION
    if missing:
        return Reason.HAS_SOME
    return Reason.HAS_EVERYTHING if len(chosen) <= 1 else Reason.FEWEST_SPLITS
