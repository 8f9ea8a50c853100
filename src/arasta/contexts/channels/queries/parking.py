"""Reads: what waits for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.channels.types.explaining import Explanation
from arasta.contexts.channels.types.parking import ParkedItem, ParkedKind, ParkedReason, ParkedStatus
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


class ParkedItemMissing(Missing):
    """No parked item has that id."""

    code = "parked_item_not_found"
    template = gettext_noop("There is no such parked item.")


_PARKED = """
SELECT p.id, p.channel_id, c.code, p.kind, p.external_id, p.reason, p.about, p.explanation_code, p.explanation,
       p.explanation_given::text, p.payload::text, p.status, p.times_seen, p.created_at, p.last_seen_at, p.resolved_by,
       p.resolved_at, p.note
FROM channels_parked_item p JOIN channels_channel c ON c.id = p.channel_id
"""


def parked_item(parked_item_id: UUID) -> ParkedItem:
    """Return a parked item. Raises ParkedItemMissing."""
    found = _parked("WHERE p.id = %s", [parked_item_id])
    if not found:
        raise ParkedItemMissing
    return found[0]


def parked_page(
    channel_id: UUID | None = None,
    *,
    status: ParkedStatus | None = ParkedStatus.OPEN,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ParkedItem]:
    """Return parked items, newest first; by default those that wait for a person."""
    after, size = decode_cursor(cursor, 1), clamp(limit)
    found = _parked(
        "WHERE (%s::uuid IS NULL OR p.channel_id = %s) AND (%s::text IS NULL OR p.status = %s)"
        " AND (%s::uuid IS NULL OR p.id < %s::uuid) ORDER BY p.id DESC LIMIT %s",
        [*[channel_id] * 2, *[status] * 2, *[after[0] if after else None] * 2, size + 1],
    )
    rest = encode_cursor(str(found[size - 1].id)) if len(found) > size else None
    return Page(found[:size], rest)


def dismissed(channel_id: UUID, kind: ParkedKind, external_ids: Sequence[str]) -> set[str]:
    """Return which of a channel's documents a person has put aside for good."""
    found = db.rows(
        "SELECT external_id FROM channels_parked_item"
        " WHERE channel_id = %s AND kind = %s AND external_id = ANY(%s) AND status = 'dismissed'",
        [channel_id, kind.value, list(external_ids)],
    )
    return {row[0] for row in found}


def count_parked(channel_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many items wait for a person on each channel."""
    found = db.rows(
        "SELECT channel_id, count(*) FROM channels_parked_item"
        " WHERE status = 'open' AND channel_id = ANY(%s) GROUP BY 1",
        [list(channel_ids)],
    )
    return {**dict.fromkeys(channel_ids, 0), **dict(found)}


def _parked(tail: str, params: Sequence[Any]) -> list[ParkedItem]:
    return [ParkedItem(*_values(row)) for row in db.rows(f"{_PARKED} {tail}", params)]


def _values(row: tuple[Any, ...]) -> list[Any]:
    kind, reason, about, status = (
        ParkedKind(row[3]),
        ParkedReason(row[5]),
        tuple(row[6]),
        ParkedStatus(row[11]),
    )
    explanation = Explanation(row[7], row[8], json.loads(row[9]))
    return [*row[:3], kind, row[4], reason, about, explanation, row[10], status, *row[12:]]
