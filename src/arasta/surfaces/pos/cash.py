"""Cash: read what was given, and offer the amounts that notes make."""

from __future__ import annotations

import re

from arasta.kernel.money import Money, exponent

_NOTES = {"TRY": (50, 100, 200)}
_USUAL_NOTES = (10, 20, 50)
_AMOUNT = re.compile(r"(\d{1,3}([.,\s])\d{3}(?:\2\d{3})*|\d+)(?:(?!\2)[.,](\d{1,2}))?")
_MOST_DIGITS = 9


def quick_amounts(total: Money) -> list[Money]:
    """Return the sums of equal notes that pay a total, smallest first: 30 is paid with 50, 100 or 200."""
    sums = []
    for note in _NOTES.get(total.currency, _USUAL_NOTES):
        minor = note * 10 ** exponent(total.currency)
        sums.append(-(-total.minor // minor) * minor)
    return [Money(minor, total.currency) for minor in sorted(set(sums)) if minor > total.minor]


def read_amount(text: str, currency: str) -> Money | None:
    """Read an amount as people type it: 200, 349,90, 349.9 or 1.250,00; nothing if it is none."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        return None
    whole = re.sub(r"\D", "", found[1])
    if len(whole) > _MOST_DIGITS:
        return None
    try:
        return Money.of(f"{whole}.{found[3] or 0}", currency)
    except ValueError:
        return None
