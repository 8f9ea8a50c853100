"""Ask a channel what became of batches it took in, item by item. What the answer leaves out is told again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import listings, sync
from arasta.contexts.channels.services import content as content_book
from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import outbound as outbound_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.listings import PUSHABLE, ListingStatus, PushOutcome
from arasta.contexts.channels.types.protocol import ItemResult, Outcome, Polled
from arasta.contexts.channels.types.sync import Op, Stream, Ticket, TicketItem, TicketStatus
from arasta.flows.publishing import record_offers
from arasta.flows.publishing.measure_ages import measure_answered

_STREAM = {Op.LISTING: Stream.LISTINGS, Op.UNLIST: Stream.LISTINGS, Op.STOCK: Stream.STOCK, Op.PRICE: Stream.PRICES}
_TAKEN = {Outcome.OK, Outcome.SAME}
_AGAIN = {Outcome.RETRY, Outcome.UNKNOWN, Outcome.CONFLICT, Outcome.AUTH}

Answered = Sequence[tuple[TicketItem, ItemResult]]


def poll_tickets(installation: Installation, *, at: datetime) -> int:
    """Poll all tickets that are due; return how many were answered to the end."""
    due = sync.due_tickets(at, installation_id=installation.id)
    if not due:
        return 0
    answered = 0
    with sessions.open_session(installation) as session:
        for ticket in due:
            try:
                polled = session.run(session.connector.poll(ticket.op, ticket.external_id))
            except ChannelTrouble as trouble:
                stream = _STREAM.get(ticket.op, Stream.STOCK)
                sync_book.record_sync_error(
                    installation.id, stream, trouble=trouble.trouble, detail=trouble.detail, now=at
                )
                return answered
            answered += _take(installation, ticket, polled, at)
    return answered


def _take(installation: Installation, ticket: Ticket, polled: Polled, at: datetime) -> int:
    expired = ticket.expires_at is not None and ticket.expires_at <= at
    is_lost = polled.lost or (expired and not polled.is_done)
    if not polled.is_done and not is_lost:
        sync_book.postpone_tickets({ticket.id: at + polled.poll_after})
        return 0
    results = {} if is_lost else {result.external_id: result for result in polled.results}
    answered = [
        (item, results.get(item.external_id) or _unnamed(item.external_id, polled, is_lost=is_lost))
        for item in ticket.items
    ]
    if ticket.op is Op.UNLIST:
        _note_removals(answered, at)
    elif ticket.op is Op.LISTING:
        _note_listings(installation, answered, at)
    else:
        _note_offers(installation, answered, at, is_lost=is_lost)
    measure_answered(installation, ticket, [(item.changed_at, result.outcome) for item, result in answered])
    sync_book.close_tickets([ticket.id], now=at, status=TicketStatus.EXPIRED if is_lost else TicketStatus.DONE)
    sync_book.save_watermark(installation.id, _STREAM.get(ticket.op, Stream.STOCK), now=at)
    return 1


def _note_offers(installation: Installation, answered: Answered, at: datetime, *, is_lost: bool) -> None:
    """Write down stock and prices. Those of a lost batch show no problem: they are simply told again."""
    outcomes = [] if is_lost else [_offer(item, result) for item, result in answered]
    listing_book.record_push(outcomes, now=at, actor=record_offers.actor_of(installation))
    record_offers.observe_conflicts(
        {item.listing_id: result for item, result in answered if result.outcome is Outcome.CONFLICT}, at=at
    )
    outbound_book.hold_listings(
        {
            item.listing_id: at + result.retry_after
            for item, result in answered
            if result.outcome is Outcome.RETRY and result.retry_after is not None
        },
        now=at,
    )
    _say_again(installation, [item for item, result in answered if result.outcome in _AGAIN])


def _offer(item: TicketItem, result: ItemResult) -> PushOutcome:
    if result.outcome not in _TAKEN:
        return PushOutcome(listing_id=item.listing_id, problem_code=result.code, problem=result.text, refs=result.refs)
    return PushOutcome(
        listing_id=item.listing_id,
        quantity=item.quantity,
        price_minor=item.price_minor,
        list_price_minor=item.list_price_minor,
        version=item.version or None,
        refs=result.refs,
    )


def _note_listings(installation: Installation, answered: Answered, at: datetime) -> None:
    """Write down products. Those that nobody knows of are drafts again, and sent anew; live ones are told of anew."""
    actor = record_offers.actor_of(installation)
    live = {row.id for row in listings.listings([item.listing_id for item, _ in answered]) if row.status in PUSHABLE}
    outcomes = [_listing(item, result) for item, result in answered]
    # What a live listing would say anew was refused: it is on offer as before.
    kept = [replace(said, status=None) if said.listing_id in live else said for said in outcomes]
    listing_book.record_push(kept, now=at, actor=actor)
    unknown = [item.listing_id for item, result in answered if result.outcome in _AGAIN]
    content_book.mark_content(listing_ids=unknown, tell=True)
    _say_again(installation, [item for item, result in answered if result.outcome in _TAKEN])


def _listing(item: TicketItem, result: ItemResult) -> PushOutcome:
    if result.outcome in _AGAIN:
        return PushOutcome(
            listing_id=item.listing_id, status=ListingStatus.DRAFT, problem_code=result.code, problem=result.text
        )
    if result.outcome not in _TAKEN:
        return PushOutcome(
            listing_id=item.listing_id, status=ListingStatus.FAILED, problem_code=result.code, problem=result.text
        )
    return PushOutcome(
        listing_id=item.listing_id,
        quantity=item.quantity,
        version=item.version or None,
        status=ListingStatus.ACTIVE,
        refs=result.refs,
    )


def _note_removals(answered: Answered, at: datetime) -> None:
    done = [item.listing_id for item, result in answered if result.outcome in _TAKEN]
    outbound_book.close_removals(done, now=at)
    outbound_book.postpone_removals([item.listing_id for item, _ in answered if item.listing_id not in done], now=at)


def _say_again(installation: Installation, items: Sequence[TicketItem]) -> None:
    """Mark listings dirty: their newest values go out with the next round."""
    variants = [row.variant_id for row in listings.listings([item.listing_id for item in items])]
    if variants:
        listing_book.mark_listings_dirty(installation.channel_id, variant_ids=variants)


def _unnamed(external_id: str, polled: Polled, *, is_lost: bool) -> ItemResult:
    if polled.rest is not None and not is_lost:
        return ItemResult(external_id=external_id, outcome=polled.rest)
    return record_offers.not_mentioned(external_id)
