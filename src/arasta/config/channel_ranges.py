"""The ranges of channels, for whoever asks the catalog what one of them sells."""

from __future__ import annotations

from arasta.contexts.catalog.ports import provide_ranges
from arasta.contexts.channels.queries import channels


def _range(code: str) -> tuple[str, ...]:
    return channels.channel(code).sold_categories


def register() -> None:
    """Let the catalog ask channels; called once at start."""
    provide_ranges(_range)
