"""Ask a channel what became of batches it took in, item by item."""

from __future__ import annotations

from datetime import datetime

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import listings, sync
from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.listings import ListingStatus, PushOutcome
from arasta.contexts.channels.types.protocol import ItemResult, Outcome, Polled
from arasta.contexts.channels.types.sync import Op, Stream, Ticket, TicketItem, TicketStatus
from arasta.flows.publishing.measure_ages import measure_answered
from arasta.kernel.access import Actor, ActorKind

_STREAM = {Op.LISTING: Stream.LISTINGS, Op.STOCK: Stream.STOCK, Op.PRICE: Stream.PRICES}


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
    actor = Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)
    expired = ticket.expires_at is not None and ticket.expires_at <= at
    if polled.lost or (expired and not polled.is_done):
        sync_book.close_tickets([ticket.id], now=at, status=TicketStatus.EXPIRED)
        _say_again(installation, list(ticket.items))
        return 1
    if not polled.is_done:
        sync_book.postpone_tickets({ticket.id: at + polled.poll_after})
        return 0
    results = {result.external_id: result for result in polled.results}
    known = [(item, results[item.external_id]) for item in ticket.items if item.external_id in results]
    listing_book.record_push([_outcome(ticket.op, item, result) for item, result in known], now=at, actor=actor)
    sync_book.close_tickets([ticket.id], now=at)
    measure_answered(installation, ticket, [(item.changed_at, result.outcome) for item, result in known])
    again = [item for item, result in known if result.outcome in {Outcome.RETRY, Outcome.UNKNOWN}]
    fresh = [item for item, result in known if ticket.op is Op.LISTING and result.outcome is Outcome.OK]
    _say_again(installation, again + fresh)
    sync_book.save_watermark(installation.id, _STREAM.get(ticket.op, Stream.STOCK), now=at)
    return 1


def _say_again(installation: Installation, items: list[TicketItem]) -> None:
    """Mark listings dirty: their newest values go out with the next round."""
    variants = [row.variant_id for row in listings.listings([item.listing_id for item in items])]
    if variants:
        listing_book.mark_listings_dirty(installation.channel_id, variant_ids=variants)


def _outcome(op: Op, item: TicketItem, result: ItemResult) -> PushOutcome:
    if result.outcome is not Outcome.OK:
        failed = ListingStatus.FAILED if op is Op.LISTING else None
        return PushOutcome(listing_id=item.listing_id, status=failed, problem_code=result.code, problem=result.text)
    return PushOutcome(
        listing_id=item.listing_id,
        quantity=item.quantity,
        price_minor=item.price_minor,
        list_price_minor=item.list_price_minor,
        version=item.version or None,
        status=ListingStatus.ACTIVE if op is Op.LISTING else None,
    )
