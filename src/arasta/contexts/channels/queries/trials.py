"""Reads: what fixed buffers and computed ones would have cost and saved. Pure: the sales come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from arasta.contexts.channels.domain import buffers, trials
from arasta.contexts.channels.domain.chance import Chance
from arasta.contexts.channels.types.buffers import Speed
from arasta.contexts.channels.types.trials import Delays, Demand, TrialResult, TrialVariant

FIXED = (0, 2, 5)
_DAY_MS = 86_400_000


def compare(
    variants: Sequence[TrialVariant], *, over: timedelta, delays: Delays, risk_permille: int, most: int, seed: int
) -> list[tuple[int | None, TrialResult]]:
    """Play the same sales with each fixed buffer, then with the computed ones (None); each variant has its own."""
    chosen: list[tuple[int | None, dict[UUID, int]]] = [
        (fixed, {variant.variant_id: fixed for variant in variants}) for fixed in FIXED
    ]
    computed = {
        variant.variant_id: buffers.buffer_for(
            Speed(sum(wanted.units for wanted in variant.demands if not wanted.is_here), over),
            delay_ms=delays.push_p95_ms,
            risk_permille=risk_permille,
            most=most,
        )
        for variant in variants
    }
    return [
        (label, trials.play(variants, buffers=units, delays=delays, seed=seed))
        for label, units in [*chosen, (None, computed)]
    ]


def made_up(variants: Sequence[UUID], *, busiest: int, here_percent: int, seed: int) -> list[TrialVariant]:
    """Make up a day: few variants sell a lot, the busiest so many, most seldom; one unit at a time, at any moment.

    Each begins with half of what is wanted, so that each sells out once.
    """
    chance = Chance(seed)
    made = []
    for place, variant_id in enumerate(variants):
        wanted = max(2, busiest // (place + 1))
        demands = sorted(Demand(chance.below(_DAY_MS), 1, chance.below(100) < here_percent) for _ in range(wanted))
        made.append(TrialVariant(variant_id, wanted // 2, tuple(demands)))
    return made
