"""What this room needs to know from outside: the places that staff can be limited to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """A location by the name people know."""

    id: UUID
    name: str


_sources: list[Callable[[], Sequence[Place]]] = []


def provide_places(source: Callable[[], Sequence[Place]]) -> None:
    """Say where the names of locations come from; called once at start by a room that knows stock and staff."""
    _sources[:] = [source]


def places() -> Sequence[Place]:
    """Return the locations to choose from; none where nobody provides them."""
    return _sources[0]() if _sources else ()
