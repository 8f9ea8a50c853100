"""Sum up what all hands counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from arasta.demo.replay.bench import Count
from arasta.demo.replay.plan import Way

Seen = Callable[[Way, int], None]


@dataclass(slots=True)
class Tally:
    """The counts of all ways; `seen` hears how many baskets are done."""

    seen: Seen = lambda way, baskets: None
    counts: dict[Way, Count] = field(default_factory=lambda: {way: Count() for way in Way})
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def take(self, way: Way, count: Count) -> None:
        """Add what a hand counted."""
        with self._turn:
            self.counts[way] += count
        self.seen(way, count.baskets)
