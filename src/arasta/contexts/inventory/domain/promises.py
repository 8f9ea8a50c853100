"""When what is not there yet will be: announced units are given to those who wait, the first come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arasta.contexts.inventory.domain.kits import makeable
from arasta.contexts.inventory.types import LevelKey, Recipe, TermsKind


@dataclass(frozen=True, slots=True)
class Terms:
    """How a variant is sold when it is not there. `most`: how many units may wait at a time, over all locations."""

    kind: TermsKind
    ships_on: date | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """Units that are to come on a day."""

    expected_on: date
    units: int


@dataclass(frozen=True, slots=True)
class Queue:
    """One variant at one location: what is to come, the earliest first, and who waits, the first first."""

    coming: tuple[Coming, ...] = ()
    waiting: tuple[int, ...] = ()

    @property
    def unpromised(self) -> int:
        """What is to come and nobody waits for; below zero where more was promised than will come."""
        return sum(one.units for one in self.coming) - sum(self.waiting)


def days(queue: Queue, terms: Terms | None) -> list[date | None]:
    """Return the day promised to each who waits: when the supply comes into which their last unit falls.

    A pre-order is not promised before its day, and on its day where nothing was announced for it. No day: nothing of
    what was announced is left.
    """
    floor = terms.ships_on if terms else None
    return [_not_before(floor, day) for day in _falls_into(queue)]


def _falls_into(queue: Queue) -> list[date | None]:
    found: list[date | None] = []
    needed = covered = 0
    supplies = iter(queue.coming)
    last: date | None = None
    for units in queue.waiting:
        needed += units
        while covered < needed:
            supply = next(supplies, None)
            if supply is None:
                break
            covered, last = covered + supply.units, supply.expected_on
        found.append(last if covered >= needed else None)
    return found


def _not_before(floor: date | None, day: date | None) -> date | None:
    return max(floor, day) if floor and day else floor or day


def promisable(queue: Queue, terms: Terms | None, *, waiting_anywhere: int) -> int:
    """Return how many more units may be promised here.

    Out of what is announced; a pre-order with a limit needs nothing announced yet.
    """
    if terms is None:
        return 0
    room = None if terms.most is None else max(0, terms.most - waiting_anywhere)
    if terms.kind is TermsKind.PREORDER and room is not None:
        return room
    free = max(0, queue.unpromised)
    return free if room is None else min(room, free)


def next_day(queue: Queue, units: int, terms: Terms | None) -> date | None:
    """Return the day that one more who wants so many units would be promised."""
    return days(Queue(queue.coming, (*queue.waiting, units)), terms)[-1]


def fill(waiting: Sequence[int], free: int) -> list[int]:
    """Give free units to those who wait, the first first; return what each gets."""
    given = []
    for units in waiting:
        share = min(units, max(0, free))
        given.append(share)
        free -= share
    return given


@dataclass(frozen=True, slots=True)
class Picture:
    """Queues and terms as they are, or as they would be after promises that are being made."""

    queues: Mapping[LevelKey, Queue]
    terms: Mapping[UUID, Terms]
    waiting_anywhere: Mapping[UUID, int]

    def promisable(self, key: LevelKey) -> int:
        """Return how many more units may be promised at a level."""
        waiting = self.waiting_anywhere.get(key[0], 0)
        return promisable(self.queues.get(key, Queue()), self.terms.get(key[0]), waiting_anywhere=waiting)

    def announced(self, key: LevelKey) -> int:
        """Return how many of these were announced for the level, whatever else may be promised before it is."""
        return min(self.promisable(key), max(0, self.queues.get(key, Queue()).unpromised))

    def next_day(self, key: LevelKey, units: int) -> date | None:
        """Return the day that one more who wants so many units would be promised there."""
        return next_day(self.queues.get(key, Queue()), units, self.terms.get(key[0]))

    def with_one_more(self, key: LevelKey, units: int) -> Picture:
        """Return the picture with one more who waits, behind the others."""
        queue = self.queues.get(key, Queue())
        return Picture(
            {**self.queues, key: Queue(queue.coming, (*queue.waiting, units))},
            self.terms,
            {**self.waiting_anywhere, key[0]: self.waiting_anywhere.get(key[0], 0) + units},
        )

    def days(self, key: LevelKey) -> list[date | None]:
        """Return the day promised to each who waits at a level."""
        return days(self.queues.get(key, Queue()), self.terms.get(key[0]))


def left_over(recipe: Recipe, there: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return what lies of each component beside the kits that can be made at once."""
    made = makeable(recipe, there)
    return {part: there.get(part, 0) - made * quantity for part, quantity in recipe}


def promisable_kits(
    picture: Picture, recipe: Recipe, place: UUID, there: Mapping[UUID, int], *, is_announced: bool = False
) -> int:
    """Return how many kits may be promised at a place: of each component what is there and what may be promised.

    `is_announced`: only out of what was announced for the place.
    """
    room = picture.announced if is_announced else picture.promisable
    return min((there[part] + room((part, place))) // quantity for part, quantity in recipe)


def day_of_kits(picture: Picture, recipe: Recipe, place: UUID, there: Mapping[UUID, int], units: int) -> date | None:
    """Return the day on which the last component of so many kits comes; no day where one has none."""
    missing = [(part, left) for part, quantity in recipe if (left := units * quantity - there[part]) > 0]
    days = [picture.next_day((part, place), left) for part, left in missing]
    return max((day for day in days if day), default=None) if None not in days else None
