"""A packed file made of parts that can be kept while others are written anew: one gzip stream, however many parts.

Each part is deflated for itself and ends at a whole byte, so parts stand behind one another as they are. What gzip wants
at the end, the check sum of everything, follows from those of the parts.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LEVEL = 3
_NOTHING_MORE = b"\x03\x00"
_POLYNOMIAL = 0xEDB88320
_ONE = 1 << 31
_WORD = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it stands in the file, and the check sum and size of what it unpacks to."""

    data: bytes
    crc: int
    size: int


def pack(data: bytes) -> Packed:
    """Deflate a part for itself."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH), zlib.crc32(data), len(data))


def tail(crc: int, size: int) -> bytes:
    """Write what ends the file, from the check sum and the size of all its parts."""
    return _NOTHING_MORE + crc.to_bytes(4, "little") + (size & _WORD).to_bytes(4, "little")


def joined(crc: int, crc_after: int, size_after: int) -> int:
    """Return the check sum of two parts behind one another, from those of both and the size of the second."""
    return _times(_shift(size_after), crc) ^ crc_after


def _shift(size: int) -> int:
    """Return by what a check sum is multiplied when so many bytes follow: x to the power of eight times that."""
    power, square = _ONE, _ONE >> 8
    while size:
        if size & 1:
            power = _times(square, power)
        square = _times(square, square)
        size >>= 1
    return power


def _times(one: int, other: int) -> int:
    """Multiply two polynomials of bits, the highest power in the lowest bit, modulo the one of the check sum."""
    product, place = 0, _ONE
    while place:
        if one & place:
            product ^= other
        other = (other >> 1) ^ (_POLYNOMIAL if other & 1 else 0)
        place >>= 1
    return product
