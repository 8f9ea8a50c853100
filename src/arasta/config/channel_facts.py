"""What other rooms need to know of channels: whom a price list can be for, and what a channel sells."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.catalog.ports import provide_ranges
from arasta.contexts.channels.queries import channels
from arasta.contexts.pricing.ports import ChannelName, provide_channels
from arasta.kernel.web.spoken import spoken


def _names() -> Sequence[ChannelName]:
    return [ChannelName(channel.id, spoken(channel)) for channel in channels.channels()]


def _range(code: str) -> tuple[str, ...]:
    return channels.channel(code).sold_categories


def register() -> None:
    """Let pricing and the catalog ask channels; called once at start."""
    provide_channels(_names)
    provide_ranges(_range)
