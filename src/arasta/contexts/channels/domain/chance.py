"""Chance that can be repeated: the same seed gives the same numbers everywhere (SplitMix64)."""

from __future__ import annotations

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


class Chance:
    """A row of numbers that a seed begins."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def below(self, bound: int) -> int:
        """Return a number from 0 up to, not including, the bound; 0 of an empty range."""
        return self._next() * bound >> 64 if bound > 0 else 0

    def between(self, low: int, high: int) -> int:
        """Return a number from low up to, not including, high."""
        return low + self.below(high - low)

    def _next(self) -> int:
        self._state = (self._state + _STEP) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)
