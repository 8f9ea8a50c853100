"""Reads: feeds, what is left out of them and why, what changed since, and who fetched them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.utils.crypto import constant_time_compare, salted_hmac

from arasta.contexts.channels.types.feeds import (
    FEED_PREFIX,
    ChangedRow,
    Feed,
    FeedFormat,
    FeedKind,
    FeedStatus,
    FeedTarget,
    Fetch,
    Flaw,
    FlawedRow,
    RowState,
)
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.ids import to_public
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


class FeedMissing(Missing):
    """There is no such feed."""

    code = "feed_not_found"
    template = gettext_noop("There is no feed “%(given)s”.")


REFRESH = timedelta(days=1)
"""A feed is written at least so often: prices begin and end by themselves too."""

READ_WHOLE = timedelta(hours=6)
"""All offers are read anew at least so often: brands, categories and texts of listings tell nobody that they changed."""

_FEEDS = """
SELECT f.id, f.channel_id, c.code, f.shop_id, f.name, f.target, f.kind, f.format, f.language, f.only_listed, f.is_public,
       f.status, f.key_number, f.least_minutes, f.version, f.changed_at, f.asked_at, f.checked_at, f.written_at,
       f.offered, f.excluded, f.noted, f.plain_bytes, f.packed_bytes, f.took_ms, f.problem,
       f.read_at, f.read_whole_at, f.doubted_at
FROM channels_feed f JOIN channels_channel c ON c.id = f.channel_id
"""

_NAMES = (
    "id", "channel_id", "channel_code", "shop_id", "name", "target", "kind", "format", "language", "only_listed",
    "is_public", "status", "key_number", "least_minutes", "version", "changed_at", "asked_at", "checked_at",
    "written_at", "offered", "excluded", "noted", "plain_bytes", "packed_bytes", "took_ms", "problem",
    "read_at", "read_whole_at", "doubted_at",
)  # fmt: skip

_DUE = """
WHERE f.status = 'open' AND c.status = 'active' AND (
  f.asked_at IS NOT NULL OR f.checked_at IS NULL OR f.checked_at <= %(now)s - %(refresh)s::interval
  OR (f.changed_at IS NOT NULL AND f.checked_at <= %(now)s - make_interval(mins => f.least_minutes))
) ORDER BY f.shop_id, f.language, c.code, f.name
"""


def feeds(channel_id: UUID | None = None) -> list[Feed]:
    """Return the feeds of a channel, or all, the open ones first."""
    return _feeds(
        "WHERE %s::uuid IS NULL OR f.channel_id = %s ORDER BY f.status, c.name, f.name", [channel_id, channel_id]
    )


def feed(feed_id: UUID) -> Feed:
    """Return a feed. Raises FeedMissing."""
    found = _feeds("WHERE f.id = %s", [feed_id])
    if not found:
        raise FeedMissing(given=to_public(FEED_PREFIX, feed_id))
    return found[0]


def due_feeds(now: datetime) -> list[Feed]:
    """Return the feeds to write now: new, asked for, changed long enough ago, or not looked at for a day."""
    return _feeds(_DUE, {"now": now, "refresh": REFRESH})


def is_fresh(feed: Feed, now: datetime) -> bool:
    """Tell whether what is in a feed holds, save for the variants that were touched since it was read."""
    whole = feed.read_whole_at
    return (
        whole is not None
        and whole > now - READ_WHOLE
        and feed.asked_at is None
        and (feed.doubted_at is None or feed.doubted_at <= whole)
    )


def touched_since(moment: datetime) -> list[UUID]:
    """Return the variants of which a feed may say something else since a moment."""
    return [row[0] for row in db.rows("SELECT variant_id FROM channels_feed_touched WHERE at >= %s", [moment])]


def key_of(feed: Feed) -> str:
    """Return the key that opens a feed's address. It is nowhere stored: the feed's id and number make it."""
    return salted_hmac("arasta.feed", f"{feed.id}:{feed.key_number}", algorithm="sha256").hexdigest()[:40]


def path_of(feed: Feed, *, packed: bool = False) -> str:
    """Return the path under which a feed is fetched, with its key."""
    ending = ".gz" if packed else ""
    key = "" if feed.is_public else f"?key={key_of(feed)}"
    return f"/feeds/{to_public(FEED_PREFIX, feed.id)}/{feed.file_name}{ending}{key}"


def address_of(feed: Feed, *, packed: bool = False) -> str:
    """Return the whole address under which a feed is fetched."""
    return django_settings.PUBLIC_URL.rstrip("/") + path_of(feed, packed=packed)


def opens(feed: Feed, key: str) -> bool:
    """Tell whether a key opens a feed."""
    return feed.is_public or constant_time_compare(key, key_of(feed))


def version_at(feed_id: UUID, moment: datetime) -> int:
    """Return which version was there at a moment; 0 before the first."""
    found = db.rows(
        "SELECT max(version) FROM channels_feed_version WHERE feed_id = %s AND written_at <= %s", [feed_id, moment]
    )
    return int(found[0][0] or 0)


def changed_rows(feed: Feed, *, since: int) -> list[ChangedRow]:
    """Return the rows that changed after a version, up to the version that is there now."""
    found = db.rows(
        "SELECT offer_id, place, state FROM channels_feed_row"
        " WHERE feed_id = %s AND version > %s AND version <= %s ORDER BY offer_id, place",
        [feed.id, since, feed.version],
    )
    return [ChangedRow(offer_id, place, RowState(state)) for offer_id, place, state in found]


def flawed_rows(
    feed_id: UUID, *, state: RowState, flaw: Flaw | None = None, cursor: str | None = None, limit: int = 50
) -> Page[FlawedRow]:
    """Return what is left out (EXCLUDED), or is in the file with a note (OFFERED), by offer id. Raises BadCursor."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    found = db.rows(
        "SELECT variant_id, offer_id, place, state, flaws FROM channels_feed_row"
        " WHERE feed_id = %s AND state = %s AND flaws <> '{}' AND (%s::text IS NULL OR %s = ANY(flaws))"
        " AND (%s::text IS NULL OR (offer_id, place) > (%s, %s)) ORDER BY offer_id, place LIMIT %s",
        [feed_id, state, flaw, flaw, *((after[0], *after) if after else (None, None, None)), size + 1],
    )
    rows = [
        FlawedRow(variant_id, offer_id, place, RowState(state), tuple(Flaw(word) for word in flaws))
        for variant_id, offer_id, place, state, flaws in found
    ]
    rest = encode_cursor(rows[size - 1].offer_id, rows[size - 1].place) if len(rows) > size else None
    return Page(rows[:size], rest)


