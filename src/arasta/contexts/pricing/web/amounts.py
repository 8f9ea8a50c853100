"""Read amounts as people type them."""

from __future__ import annotations

import re

from arasta.kernel.money import Money, exponent

_PLAIN = re.compile(r"(?P<whole>[0-9]{1,15})(?:[.,](?P<fraction>[0-9]+))?")
_GROUPED = re.compile(r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3}){1,4})(?:(?!(?P=mark))[.,](?P<fraction>[0-9]+))?")


def read_amount(text: str, currency: str) -> Money:
    """Read “1.234,50”, “1,234.50”, “1 234,5” or “1234.5” as an amount.

    Raises ValueError for anything else, “1.234” included: a thousand to some, a little more than one to others.
    """
    typed = "".join(text.split())
    read = _PLAIN.fullmatch(typed)
    if read is None:
        read = _GROUPED.fullmatch(typed)
    fraction = (read["fraction"] or "") if read else ""
    if read is None or len(fraction) > exponent(currency):
        raise ValueError(text)
    digits = re.sub(r"[.,]", "", read["whole"])
    return Money.of(f"{digits}.{fraction or 0}", currency)
