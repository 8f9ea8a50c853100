"""Command: write feeds from offers that come in chunks. However many there are, one chunk is held at a time.

Each feed is written beside the file that is there and takes its place at the end, or is dropped if nothing changed.
What stands in a feed is kept per row as a digest, so that a writing knows what changed. A writing that a crash cut short
leaves rows marked with the version that the next one will have: nothing is lost by that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import msgspec

from arasta.contexts.channels.domain.feeds import packing, rules
from arasta.contexts.channels.domain.feeds import rows as row_words
from arasta.contexts.channels.queries import feed_files
from arasta.contexts.channels.types.feeds import (
    Feed,
    FeedChunk,
    FeedFigures,
    FeedKind,
    FeedOffer,
    FeedPart,
    Flaw,
    RowState,
)
from arasta.kernel import db

_BUFFER = 256 * 1024
_WORDS = {"title": "title", "description": "description", "brand": "brand", "attribute:mpn": "mpn", "fact:mpn": "mpn"}
"""The fields of a listing that stand in for what the catalog says of an offer; the catalog knows no part numbers."""
_NOT_LISTED = ("draft", "failed", "ended")

_OLD = """
SELECT variant_id, place, digest, state FROM channels_feed_row WHERE feed_id = %s AND variant_id = ANY(%s)
"""

_KEEP = """
INSERT INTO channels_feed_row (feed_id, variant_id, place, offer_id, state, digest, version, flaws)
SELECT %s, r.variant_id, r.place, r.offer_id, r.state, r.digest, %s, r.flaws
FROM json_to_recordset(%s::json)
     AS r(variant_id uuid, place text, offer_id text, state text, digest bigint, flaws text[])
ON CONFLICT (feed_id, variant_id, place) DO UPDATE SET offer_id = excluded.offer_id, state = excluded.state,
  digest = excluded.digest, version = excluded.version, flaws = excluded.flaws
"""

_CHANGED = """
SELECT count(*) FILTER (WHERE state = 'offered'), count(*) FILTER (WHERE state <> 'offered')
FROM channels_feed_row WHERE feed_id = %s AND version > %s
"""

_LISTED = "SELECT variant_id, external_id, status FROM channels_listing WHERE channel_id = %s AND variant_id = ANY(%s)"
_OWN = """
SELECT variant_id, 'title', title FROM channels_listing WHERE channel_id = %(channel)s AND variant_id = ANY(%(variants)s)
  AND title <> ''
