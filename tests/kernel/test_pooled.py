"""Connections of the pool: a good one is handed out without asking the server, a dead one never is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from psycopg import errors
from psycopg_pool import ConnectionPool

from arasta.kernel import db
from arasta.kernel.pooled import Pooled

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Iterator[ConnectionPool[Any]]:
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    kwargs: dict[str, Any] = {name: parameters[name] for name in names if name in parameters}
    with ConnectionPool(
        kwargs={**kwargs, "autocommit": True},
        connection_class=Pooled,
        check=ConnectionPool.check_connection,
        min_size=1,
        max_size=1,
        timeout=10,
    ) as opened:
        yield opened


def test_a_good_one_is_handed_out_without_a_word_to_the_server(pool: ConnectionPool[Any]) -> None:
    with pool.connection() as line:
        [[process, said]] = line.execute("SELECT pg_backend_pid(), 'the last word'").fetchall()
    with pool.connection() as line:
        assert line.info.backend_pid == process
        assert db.rows("SELECT query FROM pg_stat_activity WHERE pid = %s", [process]) == [
            ("SELECT pg_backend_pid(), 'the last word'",)
        ]
    assert said == "the last word"


def test_one_whose_server_ended_is_not_handed_out(pool: ConnectionPool[Any]) -> None:
    with pool.connection() as line:
        process = line.info.backend_pid
    assert db.rows("SELECT pg_terminate_backend(%s, 5000)", [process]) == [(True,)]
    with pool.connection() as line:
        assert line.execute("SELECT 1").fetchall() == [(1,)]
        assert line.info.backend_pid != process


def test_an_empty_statement_is_still_one_where_something_was_said(pool: ConnectionPool[Any]) -> None:
    with pool.connection() as line:
        db.execute("SELECT pg_terminate_backend(%s, 5000)", [line.info.backend_pid])
        with pytest.raises(errors.AdminShutdown):
            line.execute("")
