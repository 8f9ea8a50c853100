"""What is kept back from a channel because it hears of sales elsewhere a little late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.types.sync import Stream

FEWEST_MEASURED = 20
"""With fewer measured pushes nothing is known of a channel's delay, and nothing is kept back."""

MOST_KEPT_BACK = 1000


@dataclass(frozen=True, slots=True)
class SyncAge:
    """How old news are when a channel has taken them: of half of them at most `p50_ms`, of 95 in a hundred `p95_ms`."""

    stream: Stream
    count: int
    p50_ms: int
    p95_ms: int

    @property
    def is_known(self) -> bool:
        """Tell whether enough was measured to rest a number on it."""
        return self.count >= FEWEST_MEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferTerms:
    """Whether a channel's stock is shown with a buffer, what risk of overselling is accepted, and the most kept back."""

    is_on: bool = False
    risk_permille: int = 10
    most: int = 20


@dataclass(frozen=True, slots=True)
class Speed:
    """So many units were sold in so long a time."""

    units: int
    over: timedelta

    def is_faster_than(self, other: Speed) -> bool:
        """Compare without dividing."""
        return self.units * other.over > other.units * self.over


@dataclass(frozen=True, slots=True)
class Buffer:
    """Units of a variant kept back from a channel, with all that the number was computed from."""

    variant_id: UUID
    units: int
    speed: Speed
    delay_ms: int
    risk_permille: int
    computed_at: datetime
