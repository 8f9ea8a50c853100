"""Ages of news in a bounded histogram: 96 steps from a tenth of a second to sixteen days, each a fifth wider."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

STEPS = 96
_SHORTEST_MS = 100
_EDGES = tuple(int((_SHORTEST_MS * Decimal(2) ** (Decimal(step) / 4)).to_integral_value()) for step in range(STEPS))


def edge_ms(step: int) -> int:
    """Return the longest age that falls into a step."""
    return _EDGES[step]


def edges() -> tuple[int, ...]:
    """Return the longest age of every step, in milliseconds."""
    return _EDGES


def quantile_ms(counts: Mapping[int, int], permille: int) -> int:
    """Return an age that so many of a thousand do not exceed, rounded up to the edge of its step; 0 of nothing."""
    wanted = -(-sum(counts.values()) * permille // 1000)
    seen = 0
    for step in sorted(counts):
        seen += counts[step]
        if seen and seen >= wanted:
            return _EDGES[step]
    return 0