UNION ALL
SELECT l.variant_id, v.field, v.value FROM channels_content_value v JOIN channels_listing l ON l.id = v.listing_id
WHERE l.channel_id = %(channel)s AND l.variant_id = ANY(%(variants)s) AND v.field = ANY(%(fields)s) AND v.value <> ''
"""

_PLACES = "SELECT settings ->> 'places' FROM channels_installation WHERE channel_id = %s"

Key = tuple[UUID, str]


class _Kept(msgspec.Struct):
    variant_id: UUID
    place: str
    offer_id: str
    state: str
    digest: int
    flaws: Sequence[str]


def write(feeds: Sequence[Feed], chunks: Iterable[FeedChunk | FeedPart]) -> list[FeedFigures]:
    """Write feeds that tell of the same shop in the same language; return what each came to, in their order.

    A part of the file that is there is taken over as it is: of one feed, for parts are its own. The versions they reach
    are not in force until `record_writing` says so.
    """
    with ExitStack() as open_files:
        pens = [open_files.enter_context(_pen(feed)) for feed in feeds]
        for chunk in chunks:
            for pen in pens:
                pen.copy(chunk) if isinstance(chunk, FeedPart) else pen.write(chunk)
        return [pen.finish() for pen in pens]


@contextmanager
def _pen(feed: Feed) -> Iterator[_Pen]:
    """Open the new file; whatever happens, nothing half written stays."""
    folder = Path(feed_files.folder_of(feed))
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "next.gz"
    try:
        with draft.open("wb", buffering=_BUFFER) as file:
            yield _Pen(feed, file, draft)
    finally:
        draft.unlink(missing_ok=True)


class _Pen:
    """Writes one feed."""

    def __init__(self, feed: Feed, file: BinaryIO, draft: Path) -> None:
        self._feed, self._file, self._draft = feed, file, draft
        self._form = feed_files.form_of(feed)
        self._stores = _store_codes(feed.channel_id) if feed.kind is FeedKind.LOCAL else {}
        self._parts: list[FeedPart] = []
        self._crc = self._bytes = 0
        file.write(packing.HEAD)
        self._put(self._form.head())

    def copy(self, part: FeedPart) -> None:
        """Take a part over from the file that is there."""
        with Path(feed_files.file_of(self._feed, self._feed.version)).open("rb") as there:
            there.seek(part.start)
            data = there.read(part.length)
        self._parts.append(replace(part, start=self._file.tell()))
        self._add(packing.Packed(data, part.crc, part.size))

    def write(self, chunk: FeedChunk) -> None:
        """Write the offers of a chunk, and keep what changed of them."""
        offers = chunk.offers
        self._offered = self._excluded = self._noted = 0
        ids = [offer.variant_id for offer in offers]
        listed = _listings(self._feed.channel_id, ids)
        old = {(row[0], row[1]): (row[2], row[3]) for row in db.rows(_OLD, [self._feed.id, ids])}
        lines: list[bytes] = []
        kept: list[_Kept] = []
        own = _own_words(self._feed.channel_id, list(listed)) if listed else {}
        for offer in offers:
            offer_id = self._id_of(offer, listed)
            if offer_id:
                says = own.get(offer.variant_id)
                kept += self._rows(replace(offer, **says) if says else offer, offer_id, lines)
        start = self._file.tell()
        packed = self._put(b"\n".join([*lines, b""]) if lines else b"")
        counts = (self._offered, self._excluded, self._noted)
        self._parts.append(FeedPart(chunk.upto, start, len(packed.data), packed.crc, packed.size, *counts))
        self._keep(kept, old)

    def finish(self) -> FeedFigures:
        """Close the file and, if it differs from the one that is there, put it in its place."""
        self._put(self._form.foot())
        self._file.write(packing.tail(self._crc, self._bytes))
        self._file.flush()
        [(changed, gone)] = db.rows(_CHANGED, [self._feed.id, self._feed.version])
        has_changed = bool(changed or gone) or not feed_files.is_there(self._feed)
        version = self._feed.version + has_changed
        size = self._draft.stat().st_size
        if has_changed:
            parts = Path(feed_files.parts_file_of(self._feed, version))
            parts.write_bytes(msgspec.json.encode(self._parts))
            self._draft.replace(feed_files.file_of(self._feed, version))
            _drop_older(self._feed, version)
        return FeedFigures(
            version=version,
            has_changed=has_changed,
            offered=sum(part.offered for part in self._parts),
            excluded=sum(part.excluded for part in self._parts),
            noted=sum(part.noted for part in self._parts),
            changed=changed,
            gone=gone,
            plain_bytes=self._bytes,
            packed_bytes=size,
        )

    def _put(self, data: bytes) -> packing.Packed:
        packed = packing.pack(data)
        self._add(packed)
        return packed

    def _add(self, packed: packing.Packed) -> None:
        self._file.write(packed.data)
        self._crc = packing.joined(self._crc, packed.crc, packed.size)
        self._bytes += packed.size

    def _id_of(self, offer: FeedOffer, listed: Mapping[UUID, tuple[str, str]]) -> str:
        """An offer bears the id of its listing on the feed's channel, else its SKU: neither ever changes."""
        external, status = listed.get(offer.variant_id, ("", ""))
        if external and status not in _NOT_LISTED:
            return external
        if self._feed.only_listed or not offer.is_sold:
            return ""
        return external or offer.sku

    def _rows(self, offer: FeedOffer, offer_id: str, lines: list[bytes]) -> Iterator[_Kept]:
        flaws = rules.judge(offer, offer_id, self._feed.target)
        if rules.keeps_out(flaws):
            self._excluded += 1
            yield _kept(offer, "", offer_id, RowState.EXCLUDED, b"", flaws)
        elif self._feed.kind is FeedKind.PRODUCTS:
            line = self._form.line(row_words.product_row(offer, offer_id, self._feed.target))
            yield self._offer(lines, line, _kept(offer, "", offer_id, RowState.OFFERED, line, flaws))
        else:
            for stock in offer.stores:
                code = self._stores.get(stock.code, stock.code)
                line = self._form.line(row_words.local_row(offer, offer_id, stock, code))
                yield self._offer(lines, line, _kept(offer, code, offer_id, RowState.OFFERED, line, ()))

    def _offer(self, lines: list[bytes], line: bytes, row: _Kept) -> _Kept:
        lines.append(line)
        self._offered += 1
        self._noted += bool(row.flaws)
        return row

    def _keep(self, kept: Sequence[_Kept], old: dict[Key, tuple[int, str]]) -> None:
        """Write down the rows that are not as they were, and those that are there no more."""
        changed = []
        for row in kept:
            before = old.pop((row.variant_id, row.place), None)
            if before is None or before != (row.digest, row.state):
                changed.append(row)
        gone = [
            _Kept(variant, place, "", RowState.GONE, 0, ()) for (variant, place), (_, state) in old.items()
            if state != RowState.GONE
        ]  # fmt: skip
        version = self._feed.version + 1
        if changed:
            db.execute(_KEEP, [self._feed.id, version, db.as_json(changed)])
        if gone:
            db.execute(
                "UPDATE channels_feed_row SET state = 'gone', digest = 0, flaws = '{}', version = %s"
                " WHERE feed_id = %s AND (variant_id, place) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))",
                [version, self._feed.id, [row.variant_id for row in gone], [row.place for row in gone]],
            )


def _kept(offer: FeedOffer, place: str, offer_id: str, state: RowState, line: bytes, flaws: Sequence[Flaw]) -> _Kept:
    said = line + ",".join(flaws).encode()
    digest = int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), signed=True)
    return _Kept(offer.variant_id, place, offer_id, state, digest, flaws)


def _listings(channel_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in db.rows(_LISTED, [channel_id, variant_ids])}


def _own_words(channel_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what listings on the feed's channel say in words of their own."""
    asked = {"channel": channel_id, "variants": variant_ids, "fields": list(_WORDS)}
    own: dict[UUID, dict[str, Any]] = {}
    for variant_id, field, value in db.rows(_OWN, asked):
        own.setdefault(variant_id, {})[_WORDS[field]] = value
    return own


def _store_codes(channel_id: UUID) -> dict[str, str]:
    """The setting `places` says how the service calls our locations; without it, by our own codes."""
    found = db.rows(_PLACES, [channel_id])
    return msgspec.json.decode(found[0][0], type=dict[str, str]) if found and found[0][0] else {}


def _drop_older(feed: Feed, version: int) -> None:
    """Keep the version before as well: somebody may be reading it."""
    for file in Path(feed_files.folder_of(feed)).iterdir():
        if file.stem.isdigit() and int(file.stem) < version - 1:
            file.unlink(missing_ok=True)
