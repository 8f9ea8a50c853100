"""The demo's channels call the house from the start, as soon as both sides can be reached."""

from __future__ import annotations

from contextlib import suppress

from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.queries import channels, connecting
from arasta.contexts.channels.services.connecting import subscribe
from arasta.kernel.access import SYSTEM


def have_called() -> None:
    """Have each channel that can call us do so; one that does not answer is asked again at the next start."""
    for one in channels.active_installations():
        with suppress(ChannelTrouble, NotOffered):
            subscribe(one.channel_id, connecting.hook_address(one.id), actor=SYSTEM)
