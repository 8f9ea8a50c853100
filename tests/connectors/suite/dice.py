"""Chance that falls the same way for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A row of throws that a seed decides."""

    def __init__(self, seed: int) -> None:
        self._seed, self._throws = seed, 0

    def between(self, least: int, most: int) -> int:
        """Return a number from `least` to `most`."""
        self._throws += 1
        thrown = int.from_bytes(sha256(f"{self._seed}:{self._throws}".encode()).digest()[:6])
        return least + thrown % (most - least + 1)

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of some things."""
        return things[self.between(0, len(things) - 1)]

    def some_of(self, things: Sequence[T], count: int) -> list[T]:
        """Return so many different ones of some things."""
        left = list(things)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(min(count, len(left)))]
