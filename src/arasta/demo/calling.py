"""The demo's channels and its payment provider call the house from the start, as soon as both sides can be reached."""

from __future__ import annotations

from contextlib import suppress

from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.queries import channels, connecting
from arasta.contexts.channels.services.connecting import subscribe
from arasta.demo import paying
from arasta.kernel.access import SYSTEM


def have_called() -> None:
    """Have each that can call us do so; one that does not answer is asked again at the next start."""
    paying.have_called()
    for one in channels.active_installations():
        with suppress(ChannelTrouble, NotOffered):
            subscribe(one.channel_id, connecting.hook_address(one.id), actor=SYSTEM)
