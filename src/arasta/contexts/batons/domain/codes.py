"""The code of a baton: seven letters that find it, three that prove that it was made here. No 0/O, 1/I/L, U to misread."""

from __future__ import annotations

import re

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_FOUND, _PROVED = 7, 3
PROOFS: int = 32**_PROVED
_NOISE = re.compile(r"[\s\-–—.]+")


def write(locator: int, proof: int) -> str:
    """Write a code as people read it: `7KQ4M-9XRTB`."""
    letters = _letters(locator, _FOUND) + _letters(proof, _PROVED)
    return f"{letters[:5]}-{letters[5:]}"


def read(text: str) -> tuple[int, int] | None:
    """Read locator and proof from a code, or from an address that ends in one; nothing if it is neither."""
    word = _NOISE.sub("", text.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]).upper()
    if len(word) != _FOUND + _PROVED or any(letter not in _VALUES for letter in word):
        return None
    return _number(word[:_FOUND]), _number(word[_FOUND:])


def _letters(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _number(word: str) -> int:
    number = 0
    for letter in word:
        number = number << 5 | _VALUES[letter]
    return number
