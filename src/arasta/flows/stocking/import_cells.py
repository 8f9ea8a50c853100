"""Understand single cells: amounts, counts, codes. Each function returns the value or raises what is wrong and the fix."""

from __future__ import annotations

import re
from functools import lru_cache

from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.quantity import MOST

_POINT = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?")
_COMMA = re.compile(r"(\d+|\d{1,3}(?:[. \u00a0]\d{3})+)(?:,(\d+))?")
_COUNT = re.compile(r"-?\d{1,12}")
_NOT_DIGITS = re.compile(r"\D")


class NoAmount(Invalid):
    code = "no_amount"
    template = gettext_noop(
        "“%(given)s” is no amount. Write digits only, without a currency, and “%(mark)s” before the decimals: %(example)s."
    )


class TooFine(Invalid):
    code = "amount_too_fine"
    template = gettext_noop("“%(given)s” has more digits after “%(mark)s” than the currency has: at most %(most)s.")


class NoCount(Invalid):
    code = "no_count"
    template = gettext_noop("“%(given)s” is no whole number. Write digits only, like 12.")


class NoSuchWord(Invalid):
    code = "unknown_word"
    template = gettext_noop("“%(given)s” is not understood here. Write one of: %(words)s.")


def amount(text: str, *, exponent: int, has_decimal_comma: bool) -> int:
    """Return an amount in minor units. Raises NoAmount, TooFine."""
    mark = "," if has_decimal_comma else "."
    found = (_COMMA if has_decimal_comma else _POINT).fullmatch(text)
    if not found:
        raise NoAmount(given=text[:40], mark=mark, example=f"1249{mark}90")
    whole, fraction = found[1], (found[2] or "").rstrip("0")
    if len(fraction) > exponent:
        raise TooFine(given=text[:40], mark=mark, most=exponent)
    if not whole.isdecimal():
        whole = _NOT_DIGITS.sub("", whole)
    return int(whole + fraction.ljust(exponent, "0"))


def count(text: str) -> int:
    """Return a whole number, which may be negative; absurd ones are judged by whoever uses them. Raises NoCount."""
    if text.isdecimal() and len(text) <= len(str(MOST)):
        return int(text)
    if not _COUNT.fullmatch(text):
        raise NoCount(given=text[:40])
    return int(text)


def word(text: str, words: dict[str, str]) -> str:
    """Return what a word stands for. Raises NoSuchWord."""
    meant = words.get(text.lower())
    if meant is None:
        raise NoSuchWord(given=text[:40], words=", ".join(sorted(words)))
    return meant


@lru_cache(maxsize=20_000)
def code(text: str) -> str:
    """Write a word as a code: small letters, digits, single hyphens. “Kırmızı / Bordo” is kirmizi-bordo."""
    return re.sub(r"[^a-z0-9]+", "-", _plain(text)).strip("-")[:120].strip("-")


def _plain(text: str) -> str:
    return "".join(_LETTERS.get(letter, letter) for letter in text.lower()) if not text.isascii() else text.lower()


_LETTERS = {
    "ı": "i", "i̇": "i", "ğ": "g", "ü": "u", "ş": "s", "ö": "o", "ç": "c", "â": "a", "î": "i", "û": "u", "é": "e", "è": "e",
    "ä": "a", "ñ": "n", "ß": "ss", "\u0307": "",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
