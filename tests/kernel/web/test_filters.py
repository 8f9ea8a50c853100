"""What templates write of plain values, as the reader's language has it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from django.utils.translation import override

from arasta.kernel.money import Money, exponent
from arasta.kernel.web.templatetags.arasta import country, money


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("en", "DE", "Germany"),
        ("tr", "TR", "Türkiye"),
        ("ru", "DE", "Германия"),
        ("en", "Elsewhere", "Elsewhere"),
        ("en", "", ""),
    ],
)
def test_countries_are_called_by_name(language: str, code: str, name: str) -> None:
    with override(language):
        assert country(code) == name


AMOUNTS = (0, 1, 99, 100, 999, 1_000, 12_345, 99_999, 100_000, 123_456, 999_999, 12_345_678, 10**13, -1, -1_234_567)


@pytest.mark.parametrize("language", ["en", "tr", "ru", "de", "hi"])
def test_amounts_are_written_as_babel_writes_them(language: str) -> None:
    for currency in ("EUR", "USD", "JPY"):
        digits = exponent(currency)
        told = [format_currency(Decimal(minor).scaleb(-digits), currency, locale=language) for minor in AMOUNTS]
        with override(language):
            assert [money(Money(minor, currency)) for minor in AMOUNTS] == told


@pytest.mark.parametrize(
    ("language", "minor", "currency", "text"),
    [
        ("en", 1_234_567, "TRY", "₺12,345.67"),
        ("tr", 1_234_567, "TRY", "₺12.345,67"),
        ("ru", 1_234_567, "TRY", "12\xa0345,67\xa0₺"),
        ("en", 1_234_567, "KWD", "KWD\xa01,234.567"),
        ("en", -1_234_567, "KWD", "-KWD\xa01,234.567"),
        ("hi", 1_234_567_890, "USD", "$1,23,45,678.90"),
    ],
)
def test_amounts_without_a_symbol_and_with_other_groups(language: str, minor: int, currency: str, text: str) -> None:
    with override(language):
        assert money(Money(minor, currency)) == text
