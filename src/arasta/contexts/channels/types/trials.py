"""Playing sales on a channel that hears of sales elsewhere late, to see what a buffer costs and what it saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, order=True)
class Demand:
    """Somebody wants units at a moment, on the channel in question or elsewhere."""

    at_ms: int
    units: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class TrialVariant:
    """A variant at the beginning of a trial, and who wants it, the first first."""

    variant_id: UUID
    stock: int
    demands: Sequence[Demand]


@dataclass(frozen=True, slots=True)
class Delays:
    """How late the channel hears of us, and how late we hear of its sales: half the times, and 95 in a hundred."""

    push_p50_ms: int
    push_p95_ms: int
    read_p50_ms: int = 0
    read_p95_ms: int = 0


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What came of a trial, in units. Lost: left at the end though somebody here was turned away; oversold: not had."""

    oversold: int
    lost: int
    sold_here: int
    sold_elsewhere: int
    kept_back: int
