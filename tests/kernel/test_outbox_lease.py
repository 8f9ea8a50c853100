"""A delivery that calls out is one worker's at a time, though no lock is held while it speaks to the network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import connections

from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.events import Event
from arasta.kernel.outbox import audit, delivery, publishing
from arasta.kernel.outbox.delivery import Lane
from arasta.kernel.outbox.publishing import EventContext, publish, subscribe

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Phoned(Event):
    """Somebody is to be phoned."""

    name: ClassVar[str] = "test.phoned"

    number: int

    @property
    def subject(self) -> str:
        return "phone"


calls: list[int] = []
during: list[Callable[[], object]] = []


def phone(fact: Phoned, context: EventContext) -> None:
    assert not db.in_transaction()
    calls.append(fact.number)
    if during:
        during.pop()()


@pytest.fixture(autouse=True)
def lane(transactional_db: None) -> Iterator[Lane]:
    calls.clear()
    during.clear()
    subscribe(Phoned, phone, calls_out=True)
    yield Lane(f"{phone.__module__}.{phone.__qualname__}", "phone")
    publishing._subscriptions.pop(Phoned.name)


def tell(*numbers: int) -> None:
    with db.transaction():
        publish([Phoned(number=number) for number in numbers], actor=SYSTEM)


def elsewhere(act: Callable[[], object]) -> object:
    """Do something as another worker would, on a connection of its own."""

    def run() -> object:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result(timeout=30)


def statuses() -> list[str]:
    return [row[0] for row in db.rows("SELECT status FROM outbox_delivery ORDER BY seq")]


def let_the_lease_end() -> None:
    db.execute("UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() WHERE status = 'pending'")


def test_who_comes_while_the_call_is_made_leaves_the_lane_alone(lane: Lane) -> None:
    tell(1, 2)
    met: list[object] = []
    during.append(lambda: met.append(elsewhere(lambda: (delivery.drain(lane), delivery.deliver_pending()))))

    delivery.drain(lane)

    assert met == [(None, 0)]
    assert calls == [1, 2]
    assert statuses() == ["done", "done"]
    assert audit.find_lies() == []


def test_what_is_told_during_the_call_is_delivered_after_it(lane: Lane) -> None:
    tell(1)

    def tell_another() -> None:
        tell(2)
        assert delivery.drain(lane) is None

    during.append(lambda: elsewhere(tell_another))

    delivery.drain(lane)

    assert (calls, statuses()) == ([1, 2], ["done", "done"])


def test_a_worker_that_died_in_the_call_is_followed_by_another(lane: Lane) -> None:
    tell(1, 2)

    def die() -> None:
        raise SystemExit

    during.append(die)
    with pytest.raises(SystemExit):
        delivery.drain(lane)
    at_once = delivery.deliver_pending()
    let_the_lease_end()
    delivery.deliver_pending()

    assert at_once == 0
    assert (calls, statuses()) == ([1, 1, 2], ["done", "done"])


def test_who_comes_back_after_the_lease_has_nothing_to_say(lane: Lane) -> None:
    """The call took longer than the lease; another worker made it meanwhile and failed. Its word stands."""
    tell(1)

    def overtake() -> None:
        let_the_lease_end()
        during.append(_fail)
        elsewhere(lambda: delivery.drain(lane))

    during.append(overtake)
    waited = delivery.drain(lane)

    assert (waited, calls, statuses()) == (None, [1, 1], ["pending"])
    assert db.rows("SELECT attempts, last_error FROM outbox_delivery") == [(1, "RuntimeError('engaged')")]


def _fail() -> None:
    raise RuntimeError("engaged")


def test_a_call_that_fails_waits_as_any_other(lane: Lane) -> None:
    tell(1)
    during.append(_fail)

    assert delivery.drain(lane) == timedelta(seconds=2)
    assert delivery.drain(lane) is None
    assert statuses() == ["pending"]


def test_many_workers_make_each_call_once(lane: Lane) -> None:
    tell(*range(10))
    start = threading.Barrier(5, timeout=30)

    def work() -> None:
        start.wait()
        delivery.deliver_pending()

    with ThreadPoolExecutor(5) as threads:
        for one in [threads.submit(lambda: _closing(work)) for _ in range(5)]:
            one.result(timeout=60)
    delivery.deliver_pending()

    assert calls == list(range(10))


def _closing(act: Callable[[], None]) -> None:
    try:
        act()
    finally:
        connections.close_all()
