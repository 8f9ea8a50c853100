"""Keep channels in step: a job for each installation, so that a slow or dead marketplace delays no other.

The clock and the worker's watch only put jobs in line, and only for whom there is something to do. Of each kind at most one
job of an installation waits and one works; what is read often (orders, notices, calls), each rarer stream and what is told
go on beside one another. A paused channel has none.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import inbox as inbox_reads
from arasta.contexts.channels.queries import sync as sync_reads
from arasta.contexts.channels.services import connecting, inbox, rotation
from arasta.contexts.channels.types import ChannelStatus, Installation, Stream
from arasta.flows.ordering.hear_channel import hear_channel
from arasta.flows.ordering.pull_stream import pull_stream, streams_due
from arasta.flows.publishing import poll_tickets, publish_listings, push_offers, reconcile_listings, unlist_listings
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM

_OFTEN = (Stream.ORDERS, Stream.NOTICES)
_AFTER_OTHERS = -10
_KEPT = timedelta(days=14)


@app.periodic(cron="* * * * * */10")
@app.task(name="channels.pull_orders", queue="channels", queueing_lock="channels.pull_orders")
def pull_orders(timestamp: int) -> None:
    """Every ten seconds: read what the marketplaces sold, and the hints they left for us."""
    _line_up_pulls(_OFTEN)


@app.periodic(cron="*/2 * * * *")
@app.task(name="channels.pull_returns", queue="channels", queueing_lock="channels.pull_returns")
def pull_returns(timestamp: int) -> None:
    """Every two minutes: read what comes back."""
    _line_up_pulls([Stream.RETURNS])


@app.periodic(cron="*/15 * * * *")
@app.task(name="channels.pull_books", queue="channels", queueing_lock="channels.pull_books")
def pull_books(timestamp: int) -> None:
    """Every quarter of an hour: read how the channels show our listings, and what they keep and pay out."""
    _line_up_pulls([Stream.LISTINGS, Stream.SETTLEMENTS])


def look_around() -> None:
    """Every second: put in line who called us, whom something is to be told, and whose answers to batches may be there."""
    for installation_id in inbox_reads.installations_with_news():
        _line_up(hear, "channels.hear", installation_id, lock="in")
    for installation_id in sync_reads.installations_to_tell(clock.now()):
        _line_up(push, "channels.push", installation_id, lock="out")
    for installation_id in sync_reads.installations_to_ask(clock.now()):
        _line_up(ask, "channels.ask", installation_id, lock="out")


@app.task(name="channels.pull_stream", queue="channels")
def pull(installation_id: str, stream: str) -> None:
    """Read one stream of one installation."""
    installation = _working(installation_id)
    if installation:
        pull_stream(installation, Stream(stream), at=clock.now())


@app.task(name="channels.hear", queue="channels")
def hear(installation_id: str) -> None:
    """Do what the calls of one channel hint at."""
    installation = _working(installation_id)
    if installation:
        hear_channel(installation, at=clock.now())


@app.task(name="channels.push_one", queue="channels")
def push(installation_id: str) -> None:
    """Tell one marketplace what changed: stock and prices, then new listings, and ask what became of batches."""
    installation = _working(installation_id)
    if installation:
        push_offers.push_offers(installation, at=clock.now())
        publish_listings.publish_waiting(installation, at=clock.now())
        poll_tickets.poll_tickets(installation, at=clock.now())


@app.task(name="channels.ask", queue="channels")
def ask(installation_id: str) -> None:
    """Ask one marketplace what became of batches."""
    installation = _working(installation_id)
    if installation:
        poll_tickets.poll_tickets(installation, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="channels.unlist_all", queue="channels", queueing_lock="channels.unlist_all")
def unlist_all(timestamp: int) -> None:
    """Every minute: take off the marketplaces what ended."""
    for installation in channels.active_installations():
        _line_up(unlist, "channels.unlist", installation.id, lock="back", priority=_AFTER_OTHERS)


@app.task(name="channels.unlist", queue="channels")
def unlist(installation_id: str) -> None:
    """Take off one marketplace what ended."""
    installation = _working(installation_id)
    if installation:
        unlist_listings.unlist_ended(installation, at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="channels.reconcile_all", queue="channels", queueing_lock="channels.reconcile_all")
def reconcile_all(timestamp: int) -> None:
    """Every ten minutes: read back what was not seen for long, and set right what drifted."""
    for installation in channels.active_installations():
        _line_up(reconcile, "channels.reconcile", installation.id, lock="back", priority=_AFTER_OTHERS)


@app.task(name="channels.reconcile", queue="channels")
def reconcile(installation_id: str) -> None:
    """Compare what one marketplace shows with what we want; end what is archived here."""
    installation = _working(installation_id)
    if installation:
        unlist_listings.end_archived(installation)
        reconcile_listings.reconcile_listings(installation, at=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="channels.subscribe_all", queue="channels", queueing_lock="channels.subscribe_all")
def subscribe_all(timestamp: int) -> None:
    """Every hour: have the channels call us still, where they were asked to."""
    for installation in channels.active_installations():
        _line_up(subscribe, "channels.subscribe", installation.id, lock="back", priority=_AFTER_OTHERS)


@app.task(name="channels.subscribe", queue="channels")
def subscribe(installation_id: str) -> None:
    """Wake the subscriptions of one channel; one that cannot be reached is asked again in an hour."""
    installation = _working(installation_id)
    if installation:
        with suppress(ChannelTrouble):
            connecting.subscribe_again(installation, actor=SYSTEM)


@app.periodic(cron="50 3 * * *")
@app.task(name="channels.forget_old_calls", queue="channels", queueing_lock="channels.forget_old_calls")
def forget_old_calls(timestamp: int) -> None:
    """Delete what channels called out two weeks ago, and secrets whose time is over."""
    rotation.forget_ended(now=clock.now())
    while inbox.forget_old_calls(before=clock.now() - _KEPT):
        pass


def _line_up_pulls(streams: Collection[Stream]) -> None:
    now = clock.now()
    for installation in channels.active_installations():
        for stream in streams_due(installation, at=now):
            if stream in streams:
                often = stream in _OFTEN
                lock, priority = ("in", 0) if often else (stream.value, _AFTER_OTHERS)
                name = f"channels.pull.{stream.value}"
                _line_up(pull, name, installation.id, lock=lock, priority=priority, stream=stream.value)


def _line_up(
    task: Task[..., Any, Any], name: str, installation_id: UUID, *, lock: str, priority: int = 0, **more: str
) -> None:
    """Put a job in line unless one waits already. Jobs that share a lock take turns."""
    job = task.configure(
        queueing_lock=f"{name}:{installation_id}", lock=f"channels.{lock}:{installation_id}", priority=priority
    )
    with suppress(AlreadyEnqueued), db.savepoint():
        job.defer(installation_id=str(installation_id), **more)


def _working(installation_id: str) -> Installation | None:
    """Return the installation unless it was paused or removed while the job waited."""
    try:
        found = channels.installation_by_id(UUID(installation_id))
    except channels.InstallationMissing:
        return None
    return found if found.status is ChannelStatus.ACTIVE else None
