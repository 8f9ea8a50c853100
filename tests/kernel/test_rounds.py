"""Rounds go on after one that failed, and end when they are told to."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from arasta.kernel import db
from arasta.kernel.rounds import Rounds

pytestmark = pytest.mark.django_db(transaction=True)


def rounds_of(work: Callable[[], object], *, after_trouble: float = 0.0) -> Rounds:
    return Rounds("test-rounds", work, pause=0.0, after_trouble=after_trouble)


def test_a_round_that_fails_is_followed_by_another_on_a_new_line_to_the_database() -> None:
    servers: list[int] = []
    went_on = threading.Event()

    def work() -> None:
        servers.append(db.rows("SELECT pg_backend_pid()")[0][0])
        if len(servers) == 2:
            raise RuntimeError("the line broke")
        if len(servers) == 3:
            went_on.set()

    rounds = rounds_of(work)
    rounds.start()
    assert went_on.wait(30)
    rounds.stop()

    assert servers[0] == servers[1]
    assert servers[1] != servers[2]


def test_who_is_told_to_stop_does_not_wait_for_the_end_of_a_pause() -> None:
    tried = threading.Event()

    def work() -> None:
        tried.set()
        raise RuntimeError("away")

    rounds = rounds_of(work, after_trouble=600.0)
    rounds.start()
    assert tried.wait(30)
    rounds.stop(within=30)

    assert not rounds._thread.is_alive()
