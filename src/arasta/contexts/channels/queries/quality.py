"""Reads: how a channel's listings were judged, one by one and altogether."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from arasta.contexts.channels.domain import quality as rules
from arasta.contexts.channels.queries.listings import listings
from arasta.contexts.channels.types import Listing, ListingStatus
from arasta.contexts.channels.types.issues import SENTENCES
from arasta.contexts.channels.types.protocol import Issue
from arasta.contexts.channels.types.quality import Judged, Reason, Score, StoredJudgment, Tally
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

GOOD = 80

_FILTERED = """
SELECT l.id, coalesce(s.points, -1) AS points FROM channels_listing l
LEFT JOIN channels_content_state s ON s.listing_id = l.id
WHERE l.channel_id = %(channel)s AND (%(status)s::text IS NULL OR l.status = %(status)s)
  AND (%(status)s::text IS NOT NULL OR l.status <> 'ended')
  AND (%(reason)s::text IS NULL OR %(reason)s = ANY(s.reasons))
  AND (%(below)s::int IS NULL OR s.points < %(below)s)
  AND (NOT %(due)s OR s.is_due)
  AND (%(variants)s::uuid[] IS NULL OR l.variant_id = ANY(%(variants)s) OR l.external_id = %(text)s)
"""

_TALLY = """
SELECT count(*), count(s.points), coalesce(round(avg(s.points)), 0)::int,
       count(*) FILTER (WHERE 'refused' = ANY(s.reasons)), count(*) FILTER (WHERE s.points >= %s)
FROM channels_listing l LEFT JOIN channels_content_state s ON s.listing_id = l.id
WHERE l.channel_id = %s AND l.status <> 'ended'
"""

_REASONS = """
SELECT r.reason, count(*) FROM channels_listing l JOIN channels_content_state s ON s.listing_id = l.id
CROSS JOIN LATERAL unnest(s.reasons) AS r(reason)
WHERE l.channel_id = %s AND l.status <> 'ended' GROUP BY r.reason
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFilter:
    """Which listings. `variant_ids` with `text`: those of the variants, or with that code of the channel."""

    status: ListingStatus | None = None
    reason: Reason | None = None
    below: int | None = None
    is_due: bool = False
    variant_ids: Sequence[UUID] | None = None
    text: str = ""


def scored(listing: Judged) -> Score:
    """Return the score of a listing, by the rules alone."""
    return rules.score(listing)


def is_gtin(code: str) -> bool:
    """Tell whether a code is a sound GTIN."""
    return rules.is_gtin(code)


def cost(reason: Reason) -> int:
    """Return how many points a reason costs."""
    return rules.cost(reason)


def judged_page(
    channel_id: UUID, wanted: ListingFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[Listing]:
    """Return listings, the weakest first; those that were never judged come before all."""
    after, size = decode_cursor(cursor, 2), clamp(limit)
    found = db.rows(
        f"{_FILTERED} AND (%(from)s::int IS NULL OR (coalesce(s.points, -1), l.id) > (%(from)s, %(id)s::uuid))"
        " ORDER BY 2, 1 LIMIT %(limit)s",
        {
            **_parameters(channel_id, wanted),
            "from": after[0] if after else None,
            "id": after[1] if after else None,
            "limit": size + 1,
        },
    )
    rest = encode_cursor(found[size - 1][1], str(found[size - 1][0])) if len(found) > size else None
    rows = {row.id: row for row in listings([key for key, _ in found[:size]])}
    return Page([rows[key] for key, _ in found[:size] if key in rows], rest)


def listing_ids(channel_id: UUID, wanted: ListingFilter, *, limit: int) -> list[UUID]:
    """Return the ids of listings of a filter, one more than the limit where there are more."""
    found = db.rows(
        f"{_FILTERED} ORDER BY l.id LIMIT %(limit)s", {**_parameters(channel_id, wanted), "limit": limit + 1}
    )
    return [row[0] for row in found]


def judgments(keys: Sequence[UUID], *, with_issues: bool = False) -> dict[UUID, StoredJudgment]:
    """Return how listings were judged; one that never was is absent."""
    issues: dict[UUID, list[Issue]] = {}
    if with_issues:
        said = db.rows(
            "SELECT listing_id, field, code, text, blocks, given::text FROM channels_content_issue WHERE listing_id = ANY(%s)"
            " ORDER BY blocks DESC, id",
            [list(keys)],
        )
        for listing_id, field, code, text, blocks, filled in said:
            given = None if filled is None or code not in SENTENCES else json.loads(filled)
            one = Issue(field=field, code=code, text=text, blocks=blocks, given=given)
            issues.setdefault(listing_id, []).append(one)
    found = db.rows(
        "SELECT listing_id, points, complete, reasons, judged_at, is_due FROM channels_content_state"
        " WHERE listing_id = ANY(%s)",
        [list(keys)],
    )
    return {
        row[0]: StoredJudgment(
            *(*row[:3], tuple(Reason(word) for word in row[3]), *row[4:], tuple(issues.get(row[0], ())))
        )
        for row in found
    }


def tally(channel_id: UUID) -> Tally:
    """Return how a channel's listings stand altogether; those that ended do not count."""
    [counts] = db.rows(_TALLY, [GOOD, channel_id])
    reasons = {Reason(word): number for word, number in db.rows(_REASONS, [channel_id])}
    return Tally(*(*counts, reasons))


def _parameters(channel_id: UUID, wanted: ListingFilter) -> dict[str, Any]:
    return {
        "channel": channel_id,
        "status": wanted.status,
        "reason": wanted.reason,
        "below": wanted.below,
        "due": wanted.is_due,
        "variants": None if wanted.variant_ids is None else list(wanted.variant_ids),
        "text": wanted.text,
    }
