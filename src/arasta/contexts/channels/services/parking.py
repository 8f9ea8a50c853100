"""Commands: park what could not be taken, and decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from psycopg.types.json import Jsonb

from arasta.contexts.channels.events import ChannelOrderParked, ParkedItemResolved
from arasta.contexts.channels.ports import variant_facts
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as reads
from arasta.contexts.channels.services import listings
from arasta.contexts.channels.types.listings import Listing, ListingInput, ListingStatus
from arasta.contexts.channels.types.parking import (
    MOVES,
    ParkedInput,
    ParkedItem,
    ParkedKind,
    ParkedReason,
    ParkedStatus,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox import publishing

MOST_KEPT = 2000


class AlreadyDecided(Conflict):
    """Somebody decided about the item before."""

    code = "already_decided"
    template = gettext_noop("Somebody has decided about this item already.")


class SkuNotChosen(Invalid):
    """A code the channel sent stands for no variant yet."""

    code = "sku_not_chosen"
    template = gettext_noop("Choose the product that “%(given)s” stands for.")


class UnknownVariant(Invalid):
    """A chosen variant does not exist."""

    code = "unknown_variant"
    template = gettext_noop("There is no such product for “%(given)s”.")


class ReasonNeeded(Invalid):
    """Putting something aside needs a reason that can be read later."""

    code = "reason_needed"
    template = gettext_noop("Say why this item is put aside.")


_PARK = """
WITH said AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(externals)s::text[], %(reasons)s::text[],
                       %(abouts)s::jsonb[], %(templates)s::text[], %(codes)s::text[], %(givens)s::jsonb[],
                       %(payloads)s::jsonb[])
       AS n(id, kind, external, reason, about, explanation, code, given, payload)
), before AS (
  SELECT p.id, p.status FROM channels_parked_item p JOIN said s ON p.kind = s.kind AND p.external_id = s.external
  WHERE p.channel_id = %(channel)s
), kept AS (
  INSERT INTO channels_parked_item AS p (id, channel_id, kind, external_id, reason, about, explanation, explanation_code,
                                         explanation_given, payload)
  SELECT id, %(channel)s, kind, external, reason, ARRAY(SELECT jsonb_array_elements_text(about)), explanation, code,
         given, payload
  FROM said ORDER BY kind, external
  ON CONFLICT (channel_id, kind, external_id) DO UPDATE SET
    times_seen = p.times_seen + 1, last_seen_at = clock_timestamp(), payload = excluded.payload,
    reason = excluded.reason, about = excluded.about, explanation = excluded.explanation,
    explanation_code = excluded.explanation_code, explanation_given = excluded.explanation_given,
    status = CASE WHEN p.status = 'resolved' THEN 'open' ELSE p.status END
  RETURNING p.id, p.external_id, p.reason, p.about, p.kind, p.status
)
SELECT k.id, k.external_id, k.reason, k.about, k.kind, k.status = 'open' AND b.status IS DISTINCT FROM 'open'
FROM kept k LEFT JOIN before b USING (id)
"""


_CLOSE = """
UPDATE channels_parked_item SET status = 'resolved', resolved_by = %s, resolved_at = clock_timestamp()
WHERE channel_id = %s AND kind = %s AND external_id = ANY(%s) AND status = 'open' RETURNING id, external_id
"""


def park(channel_id: UUID, items: Sequence[ParkedInput], *, actor: Actor) -> list[UUID]:
    """Keep what could not be taken, until a person decides. Seen again it stays one item; dismissed it stays dismissed.

    Publishes ChannelOrderParked for items that are newly open.
    """
    if not items:
        return []
    with db.transaction():
        found = db.rows(_PARK, _columns(channel_id, items))
        publishing.publish(
            [
                ChannelOrderParked(
                    parked_item_id=row[0],
                    channel_id=channel_id,
                    external_id=row[1],
                    reason=row[2],
                    about=tuple(row[3]),
                )
                for row in found
                if row[5]
            ],
            actor=actor,
        )
    ids = {(row[4], row[1]): row[0] for row in found}
    return [ids[(item.kind.value, item.external_id)] for item in items]


def resolve(
    parked_item_id: UUID, *, choices: Mapping[str, UUID] | None = None, note: str = "", actor: Actor
) -> ParkedItem:
    """Let the item be taken again; `choices` says which variants unknown codes stand for, and that is remembered.

    Raises SkuNotChosen, UnknownVariant, AlreadyDecided. Publishes ParkedItemResolved for whoever takes such items.
    """
    chosen = dict(choices or {})
    with db.transaction():
        item = _lock_open(parked_item_id, ParkedStatus.RESOLVED)
        if item.reason is ParkedReason.UNKNOWN_SKU:
            _require_choices(item, chosen)
        _require_known(chosen)
        map_codes(item.channel_id, chosen, actor=actor)
        return _decide(item, ParkedStatus.RESOLVED, note=note, actor=actor)


def dismiss(parked_item_id: UUID, *, note: str, actor: Actor) -> ParkedItem:
    """Put the item aside for good, with a reason. Raises ReasonNeeded, AlreadyDecided."""
    if not note.strip():
        raise ReasonNeeded
    with db.transaction():
        item = _lock_open(parked_item_id, ParkedStatus.DISMISSED)
        return _decide(item, ParkedStatus.DISMISSED, note=note.strip(), actor=actor)


def close(channel_id: UUID, kind: ParkedKind, external_ids: Sequence[str], *, actor: Actor) -> None:
    """Resolve open items whose documents could be taken after all. Publishes ParkedItemResolved, nothing to retry."""
    with db.transaction():
        found = db.rows(_CLOSE, [actor.name or actor.kind.value, channel_id, kind.value, list(external_ids)])
        facts = [
            ParkedItemResolved(
                parked_item_id=key, channel_id=channel_id, kind=kind, external_id=external_id, retry=False
            )
            for key, external_id in found
        ]
        publishing.publish(facts, actor=actor)


def map_codes(channel_id: UUID, choices: Mapping[str, UUID], *, actor: Actor) -> None:
    """Remember which variants a channel's codes stand for.

    A variant without a listing gets one, live, because the channel sells it already. A variant that is listed under
    another live code keeps it, and the new code becomes an alias. Raises ExternalIdTaken.
    """
    if not choices:
        return
    with db.transaction():
        known = {
            row.variant_id: row for row in listing_reads.listings_of(list(choices.values()), channel_id=channel_id)
        }
        aliases = {code: known[variant] for code, variant in choices.items() if _is_live(known.get(variant))}
        fresh = {code: variant for code, variant in choices.items() if code not in aliases}
        wanted = [
            ListingInput(variant_id=variant, external_id=code, status=ListingStatus.ACTIVE)
            for code, variant in fresh.items()
        ]
        saved = listings.save_listings(channel_id, wanted, actor=actor)
        listings.move_listings([row.id for row in saved], ListingStatus.ACTIVE, actor=actor)
        _save_aliases(channel_id, aliases)


def _is_live(listing: Listing | None) -> bool:
    return listing is not None and listing.status in {ListingStatus.ACTIVE, ListingStatus.PENDING}


def _save_aliases(channel_id: UUID, aliases: Mapping[str, Listing]) -> None:
    """A code that is the listing's own needs no alias."""
    named = {code: row.id for code, row in aliases.items() if row.external_id != code}
    taken = listing_reads.listings_by_external(channel_id, list(named))
    for code, listing_id in named.items():
        if code in taken and taken[code].id != listing_id:
            raise listings.ExternalIdTaken(given=code)
    db.execute(
        "INSERT INTO channels_listing_alias (id, channel_id, external_id, listing_id)"
        " SELECT a.id, %s, a.code, a.listing FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS a(id, code, listing)"
        " ON CONFLICT (channel_id, external_id) DO NOTHING",
        [channel_id, [new_id() for _ in named], list(named), list(named.values())],
    )


