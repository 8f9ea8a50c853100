"""Count what the sellers did, from several threads at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from arasta.demo.replay.plan import Way

Seen = Callable[[Way, int], None]


@dataclass(slots=True)
class Count:
    """One way's numbers. `shortened`: baskets of which a part was refused; `refused`: baskets of which all was."""

    baskets: int = 0
    shortened: int = 0
    refused: int = 0
    refused_units: int = 0
    again: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """The counts of all ways; `seen` hears of every basket that is done."""

    seen: Seen = lambda way, baskets: None
    counts: dict[Way, Count] = field(default_factory=lambda: {way: Count() for way in Way})
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def add(self, way: Way, *, baskets: int = 1, wanted: int = 0, sold: int = 0) -> None:
        """Count one basket: the units it wanted and those that it got."""
        with self._turn:
            count = self.counts[way]
            count.baskets += baskets
            count.refused_units += wanted - sold
            count.refused += sold == 0
            count.shortened += 0 < sold < wanted
        self.seen(way, baskets)

    def tried_again(self, way: Way) -> None:
        """Count a sale that two rivals for the same rows made the database break off."""
        with self._turn:
            self.counts[way].again += 1

    @contextmanager
    def working(self, way: Way) -> Iterator[None]:
        """Measure the seconds that a seller worked for a way."""
        started = monotonic()
        try:
            yield
        finally:
            with self._turn:
                self.counts[way].seconds += monotonic() - started
