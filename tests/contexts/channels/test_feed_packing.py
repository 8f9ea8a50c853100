"""Parts that were packed one by one are one file to whoever unpacks it."""

from __future__ import annotations

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.channels.domain.feeds import packing


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_parts_unpack_to_what_they_were_as_one_stream(parts: list[bytes]) -> None:
    crc, size, file = 0, 0, packing.HEAD
    for part in map(packing.pack, parts):
        crc, size, file = packing.joined(crc, part.crc, part.size), size + part.size, file + part.data
    file += packing.tail(crc, size)
    plain = b"".join(parts)

    one = zlib.decompressobj(zlib.MAX_WBITS | 16)

    assert (crc, size) == (zlib.crc32(plain), len(plain))
    assert gzip.decompress(file) == plain
    assert (one.decompress(file), one.eof, one.unused_data) == (plain, True, b"")
