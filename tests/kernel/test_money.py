"""Money: whole minor units, splits that sum, one rounding."""

from __future__ import annotations

from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from arasta.kernel.money import CurrencyMismatch, Money, Rounding, exponent, round_minor, total


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_the_parts_of_a_split_sum_to_the_whole(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "TRY").split(weights)

    assert sum(part.minor for part in parts) == minor
    assert len(parts) == len(weights)


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_a_part_is_within_one_of_its_exact_share(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "TRY").split(weights)

    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)


@given(st.integers(0, 10**10), st.decimals(0, 1, places=4))
def test_the_tax_inside_an_amount_is_never_more_than_the_amount(minor: int, rate: Decimal) -> None:
    tax = Money(minor, "TRY").included(rate)

    assert 0 <= tax.minor <= minor
    assert abs(Decimal(minor - tax.minor) * (1 + rate) - minor) <= 1 + rate


def test_twenty_percent_is_inside_a_gross_price() -> None:
    assert Money(12_000, "TRY").included(Decimal("0.20")) == Money(2_000, "TRY")


@pytest.mark.parametrize(("currency", "digits"), [("TRY", 2), ("JPY", 0), ("KWD", 3), ("USD", 2)])
def test_a_currency_has_its_exponent(currency: str, digits: int) -> None:
    assert exponent(currency) == digits
    assert Money.of("7", currency) == Money(7 * 10**digits, currency)


def test_too_many_digits_are_refused() -> None:
    with pytest.raises(ValueError, match="more digits"):
        Money.of("1.005", "TRY")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "TRY") + Money(1, "EUR")
    with pytest.raises(CurrencyMismatch):
        total([Money(1, "EUR")], "TRY")
    with pytest.raises(CurrencyMismatch):
        assert Money(1, "TRY") < Money(2, "EUR")


def test_a_float_never_becomes_money() -> None:
    with pytest.raises(TypeError):
        Money(1.5, "TRY")  # type: ignore[arg-type]


def test_negative_weights_and_no_weights_are_refused() -> None:
    for weights in ([], [1, -1]):
        with pytest.raises(ValueError, match="weights"):
            Money(10, "TRY").split(weights)


def test_the_rounding_has_a_name() -> None:
    assert round_minor(Decimal("2.5")) == 3
    assert round_minor(Decimal("2.5"), policy=Rounding.HALF_EVEN) == 2


def test_amounts_compare_and_count() -> None:
    small, large = Money(100, "TRY"), Money(250, "TRY")

    assert small < large
    assert large > small
    assert small <= Money(100, "TRY")
    assert small >= Money(100, "TRY")
    assert (large - small, small * 3, -small) == (Money(150, "TRY"), Money(300, "TRY"), Money(-100, "TRY"))
    assert bool(small)
    assert not Money.zero("TRY")
    assert large.amount == Decimal("2.50")
    assert small.portion(Decimal("0.335")) == Money(34, "TRY")
