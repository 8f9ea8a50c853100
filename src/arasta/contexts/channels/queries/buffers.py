"""Reads: how late channels hear of changes, and what is kept back from them because of that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.domain import delays
from arasta.contexts.channels.types.buffers import Buffer, BufferTerms, Speed, SyncAge
from arasta.contexts.channels.types.sync import Stream
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

LOOKED_BACK = timedelta(days=7)

_AGES = """
SELECT i.channel_id, a.stream, a.step, sum(a.count)::bigint
FROM channels_sync_age a JOIN channels_installation i ON i.id = a.installation_id
WHERE i.channel_id = ANY(%s) AND a.day >= %s GROUP BY 1, 2, 3
"""

_BUFFERS = """
SELECT variant_id, units, sold, over_seconds, delay_ms, risk_permille, computed_at FROM channels_buffer
WHERE channel_id = %s AND (%s::uuid[] IS NULL OR variant_id = ANY(%s)) AND (units, variant_id) < (%s, %s::uuid)
ORDER BY units DESC, variant_id DESC LIMIT %s
"""
_HIGHEST = (32_767, "ffffffff-ffff-ffff-ffff-ffffffffffff")


def sync_ages(channel_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, dict[Stream, SyncAge]]:
    """Return how late each channel heard of changes during the last week, by stream; unmeasured ones are absent."""
    counts: dict[tuple[UUID, Stream], dict[int, int]] = {}
    for channel_id, stream, step, number in db.rows(_AGES, [list(channel_ids), (at - LOOKED_BACK).date()]):
        counts.setdefault((channel_id, Stream(stream)), {})[step] = number
    ages: dict[UUID, dict[Stream, SyncAge]] = {channel_id: {} for channel_id in channel_ids}
    for (channel_id, stream), steps in counts.items():
        p50, p95 = delays.quantile_ms(steps, 500), delays.quantile_ms(steps, 950)
        ages[channel_id][stream] = SyncAge(stream, sum(steps.values()), p50, p95)
    return ages


def buffer_terms(channel_id: UUID) -> BufferTerms:
    """Return on what terms units are kept back from a channel."""
    found = db.rows("SELECT is_on, risk_permille, most FROM channels_buffer_terms WHERE channel_id = %s", [channel_id])
    if not found:
        return BufferTerms()
    is_on, risk, most = found[0]
    return BufferTerms(is_on=is_on, risk_permille=risk, most=most)


def buffers(
    channel_id: UUID, *, variant_ids: Sequence[UUID] | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Buffer]:
    """Return what is kept back from a channel, the most first."""
    size, after = clamp(limit), decode_cursor(cursor, 2) or _HIGHEST
    wanted = None if variant_ids is None else list(variant_ids)
    found = db.rows(_BUFFERS, [channel_id, wanted, wanted, *after, size + 1])
    rows = [
        Buffer(variant, units, Speed(sold, timedelta(seconds=seconds)), delay, risk, computed)
        for variant, units, sold, seconds, delay, risk, computed in found[:size]
    ]
    rest = encode_cursor(rows[-1].units, str(rows[-1].variant_id)) if len(found) > size else None
    return Page(rows, rest)


def count_buffers(channel_id: UUID) -> tuple[int, int]:
    """Return of how many variants something is kept back from a channel, and how many units in all."""
    found = db.rows(
        "SELECT count(*), COALESCE(sum(units), 0)::bigint FROM channels_buffer WHERE channel_id = %s", [channel_id]
    )
    return found[0][0], found[0][1]
