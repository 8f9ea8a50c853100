"""Budgets and the breaker of an account, kept in the database for all processes.

A process remembers the version it wrote last and charges the next call with one compare-and-swap; only if another
process was quicker does it read first. Time is the database's, so that machines need not agree.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from arasta.kernel import db, prepared
from arasta.kernel.transport.limits import (
    FAILURES_TO_OPEN,
    OPEN_SECONDS,
    Budget,
    RateGroup,
    Spent,
    believe,
    charge,
    left,
)

TRIES = 20
_CLOCK_HOLDS_SECONDS = 60.0

_read_spent = msgspec.json.Decoder(Spent)
_write_spent = msgspec.json.Encoder()

_LOOK = "SELECT spent, version FROM transport_budget WHERE account = %s AND name = %s"

_BEGIN = """
INSERT INTO transport_budget (account, name, spent, version) VALUES (%s, %s, %s, 1)
ON CONFLICT (account, name) DO NOTHING RETURNING version, 0, 0.0::float8
"""

_CHARGE = """
UPDATE transport_budget b SET spent = %s::text, version = b.version + 1
WHERE account = %s::text AND name = %s::text AND version = %s::bigint
RETURNING b.version, COALESCE((SELECT r.failures FROM transport_breaker r WHERE r.account = b.account), 0),
          COALESCE((SELECT r.open_until FROM transport_breaker r WHERE r.account = b.account), 0.0)
"""

_FAILED = """
INSERT INTO transport_breaker (account, failures, open_until) VALUES (%(account)s, 1, 0)
ON CONFLICT (account) DO UPDATE SET failures = transport_breaker.failures + 1,
  open_until = CASE WHEN transport_breaker.failures + 1 >= %(most)s THEN %(until)s
                    ELSE transport_breaker.open_until END