def count_flaws(feed_id: UUID) -> dict[Flaw, int]:
    """Return how many rows have each flaw, the most frequent first."""
    found = db.rows(
        "SELECT flaw, count(*) FROM channels_feed_row, unnest(flaws) AS flaw"
        " WHERE feed_id = %s AND flaws <> '{}' AND state <> 'gone' GROUP BY 1 ORDER BY 2 DESC, 1",
        [feed_id],
    )
    return {Flaw(word): number for word, number in found}


def fetches(feed_id: UUID, *, limit: int = 20) -> list[Fetch]:
    """Return the newest fetches of a feed."""
    found = db.rows(
        "SELECT at, agent, address, status, sent_bytes, version, since FROM channels_feed_fetch"
        " WHERE feed_id = %s ORDER BY at DESC LIMIT %s",
        [feed_id, limit],
    )
    return [
        Fetch(at=at, agent=agent, address=address, status=status, sent_bytes=sent, version=version, since=since)
        for at, agent, address, status, sent, version, since in found
    ]


def last_fetches(feed_ids: Sequence[UUID]) -> dict[UUID, Fetch]:
    """Return the newest fetch of each feed; one that was never fetched is absent."""
    found = db.rows(
        "SELECT DISTINCT ON (feed_id) feed_id, at, agent, address, status, sent_bytes, version, since"
        " FROM channels_feed_fetch WHERE feed_id = ANY(%s) ORDER BY feed_id, at DESC",
        [list(feed_ids)],
    )
    return {
        key: Fetch(at=at, agent=agent, address=address, status=status, sent_bytes=sent, version=version, since=since)
        for key, at, agent, address, status, sent, version, since in found
    }


def fetched_since(feed_id: UUID, moment: datetime) -> int:
    """Return how often a feed was fetched after a moment."""
    found = db.rows("SELECT count(*) FROM channels_feed_fetch WHERE feed_id = %s AND at > %s", [feed_id, moment])
    return int(found[0][0])


def _feeds(tail: str, params: Any) -> list[Feed]:
    return [_feed(row) for row in db.rows(f"{_FEEDS} {tail}", params)]


def _feed(row: Sequence[Any]) -> Feed:
    stored = dict(zip(_NAMES, row, strict=True))
    words = {
        "target": FeedTarget(stored["target"]),
        "kind": FeedKind(stored["kind"]),
        "format": FeedFormat(stored["format"]),
        "status": FeedStatus(stored["status"]),
    }
    return Feed(**{**stored, **words})
