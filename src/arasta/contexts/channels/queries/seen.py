"""Reads: how channels show listings, ours and those that we do not know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.kernel import db
from arasta.kernel.money import Money
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_SEEN = """
SELECT s.id, l.id, s.first_seen_at, s.seen_at, s.external_id, s.state, s.sku, s.barcode, s.grouping, s.title,
       s.description, s.price_minor, s.list_price_minor, s.currency, s.quantity, s.quantities::text, s.images,
       s.options::text, s.url, s.refs::text, s.problem_code, s.problem, s.version, s.category
FROM channels_seen_listing s
LEFT JOIN LATERAL (
  SELECT id FROM channels_listing WHERE channel_id = s.channel_id AND external_id = s.external_id
  UNION ALL
  SELECT listing_id FROM channels_listing_alias WHERE channel_id = s.channel_id AND external_id = s.external_id LIMIT 1
) l ON true
"""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A listing as the channel showed it last; `listing_id` is ours, none where we do not know it."""

    id: UUID
    listing_id: UUID | None
    first_seen_at: datetime
    seen_at: datetime
    shown: SeenListing


def seen_listings(channel_id: UUID, external_ids: Sequence[str]) -> dict[str, SeenRow]:
    """Return how a channel shows listings, by its own ids; those never seen are absent."""
    found = _seen("WHERE s.channel_id = %s AND s.external_id = ANY(%s)", [channel_id, list(external_ids)])
    return {row.shown.external_id: row for row in found}


def seen_page(
    channel_id: UUID, *, unknown_only: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[SeenRow]:
    """Return what a channel shows by its own ids, all of it or only what stands for no listing of ours."""
    after, size = decode_cursor(cursor, 1), clamp(limit)
    found = _seen(
        "WHERE s.channel_id = %s AND (NOT %s OR l.id IS NULL) AND (%s::text IS NULL OR s.external_id > %s)"
        " ORDER BY s.external_id LIMIT %s",
        [channel_id, unknown_only, *[after[0] if after else None] * 2, size + 1],
    )
    rest = encode_cursor(found[size - 1].shown.external_id) if len(found) > size else None
    return Page(found[:size], rest)


def _seen(tail: str, params: Sequence[Any]) -> list[SeenRow]:
    return [SeenRow(*(*row[:4], _shown(row[4:]))) for row in db.rows(f"{_SEEN} {tail}", params)]


def _shown(row: Sequence[Any]) -> SeenListing:
    currency = row[9]
    return SeenListing(
        external_id=row[0],
        state=SeenState(row[1]),
        sku=row[2],
        barcode=row[3],
        group=row[4],
        title=row[5],
        description=row[6],
        price=None if row[7] is None else Money(row[7], currency),
        list_price=None if row[8] is None else Money(row[8], currency),
        quantity=row[10],
        quantities=json.loads(row[11]),
        images=tuple(row[12]),
        options=json.loads(row[13]),
        url=row[14],
        refs=json.loads(row[15]),
        problem_code=row[16],
        problem=row[17],
        version=row[18],
        category=row[19],
    )
