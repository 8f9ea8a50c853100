"""The jobs that carry facts to their handlers."""

from __future__ import annotations

import math
from datetime import timedelta
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from arasta.kernel.outbox import crowds, delivery
from arasta.kernel.outbox.publishing import DELIVER

_DEAD_AFTER = 30


def _whole(wait: timedelta) -> int:
    return math.ceil(wait.total_seconds())


@app.task(name=DELIVER, queue="outbox")
def deliver(event_ids: list[str]) -> None:
    """Drain the lanes of these events; a lane that failed comes back after its wait.

    Handlers that take many facts get all that wait for them; only what failed there is delivered by its lane.
    """
    keys = [UUID(key) for key in event_ids]
    waiting = delivery.lanes_of(keys)
    if sum(crowds.drain_together(handler) for handler in dict.fromkeys(lane.handler for lane in waiting)):
        waiting = delivery.lanes_of(keys)
    for lane in waiting:
        wait = delivery.drain(lane)
        if wait is not None:
            drain_lane.configure(schedule_in={"seconds": _whole(wait)}).defer(
                handler=lane.handler, subject=lane.subject
            )


@app.task(name="outbox.drain_lane", queue="outbox")
def drain_lane(handler: str, subject: str) -> None:
    """Try a lane again after a failure."""
    lane = delivery.Lane(handler, subject)
    wait = delivery.drain(lane)
    if wait is not None:
        drain_lane.configure(schedule_in={"seconds": _whole(wait)}).defer(handler=handler, subject=subject)


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queue="outbox", queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Deliver what a crash left without a job."""
    for lane in delivery.lanes_waiting():
        delivery.drain(lane)


@app.periodic(cron="* * * * * */15")
@app.task(name="outbox.rescue_stalled", queue="outbox", queueing_lock="outbox.rescue_stalled")
async def rescue_stalled(timestamp: int) -> None:
    """Put jobs back in line whose worker died in the middle; what they did half was rolled back with its transaction."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # its next run waits in line already, and waits for this one to end
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
