"""Timed work around channels: keep units back, close what is over, look at a new channel's listings, forget the old."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import ages, connecting, ending
from arasta.contexts.channels.types import Stream
from arasta.flows.ordering.pull_stream import pull_stream
from arasta.flows.publishing import keep_buffers, look_queue, match_listings
from arasta.kernel import clock

_AGES_KEPT = timedelta(days=35)
_DRAFTS_KEPT = timedelta(days=1)
_LOOK_AGAIN = 20


@app.periodic(cron="*/5 * * * *")
@app.task(name="channels.keep_buffers", queue="channels", queueing_lock="channels.keep_buffers")
def keep_units_back(timestamp: int) -> None:
    """Compute what each channel keeps back from how late it hears and how fast its products sell elsewhere."""
    for installation in channels.active_installations():
        keep_buffers.keep_buffers(installation, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="channels.close_over", queue="channels", queueing_lock="channels.close_over")
def close_over(timestamp: int) -> None:
    """Pause pop-ups and fairs whose time is over."""
    ending.close_over(clock.now())


@app.periodic(cron="30 3 * * *")
@app.task(name="channels.forget_old", queue="channels", queueing_lock="channels.forget_old")
def forget_old(timestamp: int) -> None:
    """Forget measured ages after five weeks, and connections that nobody finished after a day."""
    ages.forget_ages(clock.now() - _AGES_KEPT)
    connecting.forget_old_drafts(clock.now() - _DRAFTS_KEPT)


@app.task(name=look_queue.LOOK, queue="channels")
def look(channel_id: str) -> None:
    """Read what a channel shows, paused or not, and guess which products of ours that is; later, if it is not ready."""
    installation = channels.installation(UUID(channel_id))
    if pull_stream(installation, Stream.LISTINGS, at=clock.now()).is_pending:
        look_queue.look_now(installation.channel_id, seconds=_LOOK_AGAIN)
        return
    match_listings.propose(channels.channel_by_id(installation.channel_id), at=clock.now())
