"""Read listings back from a channel, note where it shows something else than we want, and set it right.

outside: read a batch back; then note what is seen and what drifted. A difference is acted on only when it stands at a
second look, after the orders of the channel were read: what was just sold there is no drift. What a listing says is
left to a person: both sayings may be meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from arasta.contexts.channels.ports import ChannelConnector, ChannelTrouble
from arasta.contexts.channels.queries import channels, listings, outbound, sync
from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import outbound as outbound_book
from arasta.contexts.channels.services import parking, seen, sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import ChannelStatus, Installation
from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.listings import Listing, ListingStatus, Observation
from arasta.contexts.channels.types.outbound import SAID, Drift, DriftField, DriftInput
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.sync import Op, Stream
from arasta.flows.publishing import compare_listings, judge_listings, listed_goods, offers_now, record_offers
from arasta.flows.publishing.offers_now import Ground
from arasta.kernel import db
from arasta.kernel.changes import dirty
from arasta.kernel.transport.wire import write_json

UNSEEN_FOR = timedelta(hours=12)
DOUBTED_FOR = timedelta(minutes=5)
TOLD_AGAIN_AFTER = timedelta(minutes=30)
SHOWN_WITHIN = timedelta(minutes=30)
LOOKED_AFTER_FOR = timedelta(hours=6)
BATCH = 50
MOST_BATCHES = 40
_TOPIC = {DriftField.QUANTITY: dirty.AVAILABILITY, DriftField.PRICE: dirty.PRICES}


@dataclass(slots=True)
class Reconciled:
    """What a round found: listings read, differences that stand, told again, gone there, and there still."""

    read: int = 0
    drifted: int = 0
    told_again: int = 0
    gone: int = 0
    still_there: int = 0


def reconcile_listings(installation: Installation, *, at: datetime, unseen_for: timedelta = UNSEEN_FOR) -> Reconciled:
    """Read back what was not seen for a while. Trouble is noted in the sync state. A paused channel is left alone."""
    found = Reconciled()
    if installation.status is ChannelStatus.PAUSED:
        return found
    try:
        with sessions.open_session(installation, urgent=False) as session:
            able = session.connector.capabilities()
            spec = able.push.get(Op.STOCK)
            if not able.reads_back or spec is None:
                return found
            pull = able.pull.get(Stream.LISTINGS)
            size = min(pull.page_max, BATCH) if pull else BATCH
            on = offers_now.ground(installation, spec)
            due = outbound.due_for_reading_back(
                installation.channel_id,
                before=at - unseen_for,
                doubted=at - DOUBTED_FOR,
                told=at - LOOKED_AFTER_FOR,
                limit=size * MOST_BATCHES,
            )
            for start in range(0, len(due), size):
                rows = listings.listings(due[start : start + size])
                plan = session.connector.fetch_listings([{**row.refs, "external_id": row.external_id} for row in rows])
                shown = {one.external_id: one for one in session.run(plan)}
                said = _said(on, session.connector, rows, shown, at)
                _note(on, rows, shown, said, found, at)
    except ChannelTrouble as trouble:
        sync_book.record_sync_error(
            installation.id, Stream.LISTINGS, trouble=trouble.trouble, detail=trouble.detail, now=at
        )
    return found


def _said(
    on: Ground, connector: ChannelConnector, rows: Sequence[Listing], shown: Mapping[str, SeenListing], at: datetime
) -> list[DriftInput]:
    """Compare what live listings say here and there. What the channel was told lately stays as it was found before."""
    live = [row for row in rows if row.status is ListingStatus.ACTIVE and row.external_id in shown]
    ids = [row.id for row in live]
    moving = outbound.content_on_its_way(ids, told_after=at - SHOWN_WITHIN)
    channel, base = channels.channel_by_id(on.installation.channel_id), judge_listings.image_base(on.installation)
    found = [
        DriftInput(listing_id=one.listing_id, field=one.field, ours=one.ours, theirs=one.theirs)
        for one in outbound.drift_of(ids)
        if one.field in SAID and one.listing_id in moving
    ]
    for one in listed_goods.listed(channel, [row for row in live if row.id not in moving], at=at):
        if one.price is not None and on.stage.includes(one.listing.variant_id):
            ours = connector.shown_as(listed_goods.item(one, image_base=base, link_base=settings.PUBLIC_URL))
            found += compare_listings.content(one.listing.id, ours, shown[one.listing.external_id])
    return found


def _note(
    on: Ground,
    rows: Sequence[Listing],
    shown: Mapping[str, SeenListing],
    said: Sequence[DriftInput],
    found: Reconciled,
    at: datetime,
) -> None:
    installation = on.installation
    there = [one for one in shown.values() if one.state is not SeenState.GONE]
    with db.transaction():
        seen.record_seen(installation.channel_id, there, now=at)
        listing_book.record_observed([Observation(listing_id=row.id) for row in rows], now=at)
        differences = [*_differences(on, rows, shown, at), *said]
        outbound_book.note_drift([row.id for row in rows], differences, now=at)
        standing = outbound.drift_of([row.id for row in rows])
        ripe = _ripe(installation, standing, at)
        found.read += len(rows)
        found.drifted += len(standing)
        _set_right(installation, {row.id: row for row in rows}, ripe, found, at)


def _differences(
    on: Ground, rows: Sequence[Listing], shown: Mapping[str, SeenListing], at: datetime
) -> list[DriftInput]:
    """Compare what is wanted with what is shown. Values that are on their way are left out, states are not."""
    moving = outbound.on_their_way([row.id for row in rows], listener=on.installation.listener)
    live = [row for row in rows if row.status is ListingStatus.ACTIVE]
    wanted = offers_now.wanted(on, live, at=at)
    differences: list[DriftInput] = []
    for row in rows:
        one = shown.get(row.external_id)
        differences += compare_listings.states(row, one)
        if row.id in wanted and row.id not in moving and one is not None and on.stage.includes(row.variant_id):
            differences += compare_listings.values(row, wanted[row.id], one)
    return differences


def _ripe(installation: Installation, standing: Sequence[Drift], at: datetime) -> list[Drift]:
    """Return the differences that stood at an earlier look too, with the orders read in between."""
    orders = [
        state.last_success_at
        for state in sync.sync_states([installation.channel_id])
        if state.stream is Stream.ORDERS and state.last_attempt_at is not None
    ]
    read_at = orders[0] if orders else at
    return [
        one
        for one in standing
        if one.field not in SAID
        and one.since < at
        and read_at is not None
        and read_at > one.since
        and (one.told_at is None or one.told_at <= at - TOLD_AGAIN_AFTER)
    ]


def _set_right(
    installation: Installation, rows: Mapping[UUID, Listing], ripe: Sequence[Drift], found: Reconciled, at: datetime
) -> None:
    """Tell again what drifted; end here what is gone there; take off again what ended here."""
    for field, topic in _TOPIC.items():
        variants = [one.variant_id for one in ripe if one.field is field]
        if variants:
            found.told_again += len(variants)
            listing_book.mark_listings_dirty(installation.channel_id, topics=[topic], variant_ids=variants)
    states = [rows[one.listing_id] for one in ripe if one.field is DriftField.STATE]
    gone = [row for row in states if row.status is ListingStatus.ACTIVE]
    ended = [row for row in states if row.status is ListingStatus.ENDED]
    if gone:
        _bury(installation, gone)
    if ended:
        outbound_book.ask_removals_again([row.id for row in ended], now=at)
    outbound_book.note_told_again([one.id for one in ripe], now=at)
    found.gone += len(gone)
    found.still_there += len(ended)


def _bury(installation: Installation, rows: Sequence[Listing]) -> None:
    """End what somebody deleted at the channel, and let a person know."""
    actor = record_offers.actor_of(installation)
    listing_book.move_listings([row.id for row in rows], ListingStatus.ENDED, actor=actor)
    tombstones = [
        ParkedInput(
            kind=ParkedKind.LISTING,
            external_id=row.external_id,
            reason=ParkedReason.GONE,
            about=(row.external_id,),
            explanation=explain("gone", title=row.title),
            payload=write_json({"listing": str(row.id), **row.refs}).decode(),
        )
        for row in rows
    ]
    parking.park(installation.channel_id, tombstones, actor=actor)
