"""The arithmetic of promises: no unit to come is promised twice, and who came first is served first."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.inventory.domain import promises
from arasta.contexts.inventory.domain.promises import Coming, Queue, Terms
from arasta.contexts.inventory.types import TermsKind

DAY = date(2026, 3, 1)
BACKORDER = Terms(TermsKind.BACKORDER)
supplies = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6).map(
    lambda made: tuple(Coming(DAY + timedelta(days=days), units) for days, units in sorted(made))
)
waiting = st.lists(st.integers(1, 15), max_size=8).map(tuple)


@given(supplies, waiting)
def test_by_each_day_no_more_is_promised_than_comes_until_then(
    coming: tuple[Coming, ...], units: tuple[int, ...]
) -> None:
    days = promises.days(Queue(coming, units), BACKORDER)

    for until in {day for day in days if day}:
        promised = sum(count for count, day in zip(units, days, strict=True) if day and day <= until)
        assert promised <= sum(one.units for one in coming if one.expected_on <= until)


@given(supplies, waiting)
def test_who_came_first_gets_the_earlier_day(coming: tuple[Coming, ...], units: tuple[int, ...]) -> None:
    days = promises.days(Queue(coming, units), BACKORDER)

    assert [day or date.max for day in days] == sorted(day or date.max for day in days)


@given(supplies, waiting, st.integers(1, 20))
def test_what_may_be_promised_gets_a_day(coming: tuple[Coming, ...], units: tuple[int, ...], more: int) -> None:
    queue = Queue(coming, units)
    may = more <= promises.promisable(queue, BACKORDER, waiting_anywhere=sum(units))

    assert may == (promises.next_day(queue, more, BACKORDER) is not None)


@given(supplies, waiting, st.integers(0, 60))
def test_a_preorder_is_never_promised_before_its_day(
    coming: tuple[Coming, ...], units: tuple[int, ...], days: int
) -> None:
    ships_on = DAY + timedelta(days=days)

    promised = promises.days(Queue(coming, units), Terms(TermsKind.PREORDER, ships_on))

    assert all(day is not None and day >= ships_on for day in promised)


@given(waiting, st.integers(0, 80))
def test_a_preorders_limit_counts_who_waits(units: tuple[int, ...], most: int) -> None:
    terms = Terms(TermsKind.PREORDER, DAY, most)

    free = promises.promisable(Queue((), units), terms, waiting_anywhere=sum(units))

    assert free == max(0, most - sum(units))


def test_without_terms_nothing_is_promised() -> None:
    assert promises.promisable(Queue((Coming(DAY, 5),)), None, waiting_anywhere=0) == 0
