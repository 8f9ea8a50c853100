"""Commands: let a channel be open for a while only, and close it when that is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.services import channels
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id

_SET = """
INSERT INTO channels_ending (id, channel_id, ends_at) VALUES (%s, %s, %s)
ON CONFLICT (channel_id) DO UPDATE SET ends_at = excluded.ends_at, ended_at = NULL
"""


def open_until(channel_id: UUID, ends_at: datetime | None) -> None:
    """Say when a channel closes; None lets it stay open."""
    if ends_at is None:
        db.execute("DELETE FROM channels_ending WHERE channel_id = %s", [channel_id])
    else:
        db.execute(_SET, [new_id(), channel_id, ends_at])


def close_over(now: datetime) -> int:
    """Pause the channels whose time is over, once each, so that whoever resumes one is not overruled; return how many."""
    with db.transaction():
        over = db.rows(
            "UPDATE channels_ending SET ended_at = %s WHERE ends_at <= %s AND ended_at IS NULL RETURNING channel_id",
            [now, now],
        )
        for (channel_id,) in over:
            channels.pause(channel_id, actor=SYSTEM)
    return len(over)