RETURNING failures, open_until
"""

_TRY = """
UPDATE transport_breaker SET open_until = %(until)s
WHERE account = %(account)s AND failures >= %(most)s AND open_until <= %(at)s
"""


@dataclass
class _Known:
    """What this process knows of a group: as it last wrote or read it."""

    spent: Spent
    version: int


class SharedLimits:
    """The limits of one account for all processes; within a process one object serves all threads."""

    def __init__(self, account: str, groups: Sequence[RateGroup] = ()) -> None:
        self._account = account
        self._groups = {group.name: group for group in groups}
        self._known: dict[str, _Known] = {}
        self._turn = threading.Lock()
        self._failures, self._open_until = 0, 0.0

    def keeps(self, groups: Sequence[RateGroup]) -> bool:
        """Tell whether these are the groups that are counted."""
        return list(self._groups.values()) == list(groups)

    def take(self, group: str, at: float, *, cost: int = 1, urgent: bool = True) -> float:
        """Charge a call to a group, or return the seconds to wait before it may be sent. Unknown groups are free."""
        known = self._groups.get(group)
        if known is None or self._account in _unlimited:
            return 0.0
        return self._change(group, lambda spent: charge(known, spent, at, cost=cost, urgent=urgent))

    def block(self, group: str, until: float) -> None:
        """Send nothing more of a group before a moment, because the other side said so."""

        def blocked(spent: Spent) -> float:
            spent.blocked_until = max(spent.blocked_until, until)
            return 0.0

        if group in self._groups and self._account not in _unlimited:
            self._change(group, blocked)

    def learn(self, group: str, budget: Budget, at: float) -> None:
        """Believe what the other side says is left. Good news waits for the next charge, bad news is written at once."""

        def learned(spent: Spent) -> float:
            believe(spent, budget, at)
            return 0.0

        if group not in self._groups or self._account in _unlimited:
            return
        with self._turn:
            known = self._known.get(group)
            is_bad = known is None or known.spent.capacity == 0 or budget.available < known.spent.points - 1
            if known is not None and not is_bad:
                learned(known.spent)
                return
        self._change(group, learned)

    def closed_for(self, at: float) -> float:
        """Return the seconds the breaker stays open. When they are over one call is let through as a trial."""
        if self._failures < FAILURES_TO_OPEN:
            return 0.0
        if at < self._open_until:
            return self._open_until - at
        values = {"account": self._account, "most": FAILURES_TO_OPEN, "at": at, "until": at + OPEN_SECONDS}
        is_ours = db.execute(_TRY, values) == 1
        self._read_breaker()
        return 0.0 if is_ours or self._failures < FAILURES_TO_OPEN else max(0.0, self._open_until - at)

    def record(self, *, worked: bool, at: float) -> None:
        """Tell the breaker how a call went. As long as all goes well this writes nothing."""
        if not worked:
            values = {"account": self._account, "most": FAILURES_TO_OPEN, "until": at + OPEN_SECONDS}
            [(self._failures, self._open_until)] = db.rows(_FAILED, values)
        elif self._failures:
            db.execute("DELETE FROM transport_breaker WHERE account = %s", [self._account])
            self._failures, self._open_until = 0, 0.0

    def _change(self, group: str, change: Callable[[Spent], float]) -> float:
        """Change what is spent of a group, from the newest state of it. What is refused is not written."""
        with self._turn:
            for _ in range(TRIES):
                known = self._known.get(group) or self._look(group)
                wait = change(known.spent)
                if wait > 0 or self._swap(group, known):
                    return wait
                self._known.pop(group, None)
        return 1.0

    def _look(self, group: str) -> _Known:
        found = db.rows(_LOOK, [self._account, group])
        known = _Known(_read_spent.decode(found[0][0]), found[0][1]) if found else _Known(Spent(), 0)
        self._read_breaker()
        self._known[group] = known
        return known

    def _swap(self, group: str, known: _Known) -> bool:
        text = _write_spent.encode(known.spent).decode()
        if known.version:
            found = prepared.rows(_CHARGE, [text, self._account, group, known.version])
        else:
            found = db.rows(_BEGIN, [self._account, group, text])
        if not found:
            return False
        known.version = found[0][0]
        if known.version > 1:
            self._failures, self._open_until = found[0][1:]
        return True

    def _read_breaker(self) -> None:
        found = db.rows("SELECT failures, open_until FROM transport_breaker WHERE account = %s", [self._account])
        self._failures, self._open_until = found[0] if found else (0, 0.0)


@dataclass(frozen=True, slots=True)
class GroupLeft:
    """How a budget stands: how many calls or points may be spent at once, of how many; and until when it is blocked."""

    group: str
    left: int
    full: int
    blocked_seconds: int


@dataclass(frozen=True, slots=True)
class BreakerState:
    """How many calls failed one after another, and how long nothing will be called for that."""

    failures: int
    open_seconds: int


_accounts: dict[str, SharedLimits] = {}
_unlimited: set[str] = set()
_registering = threading.Lock()


def limits_of(account: str, groups: Sequence[RateGroup]) -> SharedLimits:
    """Return the limits of an account, the same for every session of this process; other groups make them anew."""
    with _registering:
        known = _accounts.get(account)
        if known is None or not known.keeps(groups):
            known = _accounts[account] = SharedLimits(account, groups)
        return known


def forget(account: str) -> None:
    """Drop what was counted for an account, as if it had never been called."""
    with _registering:
        _accounts.pop(account, None)
    db.execute("DELETE FROM transport_budget WHERE account = %s", [account])
    db.execute("DELETE FROM transport_breaker WHERE account = %s", [account])


def lift(account: str) -> None:
    """Count nothing for an account in this process: whoever is called was told to have no limits."""
    _unlimited.add(account)


def left_of(account: str, groups: Sequence[RateGroup]) -> list[GroupLeft]:
    """Return how the budgets of an account stand now, for people."""
    at = now()
    found = dict(db.rows("SELECT name, spent FROM transport_budget WHERE account = %s", [account]))
    shown = []
    for group in groups:
        spent = _read_spent.decode(found[group.name]) if group.name in found else Spent()
        rest, full = left(group, spent, at)
        shown.append(GroupLeft(group.name, rest, full, max(0, round(spent.blocked_until - at))))
    return shown


def breakers_of(accounts: Sequence[str]) -> dict[str, BreakerState]:
    """Return the breakers of accounts; those whose calls work are absent."""
    at = now()
    found = db.rows(
        "SELECT account, failures, open_until FROM transport_breaker WHERE account = ANY(%s)", [list(accounts)]
    )
    return {
        account: BreakerState(failures, max(0, round(until - at)) if failures >= FAILURES_TO_OPEN else 0)
        for account, failures, until in found
    }


_clock: list[float] = []


def now() -> float:
    """Return the database's time in seconds, asked once a minute and counted on from there."""
    steady = time.monotonic()
    if not _clock or steady - _clock[0] > _CLOCK_HOLDS_SECONDS:
        [(at,)] = db.rows("SELECT extract(epoch FROM clock_timestamp())::float8")
        _clock[:] = [steady, at]
    return _clock[1] + steady - _clock[0]
