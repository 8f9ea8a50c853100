"""Reads: how far a channel is rolled out, what it shows otherwise than we want, what is to be taken off it, and how much
of its budgets is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.channels.queries.listings import listings
from arasta.contexts.channels.queries.sync import PLACE_OF_VARIANT
from arasta.contexts.channels.types.listings import Listing, ListingStatus
from arasta.contexts.channels.types.outbound import SAID, Drift, DriftField, Rollout, RolloutStage
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor
from arasta.kernel.transport import shared
from arasta.kernel.transport.shared import BreakerState

_DRIFT = """
SELECT d.id, l.channel_id, d.listing_id, l.variant_id, l.external_id, d.field, d.ours, d.theirs, d.since, d.seen_at,
       d.told_at
FROM channels_drift d JOIN channels_listing l ON l.id = d.listing_id
"""

_DUE = """
SELECT l.id FROM channels_listing l
WHERE l.channel_id = %(channel)s AND l.status IN ('active', 'ended')
  AND (l.observed_at IS NULL OR l.observed_at <= %(before)s OR (l.observed_at <= %(doubted)s
       AND EXISTS (SELECT FROM channels_drift d WHERE d.listing_id = l.id
                   AND (d.field <> ALL(%(said)s) OR d.told_at > %(told)s))))
  AND (l.status = 'active' OR l.pushed_version > 0 OR EXISTS (SELECT FROM channels_removal r WHERE r.listing_id = l.id))
ORDER BY l.observed_at NULLS FIRST, l.id LIMIT %(limit)s
"""

_DRAFTS = f"""
SELECT l.id FROM channels_listing l
WHERE l.channel_id = %(channel)s AND l.status = 'draft' AND (
  %(stage)s = 'all'
  OR %(stage)s = 'chosen' AND l.variant_id = ANY(%(chosen)s::uuid[])
  OR %(stage)s = 'percent' AND %(percent)s > {PLACE_OF_VARIANT})
ORDER BY l.external_id LIMIT %(limit)s
"""  # noqa: S608 - all parts are constants

_ON_ITS_WAY = """
SELECT i.listing_id FROM channels_ticket_item i JOIN channels_ticket t ON t.id = i.ticket_id
WHERE t.status = 'open' AND i.listing_id = ANY(%(listings)s)
UNION
SELECT l.id FROM channels_listing l JOIN changes_dirty d ON d.key = l.variant_id
JOIN changes_listener h ON h.id = d.listener_id AND h.name = %(listener)s
WHERE l.id = ANY(%(listings)s)
"""

_SAYING = """
SELECT listing_id FROM channels_content_state WHERE listing_id = ANY(%(listings)s) AND (is_due OR told_at > %(after)s)
UNION
SELECT i.listing_id FROM channels_ticket_item i JOIN channels_ticket t ON t.id = i.ticket_id
WHERE t.status = 'open' AND t.op = 'listing' AND i.listing_id = ANY(%(listings)s)
"""


def rollout(installation_id: UUID) -> Rollout:
    """Return how far an installation is rolled out; without a stage everything is published."""
    found = db.rows(
        "SELECT stage, percent, changed_at FROM channels_rollout WHERE installation_id = %s", [installation_id]
    )
    if not found:
        return Rollout()
    stage, chosen = RolloutStage(found[0][0]), frozenset[UUID]()
    if stage is RolloutStage.CHOSEN:
        rows = db.rows("SELECT variant_id FROM channels_rollout_variant WHERE installation_id = %s", [installation_id])
        chosen = frozenset(row[0] for row in rows)
    return Rollout(stage, found[0][1], chosen, found[0][2])


def chosen_variants(installation_id: UUID) -> list[UUID]:
    """Return the variants that are published first, whatever the stage is."""
    found = db.rows(
        "SELECT variant_id FROM channels_rollout_variant WHERE installation_id = %s ORDER BY variant_id",
        [installation_id],
    )
    return [row[0] for row in found]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many live and waiting listings of a channel lie within the stage of its roll-out, and how many in all."""

    within: int
    total: int


def reach(channel_id: UUID, stage: Rollout) -> Reach:
    """Count what a stage would let through: what a person sees before the stage is set."""
    found = live_variants(channel_id)
    return Reach(sum(stage.includes(variant) for variant in found), len(found))


