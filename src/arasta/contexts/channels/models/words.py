"""Words as plain values, for constraints."""

from __future__ import annotations

from enum import StrEnum


def values(words: type[StrEnum]) -> list[str]:
    """Return the words as plain text, so that migrations need no code of ours."""
    return [word.value for word in words]
