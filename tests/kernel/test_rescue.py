"""Jobs whose worker was killed in the middle go on, whatever else waits in line."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync

from arasta.kernel import db
from arasta.kernel.outbox.tasks import rescue_stalled

pytestmark = pytest.mark.django_db(transaction=True)


def queue(task: str, *, status: str = "todo", alone: str | None = None, worker: int | None = None) -> int:
    """Put a job in line, or in the hands of a worker; `alone` is its lock and its place in line."""
    found = db.rows(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, lock, queueing_lock, worker_id)"
        " VALUES ('test', %s, %s, %s, %s, %s) RETURNING id",
        [task, status, alone, alone, worker],
    )
    return int(found[0][0])


def dead_worker() -> int:
    """Register a worker that was last heard of an hour ago."""
    written = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
    return int(db.rows(written)[0][0])


def states() -> dict[int, str]:
    return dict(db.rows("SELECT id, status::text FROM procrastinate_jobs WHERE queue_name = 'test'"))


def test_a_stalled_job_whose_next_run_waits_ends_and_lets_it_go_on() -> None:
    worker = dead_worker()
    stalled = queue("pull", status="doing", alone="pull", worker=worker)
    waiting = queue("pull", alone="pull")
    other = queue("deliver", status="doing", worker=worker)

    async_to_sync(rescue_stalled.func)(0)

    assert states() == {stalled: "failed", waiting: "todo", other: "todo"}
    assert db.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")[0][0] == 0
