"""Rate budgets and the circuit breaker of one account; pure, time comes in as seconds of a steady clock."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0


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
    """Calls that share budgets: all windows and the bucket must allow a call, and `gap_seconds` lie between two."""

    name: str
    windows: Sequence[Window] = ()
    gap_seconds: int = 0
    bucket: Bucket | None = None


@dataclass
class _Budget:
    group: RateGroup
    sent: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0

    def wait(self, at: float) -> float:
        longest = max((window.seconds for window in self.group.windows), default=0)
        while self.sent and self.sent[0] <= at - max(longest, self.group.gap_seconds):
            self.sent.popleft()
        waits = [self.blocked_until - at, 0.0]
        if self.sent and self.group.gap_seconds:
            waits.append(self.sent[-1] + self.group.gap_seconds - at)
        for window in self.group.windows:
            recent = [moment for moment in self.sent if moment > at - window.seconds]
            if len(recent) >= window.calls:
                waits.append(recent[-window.calls] + window.seconds - at)
        return max(waits)


class Limits:
    """The budgets and the breaker of one account, shared by all threads of a process."""

    def __init__(self, groups: Sequence[RateGroup] = ()) -> None:
        self._turn = threading.Lock()
        self._budgets: Mapping[str, _Budget] = {group.name: _Budget(group) for group in groups}
        self._failures = 0
        self._open_until = 0.0

    def take(self, group: str, at: float) -> float:
        """Charge a call to a group, or return the seconds to wait before it may be sent. Unknown groups are free."""
        budget = self._budgets.get(group)
        if budget is None:
            return 0.0
        with self._turn:
            wait = budget.wait(at)
            if wait <= 0:
                budget.sent.append(at)
            return max(wait, 0.0)

    def block(self, group: str, until: float) -> None:
        """Send nothing more of a group before a moment, because the other side said so."""
        budget = self._budgets.get(group)
        if budget is not None:
            with self._turn:
                budget.blocked_until = max(budget.blocked_until, until)

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


_accounts: dict[str, Limits] = {}
_registering = threading.Lock()


def limits_of(account: str, groups: Sequence[RateGroup]) -> Limits:
    """Return the limits of an account, the same for every session of this process."""
    with _registering:
        return _accounts.setdefault(account, Limits(groups))


def forget(account: str) -> None:
    """Drop what was counted for an account."""
    with _registering:
        _accounts.pop(account, None)
