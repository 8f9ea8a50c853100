"""How many units to keep back: the smallest number that sales during the delay exceed with the accepted risk."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.channels.domain import buffers, delays
from arasta.contexts.channels.types.buffers import Speed

HOUR = timedelta(hours=1)
MEANS = st.decimals("0.0001", "60", places=4)
RISKS = st.integers(1, 500)
MOST = 1000


def chance_of_more(mean: Decimal, units: int) -> Decimal:
    """Return P(sales > units) term by term from factorials, another way than the code's."""
    factorial, total = 1, Decimal(0)
    for sold in range(units + 1):
        factorial *= max(sold, 1)
        total += mean**sold / factorial
    return 1 - total * (-mean).exp()


def test_known_numbers() -> None:
    assert [buffers.kept_back(Decimal(mean), risk_permille=10, most=MOST) for mean in ("0.01", "0.1", "1", "5")] == [
        0, 1, 4, 11,
    ]  # fmt: skip


def test_three_sales_an_hour_and_forty_seconds_at_one_percent_keep_one_back() -> None:
    assert buffers.expected_sales(Speed(36, 10 * HOUR), 40_000) == Decimal("0.04")
    assert buffers.buffer_for(Speed(36, 10 * HOUR), delay_ms=40_000, risk_permille=10, most=MOST) == 1


@given(MEANS, RISKS)
def test_it_is_enough_and_one_less_is_not(mean: Decimal, risk: int) -> None:
    units, accepted = buffers.kept_back(mean, risk_permille=risk, most=MOST), Decimal(risk) / 1000

    assert chance_of_more(mean, units) <= accepted
    assert units == 0 or chance_of_more(mean, units - 1) > accepted


@given(MEANS, MEANS, RISKS, RISKS)
def test_more_sales_keep_more_back_and_more_risk_keeps_less(one: Decimal, other: Decimal, risk: int, bold: int) -> None:
    slow, fast = sorted((one, other))
    careful, daring = sorted((risk, bold))

    kept = buffers.kept_back(slow, risk_permille=careful, most=MOST)

    assert kept <= buffers.kept_back(fast, risk_permille=careful, most=MOST)
    assert kept >= buffers.kept_back(slow, risk_permille=daring, most=MOST)


@given(MEANS, RISKS, st.integers(1, 30))
def test_it_never_exceeds_the_most(mean: Decimal, risk: int, most: int) -> None:
    unbounded = buffers.kept_back(mean, risk_permille=risk, most=MOST)

    assert buffers.kept_back(mean, risk_permille=risk, most=most) == min(unbounded, most)


def test_nothing_sold_or_no_delay_keeps_nothing_back() -> None:
    assert buffers.buffer_for(Speed(0, HOUR), delay_ms=60_000, risk_permille=1, most=9) == 0
    assert buffers.buffer_for(Speed(9, HOUR), delay_ms=0, risk_permille=1, most=9) == 0
    assert buffers.buffer_for(Speed(9, timedelta(0)), delay_ms=9, risk_permille=1, most=9) == 0


@given(st.lists(st.integers(0, delays.STEPS - 1), min_size=1, max_size=50), st.integers(1, 1000))
def test_a_quantile_is_the_edge_below_which_so_many_lie(steps: list[int], permille: int) -> None:
    counts = {step: steps.count(step) for step in set(steps)}

    edge = delays.quantile_ms(counts, permille)

    below = sum(1 for step in steps if delays.edge_ms(step) <= edge)
    under = sum(1 for step in steps if delays.edge_ms(step) < edge)
    assert 1000 * below >= permille * len(steps) > 1000 * under


def test_the_histogram_reaches_from_a_tenth_of_a_second_to_sixteen_days() -> None:
    assert (delays.edge_ms(0), delays.edge_ms(4), delays.edge_ms(40)) == (100, 200, 102_400)
    assert timedelta(milliseconds=delays.edge_ms(delays.STEPS - 1)) > timedelta(days=16)
    assert delays.quantile_ms({}, 950) == 0
