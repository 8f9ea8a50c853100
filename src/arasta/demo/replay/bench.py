"""What a selling hand needs, as plain values that may go to another process; and what it counts. No Django here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from arasta.contexts.registers.types import RegisterRow


@dataclass(frozen=True, slots=True)
class Bench:
    """Variants and prices by product, the web shop's channel, and a register per store."""

    variants: Mapping[int, UUID]
    minor: Mapping[int, int]
    web: UUID
    registers: Mapping[int, RegisterRow]


@dataclass(slots=True)
class Count:
    """What became of baskets. `shortened`: a part was refused; `refused`: all was; `again`: broken off for a rival."""

    baskets: int = 0
    shortened: int = 0
    refused: int = 0
    refused_units: int = 0
    again: int = 0
    seconds: float = 0.0

    def add(self, *, wanted: int, sold: int) -> None:
        """Count one basket: the units it wanted and those that it got."""
        self.baskets += 1
        self.refused_units += wanted - sold
        self.refused += sold == 0
        self.shortened += 0 < sold < wanted

    def __iadd__(self, other: Count) -> Count:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @contextmanager
    def working(self) -> Iterator[None]:
        """Measure the seconds of work."""
        started = monotonic()
        try:
            yield
        finally:
            self.seconds += monotonic() - started
