"""Play sales against a channel that is told and read late. Each variant is played by itself; nothing is left to luck
but the delays, which the seed decides.

Here and elsewhere draw on one pool. Elsewhere sees the pool itself. The channel sees the last number it was told less
what it sold since; we hear of its sales when we read them, and tell it the pool less the buffer after each change.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from enum import IntEnum
from uuid import UUID

from arasta.contexts.channels.domain.chance import Chance
from arasta.contexts.channels.types.trials import Delays, Demand, TrialResult, TrialVariant


class _Kind(IntEnum):
    """What happens; at one moment news come before buyers."""

    TOLD = 0
    READ = 1
    WANTED = 2


class _Play:
    """One variant being played."""

    def __init__(self, buffer: int, delays: Delays, chance: Chance, pool: int) -> None:
        self.buffer, self.delays, self.chance, self.pool = buffer, delays, chance, pool
        self.shown = self.unread = 0
        self.told = self.version = 0
        self.oversold = self.turned_away = self.here = self.elsewhere = 0
        self.events: list[tuple[int, _Kind, int, int, bool]] = []

    def run(self, demands: Sequence[Demand]) -> None:
        """Let it all happen."""
        self.shown = max(0, self.pool - self.buffer)
        for place, wanted in enumerate(demands):
            heapq.heappush(self.events, (wanted.at_ms, _Kind.WANTED, place, wanted.units, wanted.is_here))
        while self.events:
            at, kind, number, units, is_here = heapq.heappop(self.events)
            if kind is _Kind.TOLD:
                self._hear(number, units)
            elif kind is _Kind.READ:
                self._read(at, units)
            elif is_here:
                self._sell_here(at, units)
            else:
                self._sell_elsewhere(at, units)

    @property
    def lost(self) -> int:
        """Units that are left although somebody here was turned away; what was sold later after all is not lost."""
        return min(self.turned_away, self.pool)

    def _sell_here(self, at: int, units: int) -> None:
        if self.shown < units:
            if self.pool - self.unread >= units:
                self.turned_away += units
            return
        self.shown -= units
        self.unread += units
        self.here += units
        late = _delay(self.chance, self.delays.read_p50_ms, self.delays.read_p95_ms)
        heapq.heappush(self.events, (at + late, _Kind.READ, len(self.events), units, True))

    def _sell_elsewhere(self, at: int, units: int) -> None:
        if self.pool >= units:
            self.pool -= units
            self.elsewhere += units
            self._tell(at)

    def _read(self, at: int, units: int) -> None:
        had = min(units, self.pool)
        self.unread -= units
        self.oversold += units - had
        self.pool -= had
        self._tell(at)

    def _tell(self, at: int) -> None:
        self.version += 1
        late = _delay(self.chance, self.delays.push_p50_ms, self.delays.push_p95_ms)
        number = max(0, self.pool - self.buffer)
        heapq.heappush(self.events, (at + late, _Kind.TOLD, self.version, number, True))

    def _hear(self, version: int, number: int) -> None:
        """Take an absolute number unless a newer one came before it."""
        if version > self.told:
            self.told, self.shown = version, number


def play(variants: Sequence[TrialVariant], *, buffers: Mapping[UUID, int], delays: Delays, seed: int) -> TrialResult:
    """Play all variants, each with its buffer (none if not named), and add up what came of it."""
    played = []
    for place, variant in enumerate(variants):
        kept = buffers.get(variant.variant_id, 0)
        one = _Play(kept, delays, Chance(seed * 1_000_003 + place), variant.stock)
        one.run(variant.demands)
        played.append(one)
    return TrialResult(
        oversold=sum(one.oversold for one in played),
        lost=sum(one.lost for one in played),
        sold_here=sum(one.here for one in played),
        sold_elsewhere=sum(one.elsewhere for one in played),
        kept_back=sum(one.buffer for one in played),
    )


def _delay(chance: Chance, p50: int, p95: int) -> int:
    """Draw a delay: evenly up to the median, from there to the 95th in a hundred, and beyond it to its double."""
    drawn = chance.below(100)
    if drawn < 50:
        return chance.between(0, p50 + 1)
    return chance.between(p50, p95 + 1) if drawn < 95 else chance.between(p95, 2 * p95 + 1)
