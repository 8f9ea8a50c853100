"""Tell a channel the stock and prices that changed: absolute, versioned values drained from its dirty set.

read what changed and what it is now; outside: one call per batch; then record what the channel took. What it did not
take stays dirty, so the newest value goes out with the next round. Kits follow their components.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.listings import PUSHABLE, Listing, PushOutcome, last_sent
from arasta.contexts.channels.types.protocol import ItemResult, OfferItem, Outcome, Pushed
from arasta.contexts.channels.types.sync import Op, Stream, TicketInput, TicketItem, Trouble
from arasta.contexts.inventory.queries import availability, kits
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.types import PriceRow
from arasta.flows.publishing.measure_ages import measure_told
from arasta.kernel import db
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.changes import dirty
from arasta.kernel.changes.dirty import Changed
from arasta.kernel.transport.wire import Silence

_TOPICS = (dirty.AVAILABILITY, dirty.PRICES)
_STAYS_DIRTY = {Outcome.RETRY, Outcome.AUTH, Outcome.UNKNOWN}
_MOST_BATCHES = 50
_SILENCES = {
    Silence.NOT_SENT.value: Trouble.UNAVAILABLE,
    Silence.TIMEOUT.value: Trouble.TIMEOUT,
    Silence.BROKEN.value: Trouble.UNAVAILABLE,
    Silence.OUT_OF_BUDGET.value: Trouble.THROTTLED,
    Silence.CIRCUIT_OPEN.value: Trouble.UNAVAILABLE,
}


def push_offers(installation: Installation, *, at: datetime) -> int:
    """Push all that is dirty; return how many listings were told. Trouble is noted in the sync state."""
    told = 0
    try:
        with sessions.open_session(installation) as session:
            spec = session.connector.capabilities().push.get(Op.STOCK)
            for _ in range(_MOST_BATCHES if spec else 0):
                batch = _take(installation, spec.batch_max)  # type: ignore[union-attr]
                if not batch:
                    break
                _mark_kits(installation, batch)
                items = _items(installation, batch, at)
                pushed = session.run(session.connector.push_offers(items, now=at)) if items else Pushed(results=[])
                told += _record(installation, items, batch, pushed, at)
                if any(result.outcome in _STAYS_DIRTY for result in pushed.results):
                    break
    except ChannelTrouble as trouble:
        sync_book.record_sync_error(
            installation.id, Stream.STOCK, trouble=trouble.trouble, detail=trouble.detail, now=at
        )
    return told


Batch = dict[UUID, dict[str, Changed]]


def _take(installation: Installation, limit: int) -> Batch:
    """Return the oldest changes by variant and topic."""
    batch: Batch = {}
    for topic in _TOPICS:
        for change in dirty.take(topic, installation.listener, limit=limit):
            if change.key in batch or len(batch) < limit:
                batch.setdefault(change.key, {})[topic] = change
    return batch


def _mark_kits(installation: Installation, batch: Batch) -> None:
    """Mark the kits of components whose stock changed, before the components are settled: what is sold pays nothing."""
    changed = [key for key, topics in batch.items() if dirty.AVAILABILITY in topics]
    found = kits.kits_with(changed)
    if found:
        with db.transaction():
            dirty.mark(dirty.AVAILABILITY, sorted(set().union(*found.values())), only=installation.listener)


def _items(installation: Installation, batch: Batch, at: datetime) -> list[OfferItem]:
    """Say what is true now for each live listing; what just sold out or came back goes first."""
    known = listings.listings_of(list(batch), channel_id=installation.channel_id)
    live = [row for row in known if row.status in PUSHABLE]
    variants = [row.variant_id for row in live]
    places = [place.location_id for place in channels.locations_of(installation.channel_id) if place.ships]
    stock = availability.offered(variants, channel_id=installation.channel_id, location_ids=places)
    prices = pricing.prices(variants, channel_id=installation.channel_id, currency=installation.currency, at=at)
    items = [_item(row, batch[row.variant_id], stock[row.variant_id].total, prices.get(row.variant_id)) for row in live]
    return sorted(items, key=_urgency)


def _item(row: Listing, changes: Mapping[str, Changed], units: int, price: PriceRow | None) -> OfferItem:
    """Say only what changed: a channel that refuses the same words twice can then still be told in full."""
    told = price if dirty.PRICES in changes else None
    return OfferItem(
        listing_id=row.id,
        external_id=row.external_id,
        version=max(change.version for change in changes.values()),
        quantity=units if price else 0,
        price=told.price if told else None,
        list_price=(told.compare_at or told.price) if told else None,
        last_sent=last_sent(row),
    )


def _urgency(item: OfferItem) -> bool:
    before = item.last_sent.quantity if item.last_sent else None
    return not (before == 0 or item.quantity == 0)


def _record(installation: Installation, items: Sequence[OfferItem], batch: Batch, pushed: Pushed, at: datetime) -> int:
    actor = Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)
    results = {result.external_id: result for result in pushed.results}
    answered = [(item, results[item.external_id]) for item in items if item.external_id in results]
    waiting = [item for item, result in answered if result.outcome is Outcome.WAITING]
    if pushed.ticket and waiting:
        changed_at = {row.id: _oldest(batch[row.variant_id]) for row in _rows(waiting)}
        sync_book.open_tickets(installation.id, [_ticket(pushed, waiting, changed_at, at)])
    taken = [item for item, result in answered if result.outcome is Outcome.OK]
    measure_told(installation, [batch[row.variant_id] for row in _rows(taken)])
    listing_book.record_push([_outcome(item, result) for item, result in answered], now=at, actor=actor)
    stays = {item.external_id for item, result in answered if result.outcome in _STAYS_DIRTY}
    _settle(installation, items, batch, stays)
    if stays:
        worst = next(result for _, result in answered if result.outcome in _STAYS_DIRTY)
        sync_book.record_sync_error(installation.id, Stream.STOCK, trouble=_trouble(worst), detail=worst.text, now=at)
    else:
        oldest = min((c.marked_at for topics in batch.values() for c in topics.values()), default=at)
        sync_book.save_watermark(installation.id, Stream.STOCK, now=at, lag=max(at - oldest, at - at))
    return len(answered) - len(stays)


def _settle(installation: Installation, items: Sequence[OfferItem], batch: Batch, stays: set[str]) -> None:
    """Forget the changes that were told, or that no live listing cares about."""
    rows = {row.external_id: row for row in _rows(items)}
    unsettled = {rows[external].variant_id for external in stays}
    for topic in _TOPICS:
        done = [topics[topic] for key, topics in batch.items() if topic in topics and key not in unsettled]
        if done:
            dirty.settle(topic, installation.listener, done)


def _rows(items: Sequence[OfferItem]) -> list[Listing]:
    return listings.listings([item.listing_id for item in items]) if items else []


def _trouble(result: ItemResult) -> Trouble:
    """Say why nothing was taken: the channel's silence by its name, else by what it answered."""
    spoken = {Outcome.AUTH: Trouble.AUTH, Outcome.RETRY: Trouble.THROTTLED}.get(result.outcome, Trouble.UNAVAILABLE)
    return _SILENCES.get(result.code, spoken)