def _lock_open(parked_item_id: UUID, after: ParkedStatus) -> ParkedItem:
    db.rows("SELECT id FROM channels_parked_item WHERE id = %s FOR UPDATE", [parked_item_id])
    item = reads.parked_item(parked_item_id)
    if after not in MOVES[item.status]:
        raise AlreadyDecided
    return item


def _require_choices(item: ParkedItem, chosen: Mapping[str, UUID]) -> None:
    known = listing_reads.listings_by_external(item.channel_id, item.about)
    for code in item.about:
        if code not in chosen and code not in known:
            raise SkuNotChosen(given=code)


def _require_known(chosen: Mapping[str, UUID]) -> None:
    names = variant_facts().named(list(chosen.values()), language="en")
    for code, variant in chosen.items():
        if variant not in names:
            raise UnknownVariant(given=code)


def _decide(item: ParkedItem, status: ParkedStatus, *, note: str, actor: Actor) -> ParkedItem:
    db.execute(
        "UPDATE channels_parked_item SET status = %s, note = %s, resolved_by = %s, resolved_at = clock_timestamp()"
        " WHERE id = %s",
        [status.value, note[:2000], actor.name or actor.kind.value, item.id],
    )
    fact = ParkedItemResolved(
        parked_item_id=item.id,
        channel_id=item.channel_id,
        kind=item.kind,
        external_id=item.external_id,
        retry=status is ParkedStatus.RESOLVED,
    )
    publishing.publish([fact], actor=actor)
    return reads.parked_item(item.id)


def _columns(channel_id: UUID, items: Sequence[ParkedInput]) -> dict[str, object]:
    return {
        "channel": channel_id,
        "ids": [new_id() for _ in items],
        "kinds": [item.kind.value for item in items],
        "externals": [item.external_id for item in items],
        "reasons": [item.reason.value for item in items],
        "abouts": [Jsonb(list(item.about)) for item in items],
        "templates": [item.explanation.template for item in items],
        "codes": [item.explanation.code for item in items],
        "givens": [Jsonb(_short(item.explanation.given)) for item in items],
        "payloads": [item.payload for item in items],
    }


def _short(given: Mapping[str, str]) -> dict[str, str]:
    return {name: value[:MOST_KEPT] for name, value in given.items()}
