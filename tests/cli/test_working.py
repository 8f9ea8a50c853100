"""A worker whose database goes away and comes back loses no word about its jobs."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import cast

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from arasta.cli import working
from arasta.kernel import db


class Away(Exception):
    """The database is away."""


def test_how_a_job_ended_is_said_until_it_was_heard() -> None:
    said: list[str] = []

    async def finish(job: str, *, status: str) -> None:
        said.append(f"{job} {status}")
        if len(said) < 3:
            raise Away

    async_to_sync(working.insisting(finish, while_away=Away, pause=0))("import", status="failed")

    assert said == ["import failed"] * 3


def test_what_is_wrong_otherwise_is_not_said_again() -> None:
    async def finish(job: str) -> None:
        raise KeyError(job)

    with pytest.raises(KeyError):
        async_to_sync(working.insisting(finish, while_away=Away, pause=0))("import")


@pytest.mark.django_db(transaction=True)
def test_a_job_begins_on_a_line_that_works() -> None:
    def work() -> int:
        return int(db.rows("SELECT 1")[0][0])

    with pytest.raises(OperationalError):
        working.with_a_good_line(lambda: db.rows("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert working.with_a_good_line(work) == 1
    assert connection.connection is None or not connection.connection.closed


@pytest.mark.django_db(transaction=True)
def test_a_thread_beside_the_jobs_puts_one_in_line_in_its_own_transaction() -> None:
    def think_better_of_it() -> None:
        with suppress(Away), db.transaction():
            app.configure_task("none.of.ours", queue="nowhere").defer()
            raise Away
        connection.close()

    async def work_beside() -> None:
        async with app.open_async():
            await asyncio.to_thread(think_better_of_it)

    office = cast(DjangoConnector, app.connector)
    with app.replace_connector(working.worker_connector(office)):
        asyncio.run(work_beside())

    assert db.rows("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'nowhere'") == [(0,)]
