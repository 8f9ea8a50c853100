"""Commands: open feeds, give them another key, revoke them, ask for a writing, note what changed and who fetched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.queries import feeds as reads
from arasta.contexts.channels.types.feeds import Feed, FeedFigures, FeedInput, Fetch
from arasta.kernel import db
from arasta.kernel.changes import dirty
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id

LISTENER = "feeds"
TOPICS = (dirty.AVAILABILITY, dirty.PRICES)
LEAST_MINUTES = 1
MOST_MINUTES = 24 * 60
_KEPT = timedelta(days=30)
_NAMES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class FeedNameWrong(Invalid):
    """The name becomes part of an address."""

    code = "feed_name_wrong"
    template = gettext_noop("“%(given)s” cannot be a feed's name. Use up to 40 small letters, digits and hyphens.")


class FeedPaceWrong(Invalid):
    """A feed is written at most so often."""

    code = "feed_pace_wrong"
    template = gettext_noop("Between two writings lie from %(least)s to %(most)s minutes.")


class FeedRevoked(Conflict):
    """A revoked address never comes back."""

    code = "feed_revoked"
    template = gettext_noop("The feed “%(given)s” was revoked. Open another one instead.")


_SAVE = """
INSERT INTO channels_feed (id, channel_id, shop_id, name, target, kind, format, language, only_listed, is_public,
                           least_minutes)
VALUES (%(id)s, %(channel)s, %(shop)s, %(name)s, %(target)s, %(kind)s, %(format)s, %(language)s, %(listed)s,
        %(public)s, %(minutes)s)
ON CONFLICT (channel_id, name) DO UPDATE SET shop_id = excluded.shop_id, target = excluded.target,
  kind = excluded.kind, format = excluded.format, language = excluded.language, only_listed = excluded.only_listed,
  is_public = excluded.is_public, least_minutes = excluded.least_minutes, checked_at = NULL, read_whole_at = NULL
RETURNING id
"""

_STALE = """
UPDATE channels_feed f SET changed_at = %(now)s
WHERE f.status = 'open' AND (NOT f.only_listed OR EXISTS (
  SELECT FROM channels_listing l WHERE l.channel_id = f.channel_id AND l.variant_id = ANY(%(variants)s)))
"""

_TOUCH = """
INSERT INTO channels_feed_touched (variant_id, at) SELECT v, %(now)s FROM unnest(%(variants)s::uuid[]) AS v ORDER BY v
ON CONFLICT (variant_id) DO UPDATE SET at = excluded.at
"""

_WRITTEN = """
UPDATE channels_feed SET version = %(version)s, checked_at = %(now)s, took_ms = %(took)s, offered = %(offered)s,
  excluded = %(excluded)s, noted = %(noted)s, plain_bytes = %(plain)s, packed_bytes = %(packed)s, problem = '',
  written_at = CASE WHEN %(changed)s THEN %(now)s ELSE written_at END,
  read_at = %(began)s, read_whole_at = CASE WHEN %(whole)s THEN %(began)s ELSE read_whole_at END,
  doubted_at = CASE WHEN doubted_at > %(began)s OR NOT %(whole)s THEN doubted_at END,
  changed_at = CASE WHEN changed_at > %(began)s THEN changed_at END,
  asked_at = CASE WHEN asked_at > %(began)s THEN asked_at END
WHERE id = %(id)s
"""

_FETCHED = """
INSERT INTO channels_feed_fetch (id, feed_id, at, agent, address, status, sent_bytes, version, since)
VALUES (%(id)s, %(feed)s, %(at)s, %(agent)s, %(address)s, %(status)s, %(sent)s, %(version)s, %(since)s)
"""


def open_feed(wanted: FeedInput) -> Feed:
    """Open a feed, or set an open one up anew; it is written soon after. Raises FeedNameWrong, FeedPaceWrong, FeedRevoked.

    From now on changes of what is sold are heard, by one listener for all feeds.
    """
    if not 0 < len(wanted.name) <= 40 or not set(wanted.name) <= _NAMES:
        raise FeedNameWrong(given=wanted.name[:60])
    if not LEAST_MINUTES <= wanted.least_minutes <= MOST_MINUTES:
        raise FeedPaceWrong(least=LEAST_MINUTES, most=MOST_MINUTES)
    with db.transaction():
        saved = reads.feed(db.rows(_SAVE, _columns(wanted))[0][0])
        if saved.status != "open":
            raise FeedRevoked(given=wanted.name)
        for topic in TOPICS:
            dirty.listen(topic, LISTENER)
    return saved


def renew_key(feed_id: UUID) -> Feed:
    """Give a feed another key: the address it had answers no more. Raises FeedMissing, FeedRevoked."""
    return _change(feed_id, "key_number = key_number + 1")


def revoke(feed_id: UUID) -> Feed:
    """Let a feed's address answer no more, for good; its file is written no more. Raises FeedMissing, FeedRevoked."""
    return _change(feed_id, "status = 'revoked', changed_at = NULL, asked_at = NULL")


