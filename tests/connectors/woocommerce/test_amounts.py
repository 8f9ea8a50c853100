"""Amounts without tax become whole ones with it, and sum to what the buyer paid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from arasta.connectors.woocommerce.amounts import minor, settle, tax_rate
from arasta.contexts.channels.types import ChannelLine
from arasta.kernel.money import Money


def line(total: int, quantity: int) -> ChannelLine:
    price = Money(-(-total // quantity), "TRY")
    return ChannelLine(
        external_id="1",
        sku="A",
        seller_sku="A",
        title="A",
        quantity=quantity,
        list_price=price,
        unit_price=price,
        total=Money(total, "TRY"),
        seller_discount=Money(0, "TRY"),
        channel_discount=Money(0, "TRY"),
        tax_rate=Decimal(0),
    )


@pytest.mark.parametrize(
    ("net", "tax", "rate"),
    [
        ("180.00", "36.00", "0.2"),
        ("8.26", "1.74", "0.21"),
        ("92.59", "7.41", "0.08"),
        ("100.00", "5.50", "0.055"),
        ("1000.00", "96.25", "0.0963"),
        ("0.00", "0.00", "0"),
        ("10.00", "0.00", "0"),
    ],
)
def test_the_plainest_rate_that_fits_is_the_rate(net: str, tax: str, rate: str) -> None:
    assert tax_rate(Decimal(net), Decimal(tax)) == Decimal(rate)


def test_more_digits_than_a_currency_has_are_rounded() -> None:
    assert [minor(Decimal(text), "TRY") for text in ("1.005", "1.0049", "-1.005")] == [101, 100, -101]
    assert minor(Decimal("1.5"), "JPY") == 2


@given(
    some.lists(some.tuples(some.integers(0, 10**6), some.integers(1, 50)), min_size=1, max_size=6),
    some.integers(0, 10**4),
    some.integers(-7, 7),
)
def test_rows_sum_to_the_total_and_no_discount_is_below_zero(
    rows: list[tuple[int, int]], delivery: int, off: int
) -> None:
    lines = [line(total, quantity) for total, quantity in rows]
    whole = sum(total for total, _ in rows) + delivery + off

    settled, rest, agree = settle(lines, delivery, whole)

    if abs(off) > len(rows) + 1:
        assert not agree
    if agree:
        assert sum(one.total.minor for one in settled) + rest == whole
        assert all(one.list_price * one.quantity >= one.total for one in settled)
