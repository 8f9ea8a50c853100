"""Cash amounts: what notes make, and what people type."""

from __future__ import annotations

import pytest

from arasta.kernel.money import Money
from arasta.surfaces.pos.cash import quick_amounts, read_amount


@pytest.mark.parametrize(
    ("total", "offered"),
    [
        (3000, [5000, 10000, 20000]),
        (5000, [10000, 20000]),
        (24990, [25000, 30000, 40000]),
        (104970, [105000, 110000, 120000]),
        (20000, []),
    ],
)
def test_quick_amounts_are_what_equal_notes_make(total: int, offered: list[int]) -> None:
    assert quick_amounts(Money(total, "TRY")) == [Money(minor, "TRY") for minor in offered]


def test_other_currencies_have_other_notes() -> None:
    assert quick_amounts(Money(1250, "EUR")) == [Money(2000, "EUR"), Money(5000, "EUR")]


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("200", 20000),
        ("349,90", 34990),
        ("349.9", 34990),
        (" 1.250,00 ", 125000),
        ("1,250.00", 125000),
        ("1 250", 125000),
        ("0", 0),
        ("0,05", 5),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, minor: int) -> None:
    assert read_amount(typed, "TRY") == Money(minor, "TRY")


@pytest.mark.parametrize(
    "typed", ["", "abc", "-5", "1,2,3", "12.345.6789", "1e5", "∞", "1234567890", "12,345,67", "5 TL"]
)
def test_what_is_no_amount_is_not_read(typed: str) -> None:
    assert read_amount(typed, "TRY") is None


def test_a_currency_without_minor_units_takes_no_digits_behind_the_point() -> None:
    assert read_amount("500", "JPY") == Money(500, "JPY")
    assert read_amount("500,5", "JPY") is None
