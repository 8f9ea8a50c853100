"""The demo's home on another port: its channels follow the twins there."""

from __future__ import annotations

import re

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services.channels import install
from arasta.contexts.channels.types.connecting import CALLS_TO
from arasta.kernel.access import SYSTEM

# Only what is served on this machine is one of ours.
_TWINS = re.compile(r"^http://127\.0\.0\.1:\d+(?=/)")


def follow(twins_url: str) -> None:
    """Reach the twins where they are served now, by installing anew what looks for them elsewhere."""
    for one in channels.active_installations():
        settings = {
            name: value if name == CALLS_TO else _TWINS.sub(twins_url, value) for name, value in one.settings.items()
        }
        if settings != one.settings:
            install(one.channel_id, connector=one.connector, settings=settings, secrets={}, actor=SYSTEM)
