"""Commands: offer variants on a channel, note what a push became, end listings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from psycopg.types.json import Jsonb

from arasta.contexts.channels.events import ListingChanged
from arasta.contexts.channels.queries import listings as reads
from arasta.contexts.channels.types import listener_name
from arasta.contexts.channels.types.listings import (
    MOVES,
    Listing,
    ListingInput,
    ListingMove,
    ListingStatus,
    Observation,
    PushOutcome,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox import publishing


class ExternalIdTaken(Conflict):
    """Another variant is offered under that id on that channel."""

    code = "external_id_taken"
    template = gettext_noop("Another product is already offered under one of these codes: %(given)s.")


class ListingIsLive(Conflict):
    """The id of a listing that the channel knows cannot change."""

    code = "listing_is_live"
    template = gettext_noop("“%(given)s” is on offer. End the listing before you give it another code.")


class ListingCannot(Conflict):
    """The listing cannot take that status now."""

    code = "listing_cannot"
    template = gettext_noop("The listing “%(given)s” cannot go from %(before)s to %(after)s.")


_SAVE = """
INSERT INTO channels_listing (id, channel_id, variant_id, external_id, title, status, currency)
SELECT n.id, %(channel)s, n.variant, n.external, n.title, n.status, c.currency
FROM unnest(%(ids)s::uuid[], %(variants)s::uuid[], %(externals)s::text[], %(titles)s::text[], %(statuses)s::text[])
     AS n(id, variant, external, title, status)
JOIN channels_channel c ON c.id = %(channel)s ORDER BY n.variant
ON CONFLICT (channel_id, variant_id) DO UPDATE SET external_id = excluded.external_id, title = excluded.title
"""

_RECORD = """
WITH said AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(quantities)s::bigint[], %(prices)s::bigint[], %(lists)s::bigint[],
                       %(versions)s::bigint[], %(statuses)s::text[], %(codes)s::text[], %(problems)s::text[],
                       %(refs)s::jsonb[])
       AS s(id, quantity, price, list_price, version, status, code, problem, refs)
), before AS (
  SELECT l.id, l.status, coalesce(s.version, l.pushed_version) >= l.pushed_version AS is_news,
         coalesce((l.status, s.status) IN (SELECT * FROM unnest(%(froms)s::text[], %(tos)s::text[])), false) AS may_move
  FROM channels_listing l JOIN said s USING (id) ORDER BY l.id FOR UPDATE OF l
)
UPDATE channels_listing l SET
  pushed_quantity = CASE WHEN b.is_news THEN coalesce(s.quantity, l.pushed_quantity) ELSE l.pushed_quantity END,
  pushed_price_minor = CASE WHEN b.is_news THEN coalesce(s.price, l.pushed_price_minor) ELSE l.pushed_price_minor END,
  pushed_list_price_minor = CASE WHEN b.is_news THEN coalesce(s.list_price, l.pushed_list_price_minor)
                            ELSE l.pushed_list_price_minor END,
  last_pushed_at = CASE WHEN b.is_news AND s.version IS NOT NULL THEN %(now)s ELSE l.last_pushed_at END,
  pushed_version = greatest(l.pushed_version, coalesce(s.version, 0)),
  status = CASE WHEN b.may_move THEN s.status ELSE l.status END,
  problem_code = s.code, problem = s.problem, refs = l.refs || s.refs
