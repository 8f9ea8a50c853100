"""Fold words so that one finds “ışık” by IŞIK, isik or Işik."""

from __future__ import annotations

import re
import unicodedata

# Turkish pairs ı/I and i/İ; other languages pair i/I. Folded for likeness, all four are one letter.
_ONE_I = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
_TURKISH = str.maketrans({"İ": "i", "I": "ı"})
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})
# Marks are gone before: й stands as и, ё as е.
_LATIN = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфхцыэіґәғқңөұүһ", "abvgdeziklmnoprstufhcyeigagknouuh", strict=True))
    | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "є": "ye", "ь": "", "ъ": ""}
)

_SHORT, _LONG = 2, 24

CONFIGS = {"en": "english", "tr": "turkish", "ru": "russian"}


def config(language: str) -> str:
    """Name PostgreSQL's text search configuration for a language."""
    return CONFIGS.get(language, "simple")


def lowered(text: str, language: str) -> str:
    """Write in small letters as the language does; done here because a database's own lower depends on its locale."""
    return text.translate(_TURKISH).lower() if language == "tr" else text.lower()


def fold(text: str) -> str:
    """Write in small letters without marks, every i alike."""
    if text.isascii():
        return text.lower()
    return _bare(_bare(text).translate(_ONE_I).lower().translate(_PLAIN))


def sounded(text: str) -> str:
    """Fold, with Latin letters for Cyrillic ones: a database without a locale compares no others letter by letter.

    For likeness only: word for word, “чай” is not how “chair” begins.
    """
    return fold(text).translate(_LATIN)


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def words(text: str, *, most: int = 12) -> list[str]:
    """Return the folded words of a question."""
    return re.findall(r"[^\W_]+", fold(text))[:most]


def swapped_query(text: str) -> str:
    """Write a question in which two neighboring letters of every word may stand the wrong way round."""
    return " & ".join(f"({' | '.join(_swaps(word))})" for word in words(text))


def _swaps(word: str) -> list[str]:
    """Return a word with all its swaps; the shortest words have none."""
    places = range(len(word) - 1) if _SHORT < len(word) <= _LONG else ()
    return [word, *(word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places)]


def begun_query(text: str) -> str:
    """Write a question whose last word may be unfinished in names, in the notation of `to_tsquery`."""
    found = words(text)
    return " & ".join(found) + ":*AB" if found else ""
