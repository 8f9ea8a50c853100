"""Put a look at a channel's listings in line for the worker."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from arasta.kernel import db

LOOK = "channels.look"


def look_now(channel_id: UUID, *, seconds: int = 0) -> None:
    """Have the listings of a channel read and matched soon, or in so many seconds; once however often it is asked."""
    lock = f"{LOOK}:{channel_id}"
    job = app.configure_task(
        LOOK, queue="channels", queueing_lock=lock, lock=lock, schedule_in={"seconds": seconds} if seconds else None
    )
    with suppress(AlreadyEnqueued), db.savepoint():
        job.defer(channel_id=str(channel_id))
