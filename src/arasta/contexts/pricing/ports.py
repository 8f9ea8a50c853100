"""What this room needs to know from outside: the names of the channels a price list can be for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChannelName:
    """A channel by the name people know."""

    id: UUID
    name: str


_sources: list[Callable[[], Sequence[ChannelName]]] = []


def provide_channels(source: Callable[[], Sequence[ChannelName]]) -> None:
    """Say where the names of channels come from; called once at start by a room that knows both."""
    _sources[:] = [source]


def channel_names() -> Sequence[ChannelName]:
    """Return the channels to choose from; none where nobody provides them."""
    return _sources[0]() if _sources else ()
