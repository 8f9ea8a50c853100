"""Say a question in other words that mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MOST_SPELLINGS = 6
_ONE_I = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Write in small letters without marks, every i alike, single spaces between words."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(bare.translate(_ONE_I).lower()))


def other_spellings(text: str, groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the question with a group's word replaced by each of its others, once per group."""
    asked = f" {folded(text)} "
    found: list[str] = []
    for group in groups:
        keys = [folded(word) for word in group]
        used = next((key for key in sorted(keys, key=len, reverse=True) if key and f" {key} " in asked), None)
        if used:
            found += [asked.replace(f" {used} ", f" {key} ", 1).strip() for key in keys if key and key != used]
    return tuple(dict.fromkeys(found))[:MOST_SPELLINGS]
