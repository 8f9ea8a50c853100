"""Commands: keep guesses what a channel's listings are, and what a person said; hold a channel back until then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.queries import matching as reads
from arasta.contexts.channels.services import listings as listing_services
from arasta.contexts.channels.types import Listing, ListingInput, ListingStatus
from arasta.contexts.channels.types.inbound import SeenState
from arasta.contexts.channels.types.policies import (
    MATCH_MOVES,
    Guess,
    Match,
    MatchingState,
    MatchIsDecided,
    MatchReason,
    MatchState,
    MatchTwice,
    MatchUnknown,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id


class MatchingUndecided(Conflict):
    """Matching is finished when every listing was decided about."""

    code = "matching_undecided"
    template = gettext_noop("%(left)s listings are not decided yet. Decide about them, or skip the rest on purpose.")


STATUS_OF: dict[SeenState, ListingStatus] = {
    SeenState.ACTIVE: ListingStatus.ACTIVE,
    SeenState.PENDING: ListingStatus.PENDING,
    SeenState.HIDDEN: ListingStatus.PENDING,
    SeenState.UNKNOWN: ListingStatus.PENDING,
    SeenState.REJECTED: ListingStatus.FAILED,
    SeenState.GONE: ListingStatus.ENDED,
}

_GUESS = """
INSERT INTO channels_match (id, channel_id, external_id, state, variant_id, confidence, reason)
SELECT n.id, %(channel)s, n.external, n.state, n.variant, n.confidence, n.reason
FROM unnest(%(ids)s::uuid[], %(externals)s::text[], %(states)s::text[], %(variants)s::uuid[], %(sure)s::int[],
            %(reasons)s::text[]) AS n(id, external, state, variant, confidence, reason) ORDER BY n.external
ON CONFLICT (channel_id, external_id) DO UPDATE SET state = excluded.state, variant_id = excluded.variant_id,
  confidence = excluded.confidence, reason = excluded.reason
WHERE channels_match.state IN ('proposed', 'unmatched')
"""

_DECIDE = """
INSERT INTO channels_match (id, channel_id, external_id, state, variant_id, confidence, reason, decided_by, decided_at)
SELECT n.id, %(channel)s, n.external, %(state)s, n.variant, 100, coalesce(n.reason, 'none'), %(by)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(externals)s::text[], %(variants)s::uuid[], %(reasons)s::text[])
     AS n(id, external, variant, reason) ORDER BY n.external
ON CONFLICT (channel_id, external_id) DO UPDATE SET state = excluded.state, variant_id = excluded.variant_id,
  confidence = excluded.confidence, reason = excluded.reason, decided_by = excluded.decided_by,
  decided_at = excluded.decided_at
"""

_LEARN = """
UPDATE channels_listing l SET refs = l.refs || s.refs, observed_quantity = s.quantity, observed_at = s.seen_at,
  observed_price_minor = CASE WHEN s.currency = l.currency THEN s.price_minor END
