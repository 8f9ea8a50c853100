"""The job that keeps jobs alive; facts have a carrier of their own."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

_DEAD_AFTER = 30


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
