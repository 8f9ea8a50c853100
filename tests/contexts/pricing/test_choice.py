"""The choice of a price and the lowest price before a reduction, as rules without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.pricing.domain.choice import Candidate, Past, Terms, choose_price, lowest_before

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


BASE = Terms("base")
OWN = Terms("own", own=True)
SALE = Terms("sale", priority=10, starts_at=day(-5), ends_at=day(5))


def chosen(*candidates: Candidate, quantity: int = 1, at: datetime = NOW) -> int | None:
    found = choose_price(candidates, quantity=quantity, at=at)
    return found.amount if found else None


def test_the_channels_own_list_comes_before_a_cheaper_one_for_all() -> None:
    assert chosen(Candidate(BASE, 1, 500), Candidate(OWN, 1, 900)) == 900


def test_a_higher_priority_comes_first_while_it_is_in_force() -> None:
    both = Candidate(BASE, 1, 500), Candidate(SALE, 1, 400)

    assert [chosen(*both, at=day(at)) for at in (-6, -5, 4, 5)] == [500, 400, 400, 500]


def test_the_largest_quantity_reached_counts() -> None:
    steps = Candidate(BASE, 1, 500), Candidate(BASE, 10, 450), Candidate(BASE, 50, 400)

    assert [chosen(*steps, quantity=quantity) for quantity in (1, 9, 10, 49, 50, 999)] == [500, 500, 450, 450, 400, 400]


def test_nothing_counts_below_the_smallest_quantity() -> None:
    assert chosen(Candidate(BASE, 10, 450), quantity=9) is None


def test_the_lowest_price_is_taken_from_the_thirty_days_before_the_reduction() -> None:
    history = [
        Past(BASE, day(-90), 700),
        Past(BASE, day(-40), 900),
        Past(BASE, day(-20), 1000),
        Past(BASE, day(-2), 800),
    ]

    assert lowest_before(history, at=NOW) == 900


def test_a_price_that_ended_as_the_thirty_days_began_does_not_count() -> None:
    history = [Past(BASE, day(-90), 700), Past(BASE, day(-32), 1000), Past(BASE, day(-2), 800)]

    assert lowest_before(history, at=NOW) == 1000


def test_a_first_price_has_no_lowest_before_it() -> None:
    assert lowest_before([Past(BASE, day(-3), 500)], at=NOW) is None


def test_a_list_in_force_for_a_time_counts_like_a_change() -> None:
    sale = Terms("sale", priority=10, starts_at=day(-1), ends_at=day(5))
    earlier = Terms("earlier", priority=10, starts_at=day(-20), ends_at=day(-15))
    history = [Past(BASE, day(-90), 1000), Past(sale, day(-10), 800), Past(earlier, day(-60), 900)]

    assert lowest_before(history, at=NOW) == 900


days = st.integers(-80, 0)
lists = st.builds(
    Terms,
    code=st.sampled_from("abc"),
    own=st.booleans(),
    priority=st.integers(0, 2),
    starts_at=st.none() | days.map(day),
    ends_at=st.none() | days.map(day),
)
candidates = st.lists(st.builds(Candidate, lists, st.integers(1, 5), st.integers(0, 9)), max_size=6)


@given(candidates, st.integers(1, 6), days, st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_rows(
    offered: list[Candidate], quantity: int, at: int, luck: object
) -> None:
    shuffled = list(offered)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]

    one, other = (choose_price(rows, quantity=quantity, at=day(at)) for rows in (offered, shuffled))

    assert (one and one.amount) == (other and other.amount)


@given(candidates, st.integers(1, 6), days)
def test_the_chosen_price_is_in_force_and_none_of_a_better_list_was(
    offered: list[Candidate], quantity: int, at: int
) -> None:
    found = choose_price(offered, quantity=quantity, at=day(at))

    counting = [c for c in offered if c.terms.in_force(day(at)) and c.min_quantity <= quantity]
    assert (found is None) == (not counting)
    if found:
        assert found in counting
        assert all(c.terms.own <= found.terms.own for c in counting)
        assert all(c.terms.priority <= found.terms.priority for c in counting if c.terms.own == found.terms.own)


@st.composite
def histories(draw: st.DrawFn) -> list[Past]:
    named = {code: replace(draw(lists), code=code) for code in "abc"}
    rows = draw(st.lists(st.tuples(st.sampled_from("abc"), days, st.none() | st.integers(1, 9)), max_size=10))
    return [Past(named[code], day(since), amount) for code, since, amount in sorted(rows, key=lambda row: row[1])]


def asked_on(history: list[Past], at: datetime) -> int | None:
    latest = {past.terms.code: past for past in history if past.from_at <= at}
    return chosen(*(Candidate(p.terms, 1, p.amount) for p in latest.values() if p.amount is not None), at=at)


@given(histories())
def test_the_lowest_price_is_the_lowest_of_each_day(history: list[Past]) -> None:
    present = asked_on(history, NOW)
    began = 0
    while began > -120 and asked_on(history, day(began - 1)) == present:
        began -= 1
    before = [amount for at in range(began - 30, began) if (amount := asked_on(history, day(at))) is not None]

    expected = min(before, default=None) if present is not None else None
    assert lowest_before(history, at=NOW) == expected
