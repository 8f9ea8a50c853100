"""Put products on offer at a channel, and tell it what live listings say now: check its rules here, send what passes,
remember the batch.

read drafts and changed listings and what they say; outside: one call per batch; then record what the channel said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from arasta.contexts.channels.ports import ChannelConnector, ChannelTrouble
from arasta.contexts.channels.queries import channels, outbound
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import matching as match_book
from arasta.contexts.channels.queries import seen as seen_book
from arasta.contexts.channels.queries.seen import SeenRow
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import ChannelStatus, Installation
from arasta.contexts.channels.types.listings import Listing, ListingStatus, PushOutcome
from arasta.contexts.channels.types.protocol import ItemResult, ListingItem, Outcome, Pushed
from arasta.contexts.channels.types.showing import same_pictures
from arasta.contexts.channels.types.sync import Op, Stream, TicketInput, TicketItem
from arasta.flows.publishing import judge_listings, listed_goods
from arasta.flows.publishing.listed_goods import Listed
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.changes import dirty

_READ_AT_ONCE = 500
_ON_OFFER = {Outcome.OK, Outcome.SAME}
_KEEPS_DRAFT = {Outcome.RETRY, Outcome.AUTH, Outcome.UNKNOWN}


def publish_waiting(installation: Installation, *, at: datetime) -> int:
    """Send a full batch of an installation's drafts, and of what changed in its live listings; return how many the
    channel took in.

    Nothing goes out while the channel is paused or its listings wait to be matched. Trouble is noted in its sync state.
    """
    if installation.status is ChannelStatus.PAUSED or match_book.matching_of(installation.channel_id).holds_back:
        return 0
    try:
        with sessions.open_session(installation, urgent=False) as session:
            spec = session.connector.capabilities().push.get(Op.LISTING)
            rows = _waiting(installation, spec.batch_max) if spec else []
            sound = _batch(installation, session.connector, rows, at)
            if not sound:
                return 0
            pushed = session.run(session.connector.push_listings(sound))
    except ChannelTrouble as trouble:
        sync_book.record_sync_error(
            installation.id, Stream.LISTINGS, trouble=trouble.trouble, detail=trouble.detail, now=at
        )
        return 0
    return _record(installation, {row.id: row for row in rows}, sound, pushed, at)


def _waiting(installation: Installation, batch: int) -> list[Listing]:
    """Return what waits within the stage of the roll-out: a batch, and more in case much of it cannot be sent."""
    stage, most = outbound.rollout(installation.id), max(batch, _READ_AT_ONCE)
    drafts = outbound.waiting_drafts(installation.channel_id, stage, limit=most)
    due = content_book.due_listings(installation.channel_id, limit=most)
    return [*drafts, *(row for row in due if stage.includes(row.variant_id))]


def _batch(
    installation: Installation, connector: ChannelConnector, rows: Sequence[Listing], at: datetime
) -> list[ListingItem]:
    """Return at most one batch of what may be sent, read bit by bit."""
    if not rows:
        return []
    most = connector.capabilities().push[Op.LISTING].batch_max
    step, sound = min(most, _READ_AT_ONCE), list[ListingItem]()
    for start in range(0, len(rows), step):
        sound += _sound(installation, connector, rows[start : start + step], at)
        if len(sound) >= most:
            break
    return sound[:most]


def _sound(
    installation: Installation, connector: ChannelConnector, rows: Sequence[Listing], at: datetime
) -> list[ListingItem]:
    """Keep back what the channel would refuse, with the field and the reason."""
    channel, base = channels.channel_by_id(installation.channel_id), judge_listings.image_base(installation)
    known = {one.listing.id: one for one in listed_goods.listed(channel, rows, at=at)}
    shown = seen_book.seen_listings(channel.id, [row.external_id for row in rows])
    sound, refused = [], []
    for row in rows:
        one = known.get(row.id)
        if one is None:
            continue
        blocking = [issue for issue in judge_listings.issues_of(one, connector, base) if issue.blocks]
        if blocking:
            refused.append(_refused(one, blocking[0].code, "; ".join(f"{it.field}: {it.text}" for it in blocking)))
        else:
            version = int(at.timestamp())
            item = listed_goods.item(one, image_base=base, link_base=settings.PUBLIC_URL, version=version)
            sound.append(replace(item, has_pictures=_has_pictures(connector, item, shown.get(row.external_id))))
    listing_book.record_push(refused, now=at, actor=_actor(installation))
    content_services.note_told([outcome.listing_id for outcome in refused], now=at)
    return sound


def _has_pictures(connector: ChannelConnector, item: ListingItem, seen: SeenRow | None) -> bool:
    """Tell whether the channel shows these pictures already, as far as it was seen; unseen ones are left alone."""
    ours = connector.shown_as(item)
    if seen is None or ours.images is None:
        return bool(item.refs)
    return same_pictures(ours.images, seen.shown.images, ours.pictures)


def _refused(one: Listed, code: str, problem: str) -> PushOutcome:
    """A live listing stays on offer as it is; its problem is shown."""
    status = None if one.listing.status is ListingStatus.ACTIVE else ListingStatus.FAILED
    return PushOutcome(listing_id=one.listing.id, status=status, problem_code=code, problem=problem)


def _record(
    installation: Installation,
    rows: dict[UUID, Listing],
    items: Sequence[ListingItem],
    pushed: Pushed,
    at: datetime,
) -> int:
    results = {result.external_id: result for result in pushed.results}
    answered = [(item, results[item.external_id]) for item in items if item.external_id in results]
    waiting = [item for item, result in answered if result.outcome is Outcome.WAITING]
    if pushed.ticket and waiting:
        items_waiting = [
            TicketItem(listing_id=item.listing_id, external_id=item.external_id, quantity=item.quantity)
            for item in waiting
        ]
        ticket = TicketInput(
            op=Op.LISTING, external_id=pushed.ticket, items=items_waiting, next_poll_at=at + pushed.poll_after
        )
        sync_book.open_tickets(installation.id, [ticket])
    taken = [(item, result) for item, result in answered if result.outcome not in _KEEPS_DRAFT]
    outcomes = [_outcome(rows[item.listing_id], result) for item, result in taken]
    listing_book.record_push(outcomes, now=at, actor=_actor(installation))
    content_services.note_told([item.listing_id for item, _ in taken], now=at)
    _have_stock_told(installation, [rows[item.listing_id] for item, result in taken if result.outcome in _ON_OFFER])
    sync_book.save_watermark(installation.id, Stream.LISTINGS, now=at)
    return len(outcomes)


def _have_stock_told(installation: Installation, rows: Sequence[Listing]) -> None:
    """Mark what is on offer from now on: not every channel takes the stock of a product with its content."""
    fresh = [row.variant_id for row in rows if row.status is not ListingStatus.ACTIVE]
    if fresh:
        listing_book.mark_listings_dirty(installation.channel_id, topics=[dirty.AVAILABILITY], variant_ids=fresh)


def _outcome(row: Listing, result: ItemResult) -> PushOutcome:
    """A live listing whose news wait for an answer, or were refused, is on offer as before meanwhile."""
    status = {
        Outcome.OK: ListingStatus.ACTIVE,
        Outcome.SAME: ListingStatus.ACTIVE,
        Outcome.WAITING: ListingStatus.PENDING,
    }.get(result.outcome, ListingStatus.FAILED)
    problem = result.text if status is ListingStatus.FAILED else ""
    moves = None if row.status is ListingStatus.ACTIVE else status
    return PushOutcome(listing_id=row.id, status=moves, problem_code=result.code, problem=problem, refs=result.refs)


def _actor(installation: Installation) -> Actor:
    return Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)
