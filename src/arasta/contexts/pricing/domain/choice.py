"""Choose the price that counts, and find the lowest one before a reduction; amounts are in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Terms:
    """When a list counts: `own` if it belongs to the buyer's channel; in force over `[starts_at, ends_at)`."""

    code: str
    own: bool = False
    priority: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Tell whether the list counts at a time."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A price on a list, for `min_quantity` and more."""

    terms: Terms
    min_quantity: int
    amount: int
    compare_at: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """The amount of a single unit on a list since a time; no amount: it had no price then."""

    terms: Terms
    from_at: datetime
    amount: int | None


def choose_price(candidates: Iterable[Candidate], *, quantity: int, at: datetime) -> Candidate | None:
    """Take the channel's own list before one for all, then the higher priority, then the largest quantity reached.

    Between equals the lower amount wins, so that the choice never depends on the order of rows.
    """
    counting = [c for c in candidates if c.terms.in_force(at) and c.min_quantity <= quantity]
    return min(counting, key=_rank, default=None)


def lowest_before(history: Sequence[Past], *, at: datetime) -> int | None:
    """Return the lowest amount of the 30 days before the present price began; nothing if there was none."""
    present = _effective(history, at)
    if present is None:
        return None
    began, until, lowest, is_past = at, at, None, False
    for moment in reversed(_moments(history, at)):
        amount = _effective(history, moment)
        is_past = is_past or amount != present
        if not is_past:
            began = until = moment
            continue
        if until <= began - LOOK_BACK:
            break
        lowest = amount if lowest is None or (amount is not None and amount < lowest) else lowest
        until = moment
    return lowest


def _rank(candidate: Candidate) -> tuple[bool, int, int, int, str]:
    terms = candidate.terms
    return (not terms.own, -terms.priority, -candidate.min_quantity, candidate.amount, terms.code)


def _moments(history: Sequence[Past], at: datetime) -> list[datetime]:
    """List the times up to now at which the price of a single unit may have changed."""
    bounds = {past.from_at for past in history}
    for past in history:
        bounds |= {bound for bound in (past.terms.starts_at, past.terms.ends_at) if bound is not None}
    return sorted(bound for bound in bounds if bound <= at)


def _effective(history: Sequence[Past], at: datetime) -> int | None:
    """Return the amount that counted at a time: on each list the latest one, then the choice among lists."""
    latest: dict[str, Past] = {}
    for past in history:
        if past.from_at <= at and _is_later(past, latest.get(past.terms.code)):
            latest[past.terms.code] = past
    candidates = [Candidate(past.terms, 1, past.amount) for past in latest.values() if past.amount is not None]
    chosen = choose_price(candidates, quantity=1, at=at)
    return chosen.amount if chosen else None


def _is_later(past: Past, other: Past | None) -> bool:
    return other is None or past.from_at >= other.from_at