def _outcome(item: OfferItem, result: ItemResult) -> PushOutcome:
    if result.outcome in {Outcome.OK, Outcome.SAME}:
        return PushOutcome(
            listing_id=item.listing_id,
            quantity=item.quantity,
            price_minor=item.price.minor if item.price else None,
            list_price_minor=item.list_price.minor if item.list_price else None,
            version=item.version if result.outcome is Outcome.OK else None,
        )
    problem = "" if result.outcome is Outcome.WAITING else result.text
    return PushOutcome(listing_id=item.listing_id, problem_code=result.code, problem=problem)


def _oldest(changes: Mapping[str, Changed]) -> datetime:
    return min(change.marked_at for change in changes.values())


def _ticket(
    pushed: Pushed, waiting: Sequence[OfferItem], changed_at: Mapping[UUID, datetime], at: datetime
) -> TicketInput:
    return TicketInput(
        op=Op.STOCK,
        external_id=pushed.ticket,
        next_poll_at=at + pushed.poll_after,
        items=[
            TicketItem(
                listing_id=item.listing_id,
                external_id=item.external_id,
                quantity=item.quantity,
                price_minor=item.price.minor if item.price else None,
                list_price_minor=item.list_price.minor if item.list_price else None,
                version=item.version,
                changed_at=changed_at[item.listing_id],
            )
            for item in waiting
        ],
    )
