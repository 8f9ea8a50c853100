"""Amounts that come as decimals without tax: made whole, made to sum, and the tax rate behind them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from arasta.contexts.channels.types import ChannelLine
from arasta.kernel.money import Money, exponent, round_minor

_CENT = Decimal("0.01")


def minor(amount: Decimal, currency: str) -> int:
    """Round an amount to whole minor units: a shop may keep more digits than its currency has."""
    return round_minor(amount.scaleb(exponent(currency)))


def ceiling(whole: int, parts: int) -> int:
    """Return a part, rounded up: parts times it is never below the whole, so a discount is never below zero."""
    return -(-whole // parts)


def tax_rate(net: Decimal | int, tax: Decimal | int) -> Decimal:
    """Return the plainest rate that gives this tax, to the rounding of the amounts (0.20 is a fifth)."""
    if net <= 0 or tax <= 0:
        return Decimal(0)
    exact = Decimal(tax) / net * 100
    for digits in ("1", "0.1", "0.01"):
        percent = exact.quantize(Decimal(digits), rounding=ROUND_HALF_UP)
        if abs(net * percent / 100 - tax) <= _CENT:
            return percent / 100
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP) / 100


def settle(lines: Sequence[ChannelLine], delivery: int, total: int) -> tuple[list[ChannelLine], int, bool]:
    """Make lines and delivery sum to the order's total, which is the truth: rounding leaves a unit per row at most.

    The costliest line takes it, or the delivery. Says whether they agree; if not, nothing is changed.
    """
    missing = total - delivery - sum(line.total.minor for line in lines)
    if abs(missing) > len(lines) + 1:
        return list(lines), delivery, False
    costliest = max(lines, key=lambda line: line.total.minor, default=None)
    if costliest is None or costliest.total.minor + missing < 0:
        return list(lines), delivery + missing, delivery + missing >= 0
    settled = [_made(line, line.total.minor + missing) if line is costliest else line for line in lines]
    return settled, delivery, True


def _made(line: ChannelLine, total: int) -> ChannelLine:
    currency = line.total.currency
    unit = Money(ceiling(total, line.quantity), currency)
    return replace(line, total=Money(total, currency), unit_price=unit, list_price=max(line.list_price, unit))
