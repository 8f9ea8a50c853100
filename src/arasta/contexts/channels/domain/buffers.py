"""How many units to keep back, so that sales elsewhere during a delay rarely exceed them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, localcontext

from arasta.contexts.channels.types.buffers import Speed

_MS = timedelta(milliseconds=1)
_DIGITS = 40
"""Enough that the sum of a long row of small chances still tells a risk of one in a thousand."""


def expected_sales(speed: Speed, delay_ms: int) -> Decimal:
    """Return how many units sell during a delay on average."""
    over_ms = speed.over // _MS
    return Decimal(speed.units * delay_ms) / Decimal(over_ms) if over_ms > 0 else Decimal(0)


def kept_back(mean: Decimal, *, risk_permille: int, most: int) -> int:
    """Return the smallest number that sales exceed with at most that risk, if buyers come one by one, each by chance.

    That is Poisson: the smallest b with P(sales > b) <= risk; never above `most`.
    """
    if mean <= 0:
        return 0
    with localcontext() as exact:
        exact.prec = _DIGITS
        safe = 1 - Decimal(risk_permille) / 1000
        chance = (-mean).exp()
        total, units = chance, 0
        while total < safe and units < most:
            units += 1
            chance = chance * mean / units
            total += chance
        return units


def buffer_for(speed: Speed, *, delay_ms: int, risk_permille: int, most: int) -> int:
    """Return how many units of a variant to keep back from a channel that hears of sales after a delay."""
    return kept_back(expected_sales(speed, delay_ms), risk_permille=risk_permille, most=most)
