"""The outbox: written with the fact, delivered once, in order per subject, retried, parked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from pytest_django import DjangoAssertNumQueries

from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.events import Event
from arasta.kernel.outbox import audit, delivery, publishing
from arasta.kernel.outbox.publishing import EventContext, publish, subscribe
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    """A bell rang."""

    name: ClassVar[str] = "test.rang"

    bell: str
    times: int

    @property
    def subject(self) -> str:
        return f"bell:{self.bell}"


@dataclass(frozen=True, kw_only=True)
class Unheard(Event):
    """Nobody listens to this."""

    name: ClassVar[str] = "test.unheard"

    @property
    def subject(self) -> str:
        return "nothing"


heard: list[tuple[str, int]] = []
broken: set[tuple[str, int]] = set()


def listen(fact: Rang, context: EventContext) -> None:
    if (fact.bell, fact.times) in broken:
        raise RuntimeError("the rope tore")
    heard.append((fact.bell, fact.times))


@pytest.fixture(autouse=True)
def listener(transactional_db: None) -> Iterator[None]:
    heard.clear()
    broken.clear()
    subscribe(Rang, listen)
    yield
    publishing._subscriptions.pop(Rang.name)


def ring(*strokes: tuple[str, int]) -> None:
    with db.transaction():
        publish([Rang(bell=bell, times=times) for bell, times in strokes], actor=SYSTEM)


def statuses() -> list[str]:
    return [row[0] for row in db.rows("SELECT status FROM outbox_delivery ORDER BY seq")]


def make_due() -> None:
    db.execute("UPDATE outbox_delivery SET next_attempt_at = clock_timestamp()")


def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(db.OutsideTransaction):
        publish([Rang(bell="a", times=1)], actor=SYSTEM)


def test_a_fact_that_was_rolled_back_is_never_told() -> None:
    def ring_and_fail() -> None:
        with db.transaction():
            publish([Rang(bell="a", times=1)], actor=SYSTEM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ring_and_fail()

    assert db.rows("SELECT count(*)::int FROM outbox_event") == [(0,)]
    assert statuses() == []


def test_many_facts_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with db.transaction():
        publish([Rang(bell=bell, times=1) for bell in "aab"], actor=SYSTEM)
        with django_assert_num_queries(1):
            db._write_late()

    assert db.rows("SELECT count(*)::int FROM outbox_event") == [(3,)]
    assert statuses() == ["pending"] * 3


def test_a_handler_is_spared_the_facts_that_do_not_concern_it() -> None:
    subscribe(Rang, listen, when=lambda fact: fact.times > 1)

    ring(("a", 1), ("b", 2))
    delivery.deliver_pending()
    ring(("a", 1))

    assert heard == [("b", 2)]
    assert statuses() == ["done"]
    assert db.rows("SELECT count(*)::int FROM outbox_event") == [(3,)]


def test_facts_reach_their_handler_once_and_in_order() -> None:
    ring(("a", 1), ("a", 2))
    ring(("a", 3))

    delivery.deliver_pending()
    delivery.deliver_pending()

    assert heard == [("a", 1), ("a", 2), ("a", 3)]
    assert statuses() == ["done"] * 3


def test_a_fact_nobody_hears_is_kept() -> None:
    with db.transaction():
        publish([Unheard()], actor=SYSTEM)

    assert db.rows("SELECT count(*)::int FROM outbox_event") == [(1,)]
    assert db.rows("SELECT count(*)::int FROM outbox_delivery") == [(0,)]


def test_a_failure_holds_back_its_own_subject_only() -> None:
    broken.add(("a", 1))
    ring(("a", 1), ("b", 1), ("a", 2))

    delivery.deliver_pending()

    assert heard == [("b", 1)]
    broken.clear()
    make_due()
    delivery.deliver_pending()
    assert heard == [("b", 1), ("a", 1), ("a", 2)]
    assert audit.find_lies() == []


def test_what_keeps_failing_is_parked_and_lets_the_rest_pass() -> None:
    broken.add(("a", 1))
    ring(("a", 1), ("a", 2))

    for _ in range(delivery.MOST_ATTEMPTS):
        make_due()
        delivery.deliver_pending()

    assert statuses() == ["parked", "done"]
    broken.clear()
    parked = db.rows("SELECT id FROM outbox_delivery WHERE status = 'parked'")[0][0]
    delivery.replay(parked)
    delivery.deliver_pending()
    assert heard == [("a", 2), ("a", 1)]


def test_the_wait_doubles() -> None:
    broken.add(("a", 1))
    ring(("a", 1))
    lane = delivery.lanes_waiting()[0]

    waits = []
    for _ in range(3):
        make_due()
        waits.append(delivery.drain(lane))

    assert waits == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]


def test_only_who_saw_a_lane_fail_comes_back_to_it() -> None:
    broken.add(("a", 1))
    ring(("a", 1), ("a", 2))
    lane = delivery.lanes_waiting()[0]

    waits = [delivery.drain(lane), delivery.drain(lane)]

    assert waits == [timedelta(seconds=2), None]


def test_workers_that_meet_deliver_once() -> None:
    ring(*[("a", times) for times in range(20)])

    race(6, delivery.deliver_pending)

    assert heard == [("a", times) for times in range(20)]


def test_a_long_transaction_in_mid_stream_loses_nothing() -> None:
    """An event drawn early but committed late is delivered all the same: nothing polls by the last number."""
    ring(("a", 1))
    db.execute("UPDATE outbox_event SET seq = seq + 1000000")
    db.execute("UPDATE outbox_delivery SET seq = seq + 1000000")
    delivery.deliver_pending()
    ring(("b", 1))

    delivery.deliver_pending()

    assert heard == [("a", 1), ("b", 1)]
