"""The names of channels that price lists can be for."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.channels.queries import channels
from arasta.contexts.pricing.ports import ChannelName, provide_channels


def _names() -> Sequence[ChannelName]:
    return [ChannelName(channel.id, channel.name) for channel in channels.channels()]


def register() -> None:
    """Let pricing ask channels; called once at start."""
    provide_channels(_names)
