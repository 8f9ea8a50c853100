"""Reads: which of a channel's listings wait for a person to say what they are, and what we think."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.channels.domain import matching as rules
from arasta.contexts.channels.types.inbound import SeenState
from arasta.contexts.channels.types.policies import (
    Candidate,
    Guess,
    Match,
    MatchCounts,
    Matching,
    MatchingState,
    MatchReason,
    MatchState,
    ToMatch,
)
from arasta.kernel import db
from arasta.kernel.money import Money
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

SURE = rules.SURE

_MATCH = """
SELECT s.external_id, s.title, s.sku, s.barcode, s.price_minor, s.currency, s.quantity,
       coalesce(s.images[1], ''), s.url, coalesce(m.state, 'unmatched'), m.variant_id, coalesce(m.confidence, 0),
       coalesce(m.reason, 'none'), coalesce(m.decided_by, ''), m.decided_at
FROM channels_seen_listing s LEFT JOIN channels_match m USING (channel_id, external_id)
"""

# What stands for a listing of ours already needs no match; one that is gone is nobody's.
_OPEN = """
s.channel_id = %(channel)s AND s.state <> 'gone' AND (m.state IN ('confirmed', 'ignored') OR NOT EXISTS (
  SELECT FROM channels_listing l WHERE l.channel_id = s.channel_id AND l.external_id = s.external_id)
  AND NOT EXISTS (
  SELECT FROM channels_listing_alias a WHERE a.channel_id = s.channel_id AND a.external_id = s.external_id))
"""

_TO_GUESS = f"""
SELECT s.external_id, s.sku, s.barcode, s.title, s.price_minor, s.currency
FROM channels_seen_listing s LEFT JOIN channels_match m USING (channel_id, external_id)
WHERE {_OPEN} AND coalesce(m.state, 'unmatched') IN ('unmatched', 'proposed') AND s.external_id > %(after)s
ORDER BY s.external_id LIMIT %(limit)s
"""  # noqa: S608 - all parts are constants

_COUNT = f"""
SELECT coalesce(m.state, 'unmatched'), count(*), count(*) FILTER (WHERE m.confidence >= %(sure)s)
FROM channels_seen_listing s LEFT JOIN channels_match m USING (channel_id, external_id)
WHERE {_OPEN} GROUP BY 1
"""  # noqa: S608 - all parts are constants


def matching_of(channel_id: UUID) -> Matching:
    """Return whether a channel's listings were matched; while that is open, nothing may be told to it."""
    found = db.rows(
        "SELECT m.state, m.decided_by, m.decided_at FROM channels_matching m"
        " JOIN channels_installation i ON i.id = m.installation_id WHERE i.channel_id = %s",
        [channel_id],
    )
    return Matching(MatchingState(found[0][0]), *found[0][1:]) if found else Matching(MatchingState.NOT_ASKED)


def matches_page(
    channel_id: UUID, *, state: MatchState | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Match]:
    """Return a channel's listings with our guess or a person's word, the surest guess first."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    found = _matches(
        f"WHERE {_OPEN} AND (%(state)s::text IS NULL OR coalesce(m.state, 'unmatched') = %(state)s)"
        " AND (%(sure)s::int IS NULL OR (-coalesce(m.confidence, 0), s.external_id) > (-%(sure)s::int, %(after)s::text))"
        " ORDER BY -coalesce(m.confidence, 0), s.external_id LIMIT %(limit)s",
        {
            "channel": channel_id,
            "state": state,
            "sure": after[0] if after else None,
            "after": after[1] if after else None,
            "limit": size + 1,
        },
    )
    rest = encode_cursor(found[size - 1].confidence, found[size - 1].external_id) if len(found) > size else None
    return Page(found[:size], rest)


def matches(channel_id: UUID, external_ids: Sequence[str]) -> dict[str, Match]:
    """Return what a channel shows under some of its ids, with guesses; unknown ids are absent."""
    found = _matches(
        "WHERE s.channel_id = %(channel)s AND s.external_id = ANY(%(ids)s)",
        {"channel": channel_id, "ids": list(external_ids)},
    )
    return {row.external_id: row for row in found}


def sure_matches(channel_id: UUID, *, limit: int) -> dict[str, UUID]:
    """Return proposals that may be confirmed together, by the channel's ids."""
    found = db.rows(
        "SELECT external_id, variant_id FROM channels_match WHERE channel_id = %s AND state = 'proposed'"
        " AND confidence >= %s ORDER BY external_id LIMIT %s",
        [channel_id, SURE, limit],
    )
    return dict(found)


def to_guess(channel_id: UUID, *, after: str = "", limit: int = 500) -> list[ToMatch]:
    """Return what a channel shows and nobody decided about, by its ids."""
    found = db.rows(
        _TO_GUESS,
        {"channel": channel_id, "after": after, "limit": limit},
    )
    return [
        ToMatch(external_id=row[0], sku=row[1], barcode=row[2], title=row[3], price=_money(row[4], row[5]))
        for row in found
    ]


def count_matches(channel_id: UUID) -> MatchCounts:
    """Return how many of a channel's listings stand where."""
    counts: dict[str, int] = {}
    sure = 0
    found = db.rows(
        _COUNT,
        {"channel": channel_id, "sure": SURE},
    )
    for state, number, certain in found:
        counts[state] = number
        sure += certain if state == MatchState.PROPOSED else 0
    return MatchCounts(
        proposed=counts.get(MatchState.PROPOSED, 0),
        sure=sure,
        unmatched=counts.get(MatchState.UNMATCHED, 0),
        confirmed=counts.get(MatchState.CONFIRMED, 0),
        ignored=counts.get(MatchState.IGNORED, 0),
    )


def states_seen(channel_id: UUID, external_ids: Sequence[str]) -> dict[str, SeenState]:
    """Return how a channel's listings stand at the channel itself."""
    found = db.rows(
        "SELECT external_id, state FROM channels_seen_listing WHERE channel_id = %s AND external_id = ANY(%s)",
        [channel_id, list(external_ids)],
    )
    return {external_id: SeenState(word) for external_id, word in found}


def guesses(seen: ToMatch, candidates: Sequence[Candidate], *, most: int = 3) -> list[Guess]:
    """Return what a listing may be, the surest first."""
    return rules.guesses(seen, candidates, most=most)


def likeness(theirs: str, ours: str) -> int:
    """Return how alike two titles are, in percent."""
    return rules.likeness(theirs, ours)


def spellings(seen: Sequence[ToMatch]) -> tuple[set[str], set[str], set[str]]:
    """Return the codes of listings as spelled, as GTINs of fourteen digits, and folded."""
    codes = {code for one in seen for code in (one.sku, one.barcode, one.external_id) if code}
    return codes, {rules.gtin14(code) for code in codes} - {""}, {rules.folded(code) for code in codes} - {""}


def _matches(tail: str, params: dict[str, Any]) -> list[Match]:
    return [
        Match(
            *(*row[:4], _money(*row[4:6]), *row[6:9], MatchState(row[9]), *row[10:12], MatchReason(row[12]), *row[13:])
        )
        for row in db.rows(f"{_MATCH} {tail}", params)
    ]


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None or not currency else Money(minor, currency)
