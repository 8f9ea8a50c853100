"""Keys: uuid7 inside, a prefixed base-32 word outside (`ord_06f2...`)."""

from __future__ import annotations

from uuid import UUID

import uuid_utils

from arasta.kernel.errors import Missing, gettext_noop

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LENGTH = 26
_PAIRS = [one + other for one in _ALPHABET for other in _ALPHABET]
_PLACES = range(120, -1, -10)


class UnknownId(Missing):
    """The word is no id of that kind."""

    code = "unknown_id"
    template = gettext_noop("“%(given)s” is not a known id.")


def new_id() -> UUID:
    """Make a uuid7: unique anywhere, increasing in time."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def to_public(prefix: str, key: UUID) -> str:
    """Dress a key for the outside: `to_public("ord", key)` is `ord_` and 26 letters."""
    number = key.int
    return f"{prefix}_{''.join([_PAIRS[number >> place & 1023] for place in _PLACES])}"


def from_public(prefix: str, word: str) -> UUID:
    """Read a public id back. Raises UnknownId for another prefix, length or letter."""
    head, _, tail = word.partition("_")
    if head != prefix or len(tail) != _LENGTH or any(letter not in _VALUES for letter in tail):
        raise UnknownId(given=word[:60])
    number = 0
    for letter in tail:
        number = number << 5 | _VALUES[letter]
    if number >= 1 << 128:
        raise UnknownId(given=word[:60])
    return UUID(int=number)
