"""Tell a channel the stock and prices that changed: absolute, versioned values drained from its dirty set.

read what changed and what it is now; outside: one call per full batch; then record what the channel took. What it did
not take, or did not mention, stays dirty, so the newest value goes out with the next round; what the channel holds
otherwise than we thought, only after its orders were read. Kits follow their components.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.queries import matching as match_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types import ChannelStatus, Installation
from arasta.contexts.channels.types.listings import PUSHABLE, Listing, last_sent
from arasta.contexts.channels.types.protocol import ItemResult, OfferItem
from arasta.contexts.channels.types.sync import Op, Stream
from arasta.contexts.inventory.queries import kits
from arasta.flows.publishing import offers_now, record_offers
from arasta.flows.publishing.offers_now import Ground, Wanted
from arasta.flows.publishing.push_queue import TOPICS, PushQueue, settle_changes
from arasta.flows.publishing.record_offers import Offer
from arasta.kernel import db
from arasta.kernel.changes import dirty
from arasta.kernel.changes.dirty import Changed

_MOST_BATCHES = 200


@dataclass(slots=True)
class _Round:
    """What a round brought about so far."""

    told: int = 0
    oldest: datetime | None = None
    worst: ItemResult | None = None


def push_offers(installation: Installation, *, at: datetime) -> int:
    """Push all that is dirty; return how many listings were told. Trouble is noted in the sync state.

    A paused channel is told nothing, nor one whose listings wait to be matched; what is dirty stays.
    """
    if match_book.matching_of(installation.channel_id).holds_back:
        return 0
    if installation.status is ChannelStatus.PAUSED or not _mark_kits(installation):
        return 0
    so_far = _Round()
    try:
        with sessions.open_session(installation, urgent=False) as session:
            able = session.connector.capabilities()
            spec = able.push.get(Op.STOCK)
            if spec is None:
                return 0
            queue = PushQueue(offers_now.ground(installation, spec), at=at, sells=Stream.ORDERS in able.pull)
            queue.look()
            for _ in range(_MOST_BATCHES):
                keys = queue.take(spec.batch_max)
                if not keys or channels.is_paused(installation.channel_id):
                    break
                if not _push_batch(session, queue, keys, so_far, at):
                    break
                queue.look(again=True)
    except ChannelTrouble as trouble:
        sync_book.record_sync_error(
            installation.id, Stream.STOCK, trouble=trouble.trouble, detail=trouble.detail, now=at
        )
        return so_far.told
    _note(installation, so_far, at)
    return so_far.told


def _push_batch(session: Session, queue: PushQueue, keys: Sequence[UUID], so_far: _Round, at: datetime) -> bool:
    """Tell one batch; return whether there is sense in telling the next."""
    installation = session.installation
    offers = _offers(queue.on, keys, at)
    if not offers:
        return True
    pushed = session.run(session.connector.push_offers([offer.item for offer in offers], now=at))
    recorded = record_offers.record(installation, offers, pushed, at=at)
    so_far.told += recorded.told
    so_far.oldest = min(filter(None, [so_far.oldest, *(offer.oldest for offer in offers)]))
    if recorded.is_hopeless:
        so_far.worst = recorded.worst
    return not recorded.is_hopeless


def _mark_kits(installation: Installation) -> bool:
    """Mark the kits of components that wait, before these are settled; tell whether anything waits at all."""
    waiting = dirty.keys_waiting(installation.listener, topics=TOPICS)
    found = kits.kits_with([key for key, _ in waiting]) if waiting else {}
    if found:
        with db.transaction():
            dirty.mark(dirty.AVAILABILITY, sorted(set().union(*found.values())), only=installation.listener)
    return bool(waiting)


def _offers(on: Ground, keys: Sequence[UUID], at: datetime) -> list[Offer]:
    """Say what is true now for each live listing. What is dirty is read before what is true, so nothing gets lost."""
    installation = on.installation
    changes = dirty.changes_of(installation.listener, keys, topics=TOPICS)
    known = listings.listings_of(list(changes), channel_id=installation.channel_id)
    live = [row for row in known if row.status in PUSHABLE]
    now = offers_now.wanted(on, live, at=at)
    cared_for = {row.variant_id for row in live}
    settle_changes(installation.listener, [topics for key, topics in changes.items() if key not in cared_for])
    order = {key: place for place, key in enumerate(keys)}
    live.sort(key=lambda row: order[row.variant_id])
    return [Offer(row, _item(on, row, changes[row.variant_id], now[row.id]), changes[row.variant_id]) for row in live]


def _item(on: Ground, row: Listing, changes: dict[str, Changed], now: Wanted) -> OfferItem:
    """Say only what changed: a channel that refuses the same words twice can then still be told in full."""
    is_price_news = dirty.PRICES in changes
    is_stock_news = dirty.AVAILABILITY in changes or now.quantity != _current(row) or not on.spec.compares
    return OfferItem(
        listing_id=row.id,
        external_id=row.external_id,
        version=max(change.version for change in changes.values()),
        quantity=now.quantity if is_stock_news else None,
        price=now.price if is_price_news else None,
        list_price=now.list_price if is_price_news else None,
        last_sent=last_sent(row),
        at_places=now.at_places,
        refs=row.refs,
        current=_current(row),
    )


def _current(row: Listing) -> int | None:
    """Return what the channel holds as far as we know: what it showed, or took from us, whichever was later."""
    if row.observed_at is None or (row.last_pushed_at is not None and row.last_pushed_at > row.observed_at):
        return row.pushed_quantity
    return row.observed_quantity


def _note(installation: Installation, so_far: _Round, at: datetime) -> None:
    if so_far.worst is not None:
        worst = so_far.worst
        trouble = record_offers.trouble_of(worst)
        sync_book.record_sync_error(installation.id, Stream.STOCK, trouble=trouble, detail=worst.text, now=at)
    else:
        lag = at - so_far.oldest if so_far.oldest else timedelta(0)
        sync_book.save_watermark(installation.id, Stream.STOCK, now=at, lag=max(lag, timedelta(0)))
