"""Reads: what is offered where, what was pushed, what the channel answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from arasta.contexts.channels.types.listings import Listing, ListingStatus
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_LISTING = """
SELECT l.id, l.channel_id, l.variant_id, l.external_id, l.title, l.status, l.pushed_quantity, l.pushed_price_minor,
       l.pushed_list_price_minor, l.currency, l.pushed_version, l.last_pushed_at, l.observed_quantity,
       l.observed_price_minor, l.observed_at, l.problem_code, l.problem, l.refs::text
FROM channels_listing l
"""


def listings_page(
    channel_id: UUID,
    *,
    status: ListingStatus | None = None,
    variant_ids: Sequence[UUID] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Listing]:
    """Return a channel's listings by external id, all or of a status, or of some variants."""
    after, size = decode_cursor(cursor, 1), clamp(limit)
    found = _listings(
        "WHERE l.channel_id = %s AND (%s::text IS NULL OR l.status = %s)"
        " AND (%s::uuid[] IS NULL OR l.variant_id = ANY(%s)) AND (%s::text IS NULL OR l.external_id > %s)"
        " ORDER BY l.external_id LIMIT %s",
        [
            channel_id,
            status,
            status,
            *[_or_none(variant_ids)] * 2,
            *[after[0] if after else None] * 2,
            size + 1,
        ],
    )
    rest = encode_cursor(found[size - 1].external_id) if len(found) > size else None
    return Page(found[:size], rest)


def listings_by_external(channel_id: UUID, external_ids: Sequence[str]) -> dict[str, Listing]:
    """Return listings by the ids the channel uses, aliases included; unknown ids are absent."""
    wanted = list(external_ids)
    own = _listings("WHERE l.channel_id = %s AND l.external_id = ANY(%s)", [channel_id, wanted])
    named = db.rows(
        "SELECT external_id, listing_id FROM channels_listing_alias WHERE channel_id = %s AND external_id = ANY(%s)",
        [channel_id, wanted],
    )
    behind = {row.id: row for row in listings([key for _, key in named])} if named else {}
    return {**{word: behind[key] for word, key in named}, **{row.external_id: row for row in own}}


def listings_of(variant_ids: Sequence[UUID], *, channel_id: UUID | None = None) -> list[Listing]:
    """Return the listings of variants on all channels, or on one."""
    return _listings(
        "WHERE l.variant_id = ANY(%s) AND (%s::uuid IS NULL OR l.channel_id = %s) ORDER BY l.variant_id, l.channel_id",
        [list(variant_ids), channel_id, channel_id],
    )


def listings(listing_ids: Sequence[UUID]) -> list[Listing]:
    """Return listings by id; unknown ids are absent."""
    return _listings("WHERE l.id = ANY(%s) ORDER BY l.external_id", [list(listing_ids)])


def variants_on(channel_id: UUID) -> list[UUID]:
    """Return the variants that are offered on a channel, those that ended aside."""
    found = db.rows(
        "SELECT variant_id FROM channels_listing WHERE channel_id = %s AND status <> 'ended' ORDER BY variant_id",
        [channel_id],
    )
    return [row[0] for row in found]


def count_listings(channel_ids: Sequence[UUID]) -> dict[UUID, dict[ListingStatus, int]]:
    """Return how many listings of each status every channel has."""
    counts: dict[UUID, dict[ListingStatus, int]] = {
        channel_id: dict.fromkeys(ListingStatus, 0) for channel_id in channel_ids
    }
    found = db.rows(
        "SELECT channel_id, status, count(*) FROM channels_listing WHERE channel_id = ANY(%s) GROUP BY 1, 2",
        [list(channel_ids)],
    )
    for channel_id, status, number in found:
        counts[channel_id][ListingStatus(status)] = number
    return counts


def _or_none(keys: Sequence[UUID] | None) -> list[UUID] | None:
    return None if keys is None else list(keys)


def _listings(tail: str, params: Sequence[Any]) -> list[Listing]:
    return [
        Listing(*(*row[:5], ListingStatus(row[5]), *row[6:-1], msgspec.json.decode(row[-1], type=dict[str, str])))
        for row in db.rows(f"{_LISTING} {tail}", params)
    ]
