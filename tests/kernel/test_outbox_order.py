"""Neither skipped nor reordered, whoever writes slowly: transactions that overlap, as they do under load."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connections

from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.events import Event
from arasta.kernel.outbox import audit, delivery, publishing
from arasta.kernel.outbox.publishing import EventContext, publish, subscribe
from tests.racing import race_all

pytestmark = pytest.mark.django_db(transaction=True)

_lot = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))"


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    """Somebody counted one further."""

    name: ClassVar[str] = "test.counted"

    who: str
    number: int

    @property
    def subject(self) -> str:
        return f"counter:{self.who}"


heard: list[tuple[str, int]] = []


def listen(fact: Counted, context: EventContext) -> None:
    heard.append((fact.who, fact.number))


@pytest.fixture(autouse=True)
def listener(transactional_db: None) -> Iterator[None]:
    heard.clear()
    subscribe(Counted, listen)
    yield
    publishing._subscriptions.pop(Counted.name)


def count(who: str, number: int) -> None:
    """Count under the lock of whom it concerns, as every service does."""
    with db.transaction():
        db.rows(_lot, [who])
        publish([Counted(who=who, number=number)], actor=SYSTEM)


@contextmanager
def slow(who: str, number: int) -> Iterator[None]:
    """Count in a transaction that has written its fact and does not commit before the block ends."""
    written, may_commit = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with db.transaction():
                db.rows(_lot, [who])
                publish([Counted(who=who, number=number)], actor=SYSTEM)
                db._write_late()
                written.set()
                may_commit.wait(30)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(run)
        assert written.wait(30)
        yield
        may_commit.set()
        done.result(timeout=30)


def test_a_fact_drawn_early_and_committed_late_is_told_all_the_same() -> None:
    count("a", 1)
    with slow("a", 2):
        count("b", 1)
        count("c", 1)
        delivery.deliver_pending()
        assert heard == [("a", 1), ("b", 1), ("c", 1)]

    count("b", 2)
    delivery.deliver_pending()

    assert sorted(heard) == [("a", 1), ("a", 2), ("b", 1), ("b", 2), ("c", 1)]
    assert [number for who, number in heard if who == "b"] == [1, 2]
    assert audit.find_lies() == []


def test_one_subjects_facts_wait_for_the_slow_one_among_them() -> None:
    with ThreadPoolExecutor(1) as threads:
        with slow("a", 1):

            def second() -> None:
                try:
                    count("a", 2)
                finally:
                    connections.close_all()

            waiting = threads.submit(second)
            delivery.deliver_pending()
            assert heard == []
        waiting.result(timeout=30)

    delivery.deliver_pending()

    assert heard == [("a", 1), ("a", 2)]


def test_writers_and_workers_at_once_lose_nothing_and_keep_each_order() -> None:
    """Four write, two deliver all the while; what was left is delivered at the end."""
    people, most, writing = "abcd", 8, [4]

    def write(who: str) -> None:
        for number in range(1, most + 1):
            count(who, number)
        writing[0] -= 1

    def work() -> None:
        while writing[0]:
            delivery.deliver_pending()

    failed = [one for one in race_all([*(lambda who=who: write(who) for who in people), work, work]) if one is not None]
    delivery.deliver_pending()

    assert failed == []
    assert {who: [number for one, number in heard if one == who] for who in people} == {
        who: list(range(1, most + 1)) for who in people
    }
    assert db.rows("SELECT DISTINCT status FROM outbox_delivery") == [("done",)]
    assert audit.find_lies() == []