FROM said s JOIN before b USING (id) WHERE l.id = s.id
RETURNING l.id, l.channel_id, l.variant_id, l.external_id, l.status, b.may_move
"""

_MOVE = "UPDATE channels_listing SET status = %s, problem = '', problem_code = '' WHERE id = ANY(%s)"

_MOVE_PAIRS = [(before, after) for before, allowed in MOVES.items() for after in sorted(allowed)]


def save_listings(channel_id: UUID, wanted: Sequence[ListingInput], *, actor: Actor) -> list[Listing]:
    """Offer variants on a channel, or change the title and code of listings. Statuses of known ones stay.

    Raises ExternalIdTaken, ListingIsLive. Publishes ListingChanged. The new ones are marked to be told.
    """
    if not wanted:
        return []
    with db.transaction():
        _refuse_live(channel_id, wanted)
        try:
            with db.savepoint():
                db.execute(_SAVE, _columns(channel_id, wanted))
        except IntegrityError as taken:
            raise ExternalIdTaken(given=", ".join(new.external_id for new in wanted)[:200]) from taken
        saved = {
            row.variant_id: row for row in reads.listings_of([n.variant_id for n in wanted], channel_id=channel_id)
        }
        result = [saved[new.variant_id] for new in wanted]
        publishing.publish([_changed(row) for row in result], actor=actor)
        mark_listings_dirty(channel_id, variant_ids=list(saved))
    return result


def move_listings(listing_ids: Sequence[UUID], status: ListingStatus, *, actor: Actor) -> list[Listing]:
    """Give listings another status: end them, or ask for them again. Raises ListingCannot, then none moves."""
    with db.transaction():
        db.rows("SELECT id FROM channels_listing WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(listing_ids)])
        before = [row for row in reads.listings(listing_ids) if row.status is not status]
        for row in before:
            if status not in MOVES[row.status]:
                raise ListingCannot(given=row.external_id, before=row.status, after=status)
        moved = [row.id for row in before]
        db.execute(_MOVE, [status, moved])
        publishing.publish([_changed(row) for row in reads.listings(moved)], actor=actor)
    return reads.listings(listing_ids)


def record_push(outcomes: Sequence[PushOutcome], *, now: datetime, actor: Actor) -> list[ListingMove]:
    """Note what pushes became; an answer to an older version changes no pushed value. Returns those that moved.

    Publishes ListingChanged for listings whose status changed; a move that MOVES does not allow is left out.
    """
    if not outcomes:
        return []
    with db.transaction():
        found = db.rows(_RECORD, {**_outcome_columns(outcomes), "now": now})
        moves = [
            ListingMove(
                listing_id=row[0],
                channel_id=row[1],
                variant_id=row[2],
                external_id=row[3],
                status=ListingStatus(row[4]),
            )
            for row in found
            if row[5]
        ]
        publishing.publish([_moved(move) for move in moves], actor=actor)
    return moves


def record_observed(observations: Sequence[Observation], *, now: datetime) -> None:
    """Note what the channel itself shows."""
    db.execute(
        "UPDATE channels_listing l SET observed_quantity = coalesce(o.quantity, l.observed_quantity),"
        " observed_price_minor = coalesce(o.price, l.observed_price_minor), observed_at = %s"
        " FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS o(id, quantity, price) WHERE l.id = o.id",
        [
            now,
            [seen.listing_id for seen in observations],
            [seen.quantity for seen in observations],
            [seen.price_minor for seen in observations],
        ],
    )


def mark_listings_dirty(
    channel_id: UUID,
    *,
    topics: Sequence[str] = (dirty.AVAILABILITY, dirty.PRICES),
    variant_ids: Sequence[UUID] | None = None,
) -> int:
    """Mark a channel's listings, or those of some variants, to be told again; return how many. No connector: none."""
    found = db.rows(
        "SELECT i.id, l.variant_id FROM channels_installation i JOIN channels_listing l USING (channel_id)"
        " WHERE i.channel_id = %s AND (%s::uuid[] IS NULL OR l.variant_id = ANY(%s))",
        [channel_id, *[None if variant_ids is None else list(variant_ids)] * 2],
    )
    if not found:
        return 0
    with db.transaction():
        for topic in topics:
            dirty.mark(topic, [row[1] for row in found], only=listener_name(found[0][0]))
    return len(found)


def _refuse_live(channel_id: UUID, wanted: Sequence[ListingInput]) -> None:
    """Lock what exists, and refuse another code for what the channel knows."""
    asked = {new.variant_id: new.external_id for new in wanted}
    found = db.rows(
        "SELECT variant_id, external_id, status FROM channels_listing WHERE channel_id = %s AND variant_id = ANY(%s)"
        " ORDER BY id FOR UPDATE",
        [channel_id, list(asked)],
    )
    for variant_id, external_id, status in found:
        live = ListingStatus(status) in {ListingStatus.ACTIVE, ListingStatus.PENDING}
        if live and external_id != asked[variant_id]:
            raise ListingIsLive(given=external_id)


def _changed(row: Listing) -> ListingChanged:
    return ListingChanged(
        listing_id=row.id,
        channel_id=row.channel_id,
        variant_id=row.variant_id,
        external_id=row.external_id,
        status=row.status,
    )


def _moved(move: ListingMove) -> ListingChanged:
    return ListingChanged(
        listing_id=move.listing_id,
        channel_id=move.channel_id,
        variant_id=move.variant_id,
        external_id=move.external_id,
        status=move.status,
    )


def _columns(channel_id: UUID, wanted: Sequence[ListingInput]) -> dict[str, object]:
    return {
        "channel": channel_id,
        "ids": [new_id() for _ in wanted],
        "variants": [new.variant_id for new in wanted],
        "externals": [new.external_id for new in wanted],
        "titles": [new.title for new in wanted],
        "statuses": [new.status.value for new in wanted],
    }


def _outcome_columns(outcomes: Sequence[PushOutcome]) -> dict[str, object]:
    return {
        "ids": [said.listing_id for said in outcomes],
        "quantities": [said.quantity for said in outcomes],
        "prices": [said.price_minor for said in outcomes],
        "lists": [said.list_price_minor for said in outcomes],
        "versions": [said.version for said in outcomes],
        "statuses": [said.status and said.status.value for said in outcomes],
        "codes": [said.problem_code for said in outcomes],
        "problems": [said.problem[:2000] for said in outcomes],
        "refs": [Jsonb(dict(said.refs)) for said in outcomes],
        "froms": [before.value for before, _ in _MOVE_PAIRS],
        "tos": [after.value for _, after in _MOVE_PAIRS],
    }