def drift_page(
    channel_id: UUID | None = None, *, field: DriftField | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Drift]:
    """Return what channels show otherwise than we want, the newest first."""
    after, size = decode_cursor(cursor, 1), clamp(limit)
    found = _drifts(
        "WHERE (%s::uuid IS NULL OR l.channel_id = %s) AND (%s::text IS NULL OR d.field = %s)"
        " AND (%s::uuid IS NULL OR d.id < %s::uuid) ORDER BY d.id DESC LIMIT %s",
        [*[channel_id] * 2, *[field] * 2, *[after[0] if after else None] * 2, size + 1],
    )
    rest = encode_cursor(str(found[size - 1].id)) if len(found) > size else None
    return Page(found[:size], rest)


def drift_of(listing_ids: Sequence[UUID]) -> list[Drift]:
    """Return the differences of some listings."""
    return _drifts("WHERE d.listing_id = ANY(%s) ORDER BY d.listing_id, d.field", [list(listing_ids)])


def drifts(channel_id: UUID, drift_ids: Sequence[UUID]) -> list[Drift]:
    """Return differences of a channel by their ids; those that are no more are absent."""
    return _drifts("WHERE l.channel_id = %s AND d.id = ANY(%s) ORDER BY d.id", [channel_id, list(drift_ids)])


def due_for_reading_back(
    channel_id: UUID, *, before: datetime, doubted: datetime, told: datetime, limit: int
) -> list[UUID]:
    """Return listings that were not seen at the channel since a moment, the longest unseen first.

    Those that differed when they were seen last are due again after `doubted` already; where they say something else,
    which waits for a person, only if they were told again after `told`.
    """
    asked = {"channel": channel_id, "before": before, "doubted": doubted, "told": told, "said": sorted(SAID)}
    found = db.rows(_DUE, {**asked, "limit": limit})
    return [row[0] for row in found]


def on_their_way(listing_ids: Sequence[UUID], *, listener: str) -> set[UUID]:
    """Return the listings of which something is to be told still, or was told and not answered yet."""
    return {row[0] for row in db.rows(_ON_ITS_WAY, {"listings": list(listing_ids), "listener": listener})}


def content_on_its_way(listing_ids: Sequence[UUID], *, told_after: datetime) -> set[UUID]:
    """Return the listings whose channel is to be told what they say, or was told so lately that it may not show it."""
    return {row[0] for row in db.rows(_SAYING, {"listings": list(listing_ids), "after": told_after})}


def live_variants(channel_id: UUID) -> list[UUID]:
    """Return the variants that are on offer on a channel or about to be."""
    return [
        row[0]
        for row in db.rows(
            "SELECT variant_id FROM channels_listing WHERE channel_id = %s AND status <> 'ended'", [channel_id]
        )
    ]


def waiting_drafts(channel_id: UUID, stage: Rollout, *, limit: int) -> list[Listing]:
    """Return drafts within the stage of a roll-out: what lies outside stands in nobody's way."""
    found = db.rows(
        _DRAFTS,
        {
            "channel": channel_id,
            "stage": stage.stage.value,
            "chosen": list(stage.chosen),
            "percent": stage.percent,
            "limit": limit,
        },
    )
    return listings([row[0] for row in found])


def due_removals(channel_id: UUID, *, now: datetime, limit: int) -> list[Listing]:
    """Return ended listings that are to be taken off the channel now."""
    found = db.rows(
        "SELECT r.listing_id FROM channels_removal r JOIN channels_listing l ON l.id = r.listing_id"
        " WHERE l.channel_id = %s AND l.status = %s AND r.done_at IS NULL AND r.next_at <= %s ORDER BY r.next_at LIMIT %s",
        [channel_id, ListingStatus.ENDED, now, limit],
    )
    return listings([row[0] for row in found])


def held_until(listing_ids: Sequence[UUID], *, now: datetime) -> dict[UUID, datetime]:
    """Return the listings of which the channel asked not to send anything yet."""
    found = db.rows(
        "SELECT listing_id, until FROM channels_listing_hold WHERE listing_id = ANY(%s) AND until > %s",
        [list(listing_ids), now],
    )
    return dict(found)


def breakers(installation_ids: Sequence[UUID]) -> dict[UUID, BreakerState]:
    """Return the breakers of installations whose last calls failed; the others are absent."""
    found = shared.breakers_of([str(key) for key in installation_ids])
    return {UUID(account): state for account, state in found.items()}


def _drifts(tail: str, params: Sequence[Any]) -> list[Drift]:
    return [Drift(*(*row[:5], DriftField(row[5]), *row[6:])) for row in db.rows(f"{_DRIFT} {tail}", params)]
