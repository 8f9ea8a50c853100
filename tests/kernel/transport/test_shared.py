"""All processes spend one budget, and hear of it when calls fail."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from arasta.kernel.transport import exchanges, shared
from arasta.kernel.transport.limits import Bucket, Budget, Limits, RateGroup, Window
from arasta.kernel.transport.recording import Call
from arasta.kernel.transport.shared import GroupLeft, SharedLimits

GROUPS = (RateGroup("read", [Window(3, 60)]), RateGroup("points", bucket=Bucket(100, Decimal(10))))


def two() -> tuple[SharedLimits, SharedLimits]:
    """Return the limits of one account as two processes have them."""
    return SharedLimits("account", GROUPS), SharedLimits("account", GROUPS)


@pytest.mark.django_db
def test_a_window_is_one_for_all_processes() -> None:
    first, second = two()

    waits = [one.take("read", at) for one, at in ((first, 0.0), (second, 10.0), (first, 20.0), (second, 30.0))]

    assert waits == [0, 0, 0, 30]


@pytest.mark.django_db
def test_a_bucket_is_one_for_all_processes() -> None:
    first, second = two()

    waits = [one.take("points", 5.0, cost=60) for one in (first, second)]
    second.learn("points", Budget(0, Bucket(200, Decimal(20))), 5.0)

    assert waits == [0, 2]
    assert first.take("points", 6.0, cost=1) == 0
    assert first.take("points", 6.0, cost=60) == 2.05


@pytest.mark.django_db(transaction=True)
def test_processes_at_the_same_moment_never_overdraw() -> None:
    group = RateGroup("race", [Window(30, 3600)])
    start, waits = threading.Barrier(6), list[float]()

    def process() -> None:
        limits = SharedLimits("race", [group])
        try:
            start.wait()
            waits.extend(limits.take("race", 100.0) for _ in range(10))
        finally:
            connection.close()

    threads = [threading.Thread(target=process) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(waits), sum(wait == 0 for wait in waits)) == (60, 30)


@pytest.mark.django_db
def test_what_the_other_side_blocks_is_blocked_for_all() -> None:
    first, second = two()
    first.take("read", 1.0)

    second.block("read", 50.0)

    assert first.take("read", 2.0) == 0 or first.take("read", 2.0) == 48
    assert SharedLimits("account", GROUPS).take("read", 10.0) == 40


@pytest.mark.django_db
def test_the_breaker_opens_for_all_and_lets_one_try() -> None:
    first, second = two()
    for _ in range(5):
        first.record(worked=False, at=100.0)
    second.take("read", 101.0)

    assert (first.closed_for(101.0), second.closed_for(101.0)) == (29, 29)
    assert shared.breakers_of(["account", "other"])["account"].failures == 5
    tries = [one.closed_for(131.0) for one in (second, first)]
    assert tries == [0, 30]
    second.record(worked=True, at=131.0)
    assert (second.closed_for(132.0), shared.breakers_of(["account"])) == (0, {})


@pytest.mark.django_db
def test_the_next_call_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, _ = two()
    first.take("points", 1.0)
    first.learn("points", Budget(99, Bucket(100, Decimal(10))), 1.0)

    with django_assert_num_queries(1):
        first.take("points", 2.0)
        first.record(worked=True, at=2.0)
        first.learn("points", Budget(100, Bucket(100, Decimal(10))), 2.0)


@pytest.mark.django_db
def test_people_see_what_is_left() -> None:
    limits = shared.limits_of("account", GROUPS)
    at = shared.now()
    limits.take("read", at)
    limits.take("points", at, cost=100)

    assert shared.left_of("account", GROUPS) == [GroupLeft("read", 2, 3, 0), GroupLeft("points", 0, 100, 0)]
    assert shared.limits_of("account", GROUPS) is limits
    shared.forget("account")
    assert shared.left_of("account", GROUPS)[0] == GroupLeft("read", 3, 3, 0)


@pytest.mark.django_db
def test_an_account_without_limits_waits_for_nothing() -> None:
    limits = SharedLimits("free", GROUPS)
    shared.lift("free")

    assert [limits.take("read", 1.0) for _ in range(9)] == [0] * 9


@pytest.mark.django_db
def test_the_last_calls_are_kept_and_older_ones_make_room() -> None:
    call = Call("GET", "/things", 200, "", 12, "", "{}", "read")
    failed = Call("POST", "/things", None, "timeout", 9000, "{}", "", "read")
    exchanges.keep("other", [call])

    for _ in range(12):
        exchanges.keep("account", [call] * 20)
    exchanges.keep("account", [failed])

    assert len(exchanges.latest("account", limit=500)) <= exchanges.MOST_KEPT
    [newest] = exchanges.latest("account", limit=1)
    assert (newest.silence, newest.status, newest.elapsed_ms) == ("timeout", None, 9000)
    assert [one.id for one in exchanges.latest("account", only_failed=True)] == [newest.id]
    assert len(exchanges.latest("other")) == 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(gaps=st.lists(st.integers(0, 3000), min_size=1, max_size=80), calls=st.integers(1, 9))
def test_no_window_is_ever_overdrawn(gaps: list[int], calls: int) -> None:
    limits, at, sent = Limits([RateGroup("g", [Window(calls, 10), Window(3 * calls, 60)])]), 0.0, list[float]()

    for gap in gaps:
        at += gap / 1000
        if limits.take("g", at) == 0:
            sent.append(at)

    for moment in sent:
        assert sum(moment <= other < moment + 10 for other in sent) <= calls
        assert sum(moment <= other < moment + 60 for other in sent) <= 3 * calls
