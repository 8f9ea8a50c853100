"""Read a marketplace's orders to the end of its stream and enter them; or one of them, on its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.sync import Stream
from arasta.flows.ordering.pull_stream import pull_stream
from arasta.flows.ordering.take_channel_pages import Pulled, take_whole


def pull_channel_orders(installation: Installation, *, at: datetime) -> Pulled:
    """Read all that changed since the watermark. Trouble is noted in the sync state, and one asks again later."""
    return pull_stream(installation, Stream.ORDERS, at=at)


def pull_one(channel_id: UUID, external_id: str, *, at: datetime) -> Pulled:
    """Read one order again, for example after a person resolved what it lacked. Raises ChannelTrouble."""
    pulled = Pulled()
    with sessions.open_session(channels.installation(channel_id)) as session:
        take_whole(session, external_id, pulled, at)
    return pulled
