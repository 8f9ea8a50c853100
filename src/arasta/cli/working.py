"""Run the job worker and, beside it, the carrier of facts and the watch over channels."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from procrastinate.connector import BaseConnector
    from procrastinate.contrib.django.django_connector import DjangoConnector

CONCURRENCY = 4
WATCH_EVERY = 1.0
ASK_AGAIN_AFTER = 1.0
_GIVES_WAY = 10


def give_way() -> None:
    """Let whoever waits at a screen go first: on a busy machine the worker takes more at a time, which costs less."""
    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)


def collect_rarely() -> None:
    """Leave what the program itself consists of out of garbage collection: rows make much that is gone in a moment."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def with_a_good_line(work: Callable[[], Any], *_: object) -> Any:
    """Do a job on a line to the database that works: a server that fell leaves broken ones in the threads."""
    from django.db import connections

    for line in connections.all(initialized_only=True):
        if line.connection is not None and line.connection.closed:
            line.close()
    return work()


def insisting(
    tell: Callable[..., Awaitable[None]], *, while_away: type[Exception], pause: float = ASK_AGAIN_AFTER
) -> Callable[..., Awaitable[None]]:
    """Say how a job ended until the database has heard it: otherwise it would be under way for ever, and lock others out."""

    async def told(*args: object, **given: object) -> None:
        while True:
            try:
                return await tell(*args, **given)
            except while_away:
                await asyncio.sleep(pause)

    return told


def worker_connector(office: DjangoConnector) -> BaseConnector:
    """Return the way in which the worker takes and finishes jobs, a pool that belongs to its event loop.

    Who puts jobs in line, in whichever thread, does so over a line of its own and in its own transaction: the pool would
    be waited for in the loop of another thread, and that is the end of the worker.
    """
    connector = office.get_worker_connector()
    vars(connector)["get_sync_connector"] = lambda: office
    return connector


def run() -> None:
    """Work until a signal; finished jobs are deleted, failed ones stay to be looked at."""
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException

    from arasta.config import channel_tasks
    from arasta.kernel.outbox.carrying import Carrier
    from arasta.kernel.rounds import Rounds

    collect_rarely()
    watch = Rounds("channel-watch", channel_tasks.look_around, pause=WATCH_EVERY, after_trouble=5 * WATCH_EVERY)
    beside = (Carrier(), watch)
    for rounds in beside:
        rounds.start()
    try:
        with app.replace_connector(worker_connector(cast("DjangoConnector", app.connector))) as working:
            jobs = working.job_manager
            for name in ("finish_job", "retry_job"):
                setattr(jobs, name, insisting(getattr(jobs, name), while_away=ConnectorException))
            working.run_worker(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                install_signal_handlers=True,
                listen_notify=True,
                task_middleware=[with_a_good_line],
            )
    finally:
        for rounds in reversed(beside):
            rounds.stop()