FROM channels_seen_listing s
WHERE s.channel_id = l.channel_id AND s.external_id = l.external_id AND l.id = ANY(%s)
"""

_STATE = """
INSERT INTO channels_matching (id, installation_id, state, decided_by, decided_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (installation_id) DO UPDATE SET state = excluded.state, decided_by = excluded.decided_by,
  decided_at = excluded.decided_at
"""


def save_guesses(channel_id: UUID, guesses: Mapping[str, Guess | None]) -> None:
    """Keep what listings may be; what a person decided stays."""
    nothing = Guess(UUID(int=0), 0, MatchReason.NONE)
    said = {key: guess or nothing for key, guess in guesses.items()}
    db.execute(
        _GUESS,
        {
            "channel": channel_id,
            "ids": [new_id() for _ in said],
            "externals": list(said),
            "states": [MatchState.PROPOSED if guess.confidence else MatchState.UNMATCHED for guess in said.values()],
            "variants": [guess.variant_id if guess.confidence else None for guess in said.values()],
            "sure": [guess.confidence for guess in said.values()],
            "reasons": [guess.reason for guess in said.values()],
        },
    )


def confirm(
    channel_id: UUID,
    chosen: Mapping[str, UUID],
    *,
    reason: MatchReason | None = None,
    now: datetime,
    actor: Actor,
) -> list[Listing]:
    """Say which SKU each of a channel's listings is; they become listings of ours with what the channel shows.

    Raises MatchUnknown, MatchTwice, MatchIsDecided. Nothing is told to the channel by it but stock and price.
    """
    if len(set(chosen.values())) < len(chosen):
        raise MatchTwice(given=", ".join(_doubled(chosen))[:200])
    with db.transaction():
        known = _locked(channel_id, chosen)
        _refuse_taken(channel_id, chosen)
        seen = reads.states_seen(channel_id, list(chosen))
        wanted = [
            ListingInput(variant_id=variant, external_id=key, status=STATUS_OF[seen[key]])
            for key, variant in chosen.items()
        ]
        saved = listing_services.save_listings(channel_id, wanted, actor=actor)
        _bring_in_line(saved, wanted, actor)
        db.execute(_LEARN, [[row.id for row in saved]])
        reasons = [
            reason or (known[key].reason if known[key].variant_id == variant else MatchReason.CHOSEN)
            for key, variant in chosen.items()
        ]
        _decide(channel_id, MatchState.CONFIRMED, dict(chosen), reasons, now, actor)
    return listings.listings([row.id for row in saved])


def ignore(channel_id: UUID, external_ids: Sequence[str], *, now: datetime, actor: Actor) -> None:
    """Say that a channel's listings are none of ours. Raises MatchUnknown, MatchIsDecided."""
    with db.transaction():
        _locked(channel_id, dict.fromkeys(external_ids))
        _decide(
            channel_id,
            MatchState.IGNORED,
            dict.fromkeys(external_ids),
            [MatchReason.NONE] * len(external_ids),
            now,
            actor,
        )


def ask_for_matching(channel_id: UUID) -> None:
    """Hold a channel back until its listings were matched. Raises InstallationMissing."""
    _set_state(channel_id, MatchingState.OPEN, None, None)


def finish(channel_id: UUID, *, now: datetime, actor: Actor) -> None:
    """Let a channel be told from now on. Raises MatchingUndecided, InstallationMissing."""
    left = reads.count_matches(channel_id).undecided
    if left:
        raise MatchingUndecided(left=left)
    _set_state(channel_id, MatchingState.DECIDED, now, actor)


def skip(channel_id: UUID, *, now: datetime, actor: Actor) -> None:
    """Let a channel be told though its listings were not all matched, on purpose. Raises InstallationMissing."""
    _set_state(channel_id, MatchingState.SKIPPED, now, actor)


def _set_state(channel_id: UUID, state: MatchingState, now: datetime | None, actor: Actor | None) -> None:
    installation = channels.installation(channel_id)
    db.execute(_STATE, [new_id(), installation.id, state, actor.name if actor else "", now])
    listing_services.mark_listings_dirty(channel_id)


def _locked(channel_id: UUID, chosen: Mapping[str, object]) -> dict[str, Match]:
    db.rows(
        "SELECT id FROM channels_match WHERE channel_id = %s AND external_id = ANY(%s) ORDER BY external_id FOR UPDATE",
        [channel_id, list(chosen)],
    )
    known = reads.matches(channel_id, list(chosen))
    for key in chosen:
        if key not in known:
            raise MatchUnknown(given=key[:80])
        if MatchState.CONFIRMED not in MATCH_MOVES[known[key].state]:
            raise MatchIsDecided(given=key[:80])
    return known


def _refuse_taken(channel_id: UUID, chosen: Mapping[str, UUID]) -> None:
    """A SKU that is on offer there under another id is not this one too."""
    live = {ListingStatus.ACTIVE, ListingStatus.PENDING}
    asked = {variant: key for key, variant in chosen.items()}
    for row in listings.listings_of(list(asked), channel_id=channel_id):
        if row.status in live and row.external_id != asked[row.variant_id]:
            raise MatchTwice(given=f"{row.external_id}, {asked[row.variant_id]}"[:200])


def _bring_in_line(saved: Sequence[Listing], wanted: Sequence[ListingInput], actor: Actor) -> None:
    """A listing that was ours before takes the status that the channel shows."""
    asked = {one.variant_id: one.status for one in wanted}
    for status in sorted(set(asked.values())):
        late = [row.id for row in saved if asked[row.variant_id] is status and row.status is not status]
        if late:
            listing_services.move_listings(late, status, actor=actor)


def _decide(
    channel_id: UUID,
    state: MatchState,
    chosen: Mapping[str, UUID | None],
    reasons: Sequence[MatchReason],
    now: datetime,
    actor: Actor,
) -> None:
    db.execute(
        _DECIDE,
        {
            "channel": channel_id,
            "state": state,
            "by": actor.name,
            "now": now,
            "ids": [new_id() for _ in chosen],
            "externals": list(chosen),
            "variants": list(chosen.values()),
            "reasons": list(reasons),
        },
    )


def _doubled(chosen: Mapping[str, UUID]) -> list[str]:
    counts: dict[UUID, list[str]] = {}
    for key, variant in chosen.items():
        counts.setdefault(variant, []).append(key)
    return [key for keys in counts.values() if len(keys) > 1 for key in keys]