def ask_for_writing(feed_id: UUID, *, now: datetime) -> Feed:
    """Have a feed written as soon as possible. Raises FeedMissing, FeedRevoked."""
    return _change(feed_id, "asked_at = %s", now)


def hear_changes(*, now: datetime, at_most: int = 5000) -> int:
    """Take what changed since and note which feeds it makes stale; return how many keys were heard."""
    heard = 0
    for topic in TOPICS:
        while taken := dirty.take(topic, LISTENER, limit=at_most):
            with db.transaction():
                mark_stale([change.key for change in taken], now=now)
                dirty.settle(topic, LISTENER, taken)
            heard += len(taken)
            if len(taken) < at_most:
                break
    return heard


def mark_stale(variant_ids: Collection[UUID], *, now: datetime) -> int:
    """Note that variants changed; return how many feeds are to be written because of it."""
    said = {"now": now, "variants": list(variant_ids)}
    with db.transaction():
        stale = db.execute(_STALE, said)
        if stale:
            db.execute(_TOUCH, said)
    return stale


def mark_all_stale(*, now: datetime) -> int:
    """Note that something changed which any feed may tell of; return how many are to be written because of it."""
    return db.execute("UPDATE channels_feed SET changed_at = %s, doubted_at = %s WHERE status = 'open'", [now, now])


def doubt(listing_ids: Sequence[UUID]) -> None:
    """Note that listings say something else: the feeds of their channels are read whole again."""
    db.execute(
        "UPDATE channels_feed f SET changed_at = now(), doubted_at = now() FROM channels_listing l"
        " WHERE l.id = ANY(%s) AND f.channel_id = l.channel_id AND f.status = 'open'",
        [list(listing_ids)],
    )


def forget_touched() -> int:
    """Forget the touched variants that all open feeds have read since."""
    return db.execute(
        "DELETE FROM channels_feed_touched WHERE at < (SELECT min(coalesce(read_at, '-infinity'))"
        " FROM channels_feed WHERE status = 'open')"
    )


def record_writing(feed: Feed, figures: FeedFigures, *, whole: bool, began: datetime, now: datetime) -> None:
    """Note what a writing came to, of `whole` or of what was touched; what changed meanwhile makes the feed stale again."""
    with db.transaction():
        db.execute(
            _WRITTEN,
            {
                "id": feed.id,
                "version": figures.version,
                "now": now,
                "began": began,
                "whole": whole,
                "took": figures.took_ms,
                "offered": figures.offered,
                "excluded": figures.excluded,
                "noted": figures.noted,
                "plain": figures.plain_bytes,
                "packed": figures.packed_bytes,
                "changed": figures.has_changed,
            },
        )
        if figures.has_changed:
            db.execute(
                "INSERT INTO channels_feed_version (feed_id, version, written_at, changed, gone)"
                " VALUES (%s, %s, %s, %s, %s)",
                [feed.id, figures.version, now, figures.changed, figures.gone],
            )


def record_trouble(feed_ids: Sequence[UUID], *, detail: str, now: datetime) -> None:
    """Note that feeds could not be written; they are tried again after their pause."""
    db.execute(
        "UPDATE channels_feed SET problem = %s, checked_at = %s, asked_at = NULL,"
        " changed_at = coalesce(changed_at, %s) WHERE id = ANY(%s)",
        [detail[:500], now, now, list(feed_ids)],
    )


def record_fetch(feed_id: UUID, fetch: Fetch) -> None:
    """Note who fetched a feed."""
    db.execute(
        _FETCHED,
        {
            "id": new_id(),
            "feed": feed_id,
            "at": fetch.at,
            "agent": fetch.agent[:120],
            "address": fetch.address[:60],
            "status": fetch.status,
            "sent": fetch.sent_bytes,
            "version": fetch.version,
            "since": fetch.since,
        },
    )


def forget_old_fetches(*, now: datetime) -> int:
    """Forget who fetched feeds a month ago and before."""
    return db.execute("DELETE FROM channels_feed_fetch WHERE at < %s", [now - _KEPT])


def _change(feed_id: UUID, change: str, *values: object) -> Feed:
    with db.transaction():
        changed = db.execute(
            f"UPDATE channels_feed SET {change} WHERE id = %s AND status = 'open'",  # noqa: S608 - constants above
            [*values, feed_id],
        )
        found = reads.feed(feed_id)
        if not changed:
            raise FeedRevoked(given=found.name)
    return found


def _columns(wanted: FeedInput) -> dict[str, object]:
    return {
        "id": new_id(),
        "channel": wanted.channel_id,
        "shop": wanted.shop_id,
        "name": wanted.name,
        "target": wanted.target,
        "kind": wanted.kind,
        "format": wanted.format,
        "language": wanted.language,
        "listed": wanted.only_listed,
        "public": wanted.is_public,
        "minutes": wanted.least_minutes,
    }
