"""Commands: note what a channel shows otherwise than we want, take ended listings off, wait where a channel asks to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.types.outbound import DriftInput
from arasta.kernel import db
from arasta.kernel.ids import new_id

_NOTE = """
INSERT INTO channels_drift AS d (id, listing_id, field, ours, theirs, since, seen_at)
SELECT n.id, n.listing, n.field, n.ours, n.theirs, %(now)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(listings)s::uuid[], %(fields)s::text[], %(ours)s::text[], %(theirs)s::text[])
     AS n(id, listing, field, ours, theirs)
ORDER BY n.listing, n.field
ON CONFLICT (listing_id, field) DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs, seen_at = excluded.seen_at
"""

_GONE = """
DELETE FROM channels_drift d WHERE d.listing_id = ANY(%(looked)s)
AND (d.listing_id, d.field) NOT IN (SELECT * FROM unnest(%(listings)s::uuid[], %(fields)s::text[]))
"""

_ASK = """
INSERT INTO channels_removal AS r (listing_id, next_at)
SELECT l.id, %(now)s FROM channels_listing l
WHERE l.channel_id = %(channel)s AND l.status = 'ended'
  AND (l.pushed_version > 0 OR l.refs <> '{}' OR l.observed_at IS NOT NULL)
  AND NOT EXISTS (SELECT FROM channels_removal o WHERE o.listing_id = l.id)
ON CONFLICT (listing_id) DO NOTHING
"""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


def note_drift(looked_at: Sequence[UUID], found: Sequence[DriftInput], *, now: datetime) -> None:
    """Write down the differences of listings that were read back; those that are no more are forgotten.

    A difference that stands keeps the moment since when.
    """
    columns = {
        "now": now,
        "looked": list(looked_at),
        "ids": [new_id() for _ in found],
        "listings": [one.listing_id for one in found],
        "fields": [one.field.value for one in found],
        "ours": [one.ours for one in found],
        "theirs": [one.theirs for one in found],
    }
    with db.transaction():
        db.execute(_GONE, columns)
        db.execute(_NOTE, columns)


def note_told_again(drift_ids: Sequence[UUID], *, now: datetime) -> None:
    """Note that listings were marked to be told again because of differences."""
    db.execute("UPDATE channels_drift SET told_at = %s WHERE id = ANY(%s)", [now, list(drift_ids)])


def forget_drift(drift_ids: Sequence[UUID]) -> None:
    """Forget differences that are none any more."""
    db.execute("DELETE FROM channels_drift WHERE id = ANY(%s)", [list(drift_ids)])


def ask_removals(channel_id: UUID, *, now: datetime) -> int:
    """Note which ended listings the channel still has from us; return how many are new. Those on offer again drop out."""
    with db.transaction():
        db.execute(
            "DELETE FROM channels_removal r USING channels_listing l"
            " WHERE l.id = r.listing_id AND l.channel_id = %s AND l.status <> 'ended'",
            [channel_id],
        )
        return db.execute(_ASK, {"channel": channel_id, "now": now})


def ask_removals_again(listing_ids: Sequence[UUID], *, now: datetime) -> None:
    """Ask once more: the channel still shows what we ended."""
    db.execute(
        "INSERT INTO channels_removal (listing_id, next_at) SELECT l, %s FROM unnest(%s::uuid[]) AS l ORDER BY l"
        " ON CONFLICT (listing_id) DO UPDATE SET done_at = NULL, next_at = excluded.next_at",
        [now, list(listing_ids)],
    )


def close_removals(listing_ids: Sequence[UUID], *, now: datetime) -> None:
    """Note that the channel took listings off."""
    db.execute("UPDATE channels_removal SET done_at = %s WHERE listing_id = ANY(%s)", [now, list(listing_ids)])


def postpone_removals(listing_ids: Sequence[UUID], *, now: datetime) -> None:
    """Try listings that the channel did not take off again later, each time twice as late."""
    db.execute(
        "UPDATE channels_removal SET tries = tries + 1,"
        " next_at = %s + least(%s::interval * power(2, least(tries, 12)), %s::interval) WHERE listing_id = ANY(%s)",
        [now, FIRST_WAIT, LONGEST_WAIT, list(listing_ids)],
    )


def hold_listings(until: Mapping[UUID, datetime], *, now: datetime) -> None:
    """Send nothing of listings before a moment, because the channel asked to wait. Moments that are past are forgotten."""
    if not until:
        return
    with db.transaction():
        db.execute("DELETE FROM channels_listing_hold WHERE until <= %s", [now])
        db.execute(
            "INSERT INTO channels_listing_hold (listing_id, until)"
            " SELECT * FROM unnest(%s::uuid[], %s::timestamptz[]) AS h(listing, until) ORDER BY h.listing"
            " ON CONFLICT (listing_id) DO UPDATE SET until = excluded.until",
            [list(until), list(until.values())],
        )
