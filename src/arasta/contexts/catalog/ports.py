"""What this room needs to know from outside: which categories a channel sells."""

from __future__ import annotations

from collections.abc import Callable

Ranges = Callable[[str], tuple[str, ...]]

_sources: list[Ranges] = []


def provide_ranges(source: Ranges) -> None:
    """Say who knows the ranges of channels by their codes; called once at start by a room that knows both."""
    _sources[:] = [source]


def range_of(channel: str) -> tuple[str, ...]:
    """Return the categories a channel sells, each with all below it; none means everything.

    Raises what its source raises for a channel that there is not.
    """
    return _sources[0](channel)
