"""Memory that a process shares with all that it forks: what one of them found, the others need not find again.

There is no lock, for who dies while holding one would stop all others. Each place has a header that is emptied before its
bytes are written and filled in after them: who reads takes the bytes only if the header was the same before and after
and its sum fits. Whatever else is read is as good as nothing.
"""

from __future__ import annotations

import mmap
import secrets
import struct
from collections.abc import Callable
from time import monotonic
from zlib import crc32

_HEADER = struct.Struct("=16s8sdII")  # the key, a mark of this writing, when it was written, its length, its sum
_ROW = 8
"""Places that a key may have: the one written longest ago is given up."""

KEY = 16


class Shared:
    """So many answers of so many bytes at most, each good for so long. The system gives memory to what is written only."""

    def __init__(self, *, seconds: float, places: int, most: int, now: Callable[[], float] = monotonic) -> None:
        self._seconds, self._most, self._now = seconds, most, now
        self._rows = -(-places // _ROW)
        self._first = self._rows * _ROW * _HEADER.size
        self._memory = mmap.mmap(-1, self._first + self._rows * _ROW * most)

    def get(self, key: bytes) -> bytes | None:
        """Return an answer that is still good."""
        for place in self._row(key):
            head = self._head(place)
            found, _, written, length, total = _HEADER.unpack(head)
            if found != key or written + self._seconds < self._now():
                continue
            start = self._first + place * self._most
            answer = self._memory[start : start + length]
            return answer if self._head(place) == head and crc32(answer) == total else None
        return None

    def put(self, key: bytes, answer: bytes) -> None:
        """Keep an answer, unless it is too long. Of two who write to one place at once, neither may be kept."""
        if len(answer) > self._most:
            return
        place = self._place(key)
        start, head = self._first + place * self._most, place * _HEADER.size
        mark = secrets.token_bytes(8)
        self._memory[head : head + _HEADER.size] = bytes(_HEADER.size)
        self._memory[start : start + len(answer)] = answer
        written = _HEADER.pack(key, mark, self._now(), len(answer), crc32(answer))
        self._memory[head : head + _HEADER.size] = written

    def _place(self, key: bytes) -> int:
        """Return where a key stands, or else what was written longest ago of where it may stand."""

        def rank(place: int) -> tuple[bool, float]:
            found, _, written, *_ = _HEADER.unpack(self._head(place))
            return found != key, written

        return min(self._row(key), key=rank)

    def _row(self, key: bytes) -> range:
        first = int.from_bytes(key[:8], "big") % self._rows * _ROW
        return range(first, first + _ROW)

    def _head(self, place: int) -> bytes:
        return self._memory[place * _HEADER.size : (place + 1) * _HEADER.size]
