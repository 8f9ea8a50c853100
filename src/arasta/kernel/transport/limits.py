"""Rate budgets and the circuit breaker of one account: the words, and the keeping of them within one process.

Pure; time comes in as seconds of a clock. `shared` keeps the same budgets for all processes.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0
SLOTS = 20
TOO_SHORT = 0.0005  # seconds that are lost in rounding


@dataclass(frozen=True, slots=True)
class Window:
    """At most `calls` calls in any `seconds`."""

    calls: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """A store of points that refills steadily; each call takes its cost out of it."""

    capacity: int
    per_second: Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """What the other side says is left of a bucket now."""

    available: int
    bucket: Bucket


@dataclass(frozen=True, slots=True)
class RateGroup:
    """Calls that share budgets: all windows and the bucket must allow a call, and `gap_seconds` lie between two.

    `reserve_percent` of the windows and the bucket is left to calls that must not wait behind stock: reading orders,
    canceling. Where only one kind of call is charged to a group there is nothing to reserve.
    """

    name: str
    windows: Sequence[Window] = ()
    gap_seconds: int = 0
    bucket: Bucket | None = None
    reserve_percent: int = 0


@dataclass(slots=True)
class Slot:
    """Some calls that began close to one another, counted as if all had gone out with the last of them."""

    since: float
    at: float
    calls: int


@dataclass(slots=True)
class Spent:
    """What was charged to a group and still counts: the slots of each window, the points left, the last call.

    `capacity` and `per_second` are what the other side last said of its bucket; zero: it said nothing yet.
    """

    windows: list[list[Slot]] = field(default_factory=list)
    last: float | None = None
    points: float = 0.0
    points_at: float | None = None
    capacity: int = 0
    per_second: float = 0.0
    blocked_until: float = 0.0


def charge(group: RateGroup, spent: Spent, at: float, *, cost: int = 1, urgent: bool = True) -> float:
    """Charge a call, or return the seconds to wait before it may be sent."""
    _forget(group, spent, at)
    kept = 0 if urgent else group.reserve_percent
    waits = [0.0, spent.blocked_until - at]
    if spent.last is not None and group.gap_seconds:
        waits.append(spent.last + group.gap_seconds - at)
    for window, slots in zip(group.windows, spent.windows, strict=True):
        waits.append(_until_free(slots, max(1, window.calls - window.calls * kept // 100), window.seconds, at))
    waits.append(_until_filled(group, spent, cost, kept))
    wait = max(waits)
    if wait > TOO_SHORT:
        return wait
    _spend(group, spent, at, cost)
    return 0.0


def believe(spent: Spent, budget: Budget, at: float) -> None:
    """Take over what the other side says is left of its bucket."""
    spent.capacity, spent.per_second = budget.bucket.capacity, float(budget.bucket.per_second)
    spent.points, spent.points_at = float(budget.available), at


def left(group: RateGroup, spent: Spent, at: float) -> tuple[int, int]:
    """Return how much may be spent at once of the scarcest budget of a group, and how much that is when it is full."""
    _forget(group, spent, at)
    found = [
        (max(0, window.calls - sum(slot.calls for slot in slots)), window.calls)
        for window, slots in zip(group.windows, spent.windows, strict=True)
    ]
    capacity, _ = _bucket(group, spent)
    if capacity:
        found.append((int(spent.points), capacity))
    return min(found, key=lambda one: (one[0] / one[1], one[1]), default=(0, 0))


def _forget(group: RateGroup, spent: Spent, at: float) -> None:
    """Drop the calls that no window counts any more, and refill the bucket."""
    if len(spent.windows) != len(group.windows):
        spent.windows = [[] for _ in group.windows]
    for window, slots in zip(group.windows, spent.windows, strict=True):
        slots[:] = [slot for slot in slots if slot.at > at - window.seconds]
    capacity, per_second = _bucket(group, spent)
    if spent.points_at is None:
        spent.points, spent.points_at = float(capacity), at
    elif at > spent.points_at:
        spent.points = min(capacity, spent.points + (at - spent.points_at) * per_second)
        spent.points_at = at


def _bucket(group: RateGroup, spent: Spent) -> tuple[int, float]:
    if spent.capacity:
        return spent.capacity, spent.per_second
    return (group.bucket.capacity, float(group.bucket.per_second)) if group.bucket else (0, 0.0)


def _until_free(slots: Sequence[Slot], allowed: int, seconds: int, at: float) -> float:
    over = sum(slot.calls for slot in slots) - allowed + 1
    for slot in slots:
        if over <= 0:
            break
        over -= slot.calls
        if over <= 0:
            return slot.at + seconds - at
    return 0.0


def _until_filled(group: RateGroup, spent: Spent, cost: int, kept: int) -> float:
    capacity, per_second = _bucket(group, spent)
    if not capacity or per_second <= 0:
        return 0.0
    needed = min(cost + capacity * kept / 100, capacity)
    return (needed - spent.points) / per_second


def _spend(group: RateGroup, spent: Spent, at: float, cost: int) -> None:
    spent.last = at
    spent.points -= cost
    for window, slots in zip(group.windows, spent.windows, strict=True):
        if slots and at - slots[-1].since < window.seconds / SLOTS:
            slots[-1].at, slots[-1].calls = at, slots[-1].calls + 1
        else:
            slots.append(Slot(at, at, 1))


class Allowance(Protocol):
    """Says when a call may go out, and learns from how it went."""

    def take(self, group: str, at: float, *, cost: int = 1, urgent: bool = True) -> float:
        """Charge a call, or return the seconds to wait before it may be sent. Unknown groups are free."""

    def block(self, group: str, until: float) -> None:
        """Send nothing more of a group before a moment, because the other side said so."""

    def learn(self, group: str, budget: Budget, at: float) -> None:
        """Believe what the other side says is left."""

    def closed_for(self, at: float) -> float:
        """Return the seconds the breaker stays open. When they are over one call is let through as a trial."""

    def record(self, *, worked: bool, at: float) -> None:
        """Tell the breaker how a call went."""


class Limits:
    """The budgets and the breaker of one account, shared by all threads of a process."""

    def __init__(self, groups: Sequence[RateGroup] = ()) -> None:
        self._turn = threading.Lock()
        self._groups = {group.name: group for group in groups}
        self._spent = {group.name: Spent() for group in groups}
        self._failures = 0
        self._open_until = 0.0

    def take(self, group: str, at: float, *, cost: int = 1, urgent: bool = True) -> float:
        """Charge a call to a group, or return the seconds to wait before it may be sent. Unknown groups are free."""
        known = self._groups.get(group)
        if known is None:
            return 0.0
        with self._turn:
            return charge(known, self._spent[group], at, cost=cost, urgent=urgent)

    def block(self, group: str, until: float) -> None:
        """Send nothing more of a group before a moment, because the other side said so."""
        if group in self._spent:
            with self._turn:
                self._spent[group].blocked_until = max(self._spent[group].blocked_until, until)

    def learn(self, group: str, budget: Budget, at: float) -> None:
        """Believe what the other side says is left."""
        if group in self._spent:
            with self._turn:
                believe(self._spent[group], budget, at)

    def closed_for(self, at: float) -> float:
        """Return the seconds the breaker stays open. When they are over one call is let through as a trial."""
        with self._turn:
            if self._failures < FAILURES_TO_OPEN:
                return 0.0
            if at >= self._open_until:
                self._open_until = at + OPEN_SECONDS
                return 0.0
            return self._open_until - at

    def record(self, *, worked: bool, at: float) -> None:
        """Tell the breaker how a call went."""
        with self._turn:
            self._failures = 0 if worked else self._failures + 1
            if self._failures == FAILURES_TO_OPEN:
                self._open_until = at + OPEN_SECONDS
