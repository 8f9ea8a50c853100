"""Take off a channel what has ended here: listings that somebody ended, and those whose variants are archived.

note what the channel still has from us; outside: one call per batch; then note what it took off.
Where a channel cannot take listings off, it is told that there are none left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from arasta.contexts.catalog.queries import archived
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import channels, listings, outbound
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import outbound as outbound_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types import ChannelStatus, Installation
from arasta.contexts.channels.types.listings import Listing, ListingStatus, PushOutcome, last_sent
from arasta.contexts.channels.types.protocol import ListingItem, OfferItem, Outcome, Pushed
from arasta.contexts.channels.types.sync import Op, Stream, TicketInput, TicketItem
from arasta.flows.publishing import listed_goods, record_offers
from arasta.kernel.money import Money

MOST_AT_ONCE = 500
_TAKEN = {Outcome.OK, Outcome.SAME}


def unlist_ended(installation: Installation, *, at: datetime) -> int:
    """Take off what has ended; return how many the channel took off. Trouble is noted in the sync state."""
    if installation.status is ChannelStatus.PAUSED:
        return 0
    outbound_book.ask_removals(installation.channel_id, now=at)
    due = outbound.due_removals(installation.channel_id, now=at, limit=MOST_AT_ONCE)
    if not due:
        return 0
    done = 0
    try:
        with sessions.open_session(installation, urgent=False) as session:
            able = session.connector.capabilities().push
            if Op.UNLIST in able:
                done = _in_batches(session, due, Op.UNLIST, able[Op.UNLIST].batch_max, at)
            elif Op.STOCK in able:
                told = [row for row in due if row.pushed_quantity == 0]
                outbound_book.close_removals([row.id for row in told], now=at)
                left = [row for row in due if row.pushed_quantity != 0]
                done = len(told) + _in_batches(session, left, Op.STOCK, able[Op.STOCK].batch_max, at)
    except ChannelTrouble as trouble:
        sync_book.record_sync_error(
            installation.id, Stream.LISTINGS, trouble=trouble.trouble, detail=trouble.detail, now=at
        )
    return done


def _in_batches(session: Session, rows: Sequence[Listing], op: Op, most: int, at: datetime) -> int:
    done = 0
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        if op is Op.UNLIST:
            pushed = session.run(session.connector.unlist(_items(session.installation, some, at)))
        else:
            pushed = session.run(session.connector.push_offers(_none_left(some), now=at))
        done += _record(session.installation, some, op, pushed, at)
    return done


def end_archived(installation: Installation) -> int:
    """End the live listings of variants that are archived; return how many."""
    gone = archived.archived(outbound.live_variants(installation.channel_id))
    rows = [
        row
        for row in listings.listings_of(sorted(gone), channel_id=installation.channel_id)
        if row.status is not ListingStatus.ENDED
    ]
    if rows:
        actor = record_offers.actor_of(installation)
        listing_book.move_listings([row.id for row in rows], ListingStatus.ENDED, actor=actor)
    return len(rows)


def _items(installation: Installation, rows: Sequence[Listing], at: datetime) -> list[ListingItem]:
    """Name the listings, with what the channel may need to know of them still."""
    channel = channels.channel_by_id(installation.channel_id)
    known = {one.listing.id: one for one in listed_goods.listed(channel, rows, at=at)}
    items = []
    for row in rows:
        one = known.get(row.id)
        items.append(
            ListingItem(
                listing_id=row.id,
                external_id=row.external_id,
                group=one.goods.group if one else "",
                sku=one.goods.sku if one else "",
                title=one.content["title"].value if one else row.title,
                description="",
                price=one.price.price if one and one.price else Money(row.pushed_price_minor or 0, row.currency),
                list_price=None,
                quantity=0,
                tax_percent=one.tax_percent if one else 0,
                images=(),
                facts=content_book.facts(one.content) if one else {},
                barcode=one.goods.gtin if one else "",
                category=one.content["category"].value if one else "",
                refs=row.refs,
            )
        )
    return items


def _none_left(rows: Sequence[Listing]) -> list[OfferItem]:
    return [
        OfferItem(
            listing_id=row.id,
            external_id=row.external_id,
            version=row.pushed_version + 1,
            quantity=0,
            last_sent=last_sent(row),
            refs=row.refs,
            current=row.pushed_quantity,
        )
        for row in rows
    ]


def _record(installation: Installation, rows: Sequence[Listing], op: Op, pushed: Pushed, at: datetime) -> int:
    """Note what the channel took off; a batch that it answers later is asked about, and the rest is tried again later."""
    results = {result.external_id: result for result in pushed.results}
    done = [row for row in rows if (said := results.get(row.external_id)) and said.outcome in _TAKEN]
    waiting = [row for row in rows if (said := results.get(row.external_id)) and said.outcome is Outcome.WAITING]
    if pushed.ticket and waiting:
        items = [TicketItem(listing_id=row.id, external_id=row.external_id, quantity=0) for row in waiting]
        ticket = TicketInput(op=op, external_id=pushed.ticket, items=items, next_poll_at=at + pushed.poll_after)
        sync_book.open_tickets(installation.id, [ticket])
    actor = record_offers.actor_of(installation)
    listing_book.record_push([PushOutcome(listing_id=row.id, quantity=0) for row in done], now=at, actor=actor)
    outbound_book.close_removals([row.id for row in done], now=at)
    outbound_book.postpone_removals([row.id for row in rows if row not in done], now=at)
    return len(done)
