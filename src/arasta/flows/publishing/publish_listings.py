"""Put products on offer at a channel: check its rules here, send what passes, remember the batch.

read drafts and what they are; outside: one call per batch; then record what the channel said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from arasta.contexts.catalog.queries import descriptions as texts_of
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.channels.ports import ChannelConnector, ChannelTrouble
from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.listings import Listing, ListingStatus, PushOutcome
from arasta.contexts.channels.types.protocol import ItemResult, ListingItem, Outcome, Pushed
from arasta.contexts.channels.types.sync import Op, Stream, TicketInput, TicketItem
from arasta.contexts.inventory.queries import availability
from arasta.contexts.pricing.queries import prices as pricing
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.calendar import day_of

_MOST = 500
_KEEPS_DRAFT = {Outcome.RETRY, Outcome.AUTH, Outcome.UNKNOWN}


def publish_waiting(installation: Installation, *, at: datetime) -> int:
    """Send all drafts of an installation; return how many the channel took in. Trouble is noted in its sync state."""
    drafts = listings.listings_page(installation.channel_id, status=ListingStatus.DRAFT, limit=_MOST).items
    if not drafts:
        return 0
    try:
        with sessions.open_session(installation) as session:
            items = _items(installation, drafts, at)
            _refuse_unpriced(installation, drafts, items, at)
            sound = _check(installation, session.connector, items, at)
            if not sound:
                return 0
            pushed = session.run(session.connector.push_listings(sound))
    except ChannelTrouble as trouble:
        sync_book.record_sync_error(
            installation.id, Stream.LISTINGS, trouble=trouble.trouble, detail=trouble.detail, now=at
        )
        return 0
    return _record(installation, sound, pushed, at)


def _items(installation: Installation, drafts: Sequence[Listing], at: datetime) -> list[ListingItem]:
    channel = channels.channel_by_id(installation.channel_id)
    ids = [row.variant_id for row in drafts]
    described = catalog.variants(ids, language=channel.language)
    texts = texts_of.descriptions({row.product_id for row in described.values()}, language=channel.language)
    prices = pricing.prices(ids, channel_id=channel.id, currency=channel.currency, at=at)
    rates = pricing.tax_rates({row.tax_class for row in described.values()}, country=channel.country, on=day_of(at))
    places = [place.location_id for place in channels.locations_of(channel.id) if place.ships]
    stock = availability.offered(ids, channel_id=channel.id, location_ids=places)
    base = installation.settings.get("image_base", "")
    return [
        ListingItem(
            listing_id=row.id,
            external_id=row.external_id,
            group=variant.handle[:40],
            sku=variant.sku,
            title=row.title or f"{variant.title} {variant.options_text}".strip(),
            description=texts.get(variant.product_id) or variant.title,
            price=prices[row.variant_id].price,
            list_price=prices[row.variant_id].compare_at,
            quantity=stock[row.variant_id].total,
            tax_percent=int(rates[variant.tax_class] * 100),
            images=[base + variant.picture] if variant.picture else [],
        )
        for row in drafts
        if row.variant_id in prices and (variant := described[row.variant_id])
    ]


def _refuse_unpriced(
    installation: Installation, drafts: Sequence[Listing], items: Sequence[ListingItem], at: datetime
) -> None:
    """What has no price on the channel cannot be offered; kept as a draft it would stand in the others' way."""
    sound = {item.listing_id for item in items}
    refused = [
        PushOutcome(
            listing_id=row.id, status=ListingStatus.FAILED, problem_code="price_missing", problem="price: missing"
        )
        for row in drafts
        if row.id not in sound
    ]
    listing_book.record_push(refused, now=at, actor=_actor(installation))


def _check(
    installation: Installation, connector: ChannelConnector, items: Sequence[ListingItem], at: datetime
) -> list[ListingItem]:
    """Keep back what the channel would refuse, with the field and the reason."""
    sound, refused = [], []
    for item in items:
        blocking = [issue for issue in connector.check_listing(item) if issue.blocks]
        if not blocking:
            sound.append(item)
            continue
        refused.append(
            PushOutcome(
                listing_id=item.listing_id,
                status=ListingStatus.FAILED,
                problem_code=blocking[0].code,
                problem="; ".join(f"{issue.field}: {issue.text}" for issue in blocking),
            )
        )
    listing_book.record_push(refused, now=at, actor=_actor(installation))
    return sound[: connector.capabilities().push[Op.LISTING].batch_max]


def _record(installation: Installation, items: Sequence[ListingItem], pushed: Pushed, at: datetime) -> int:
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
    outcomes = [_outcome(item, result) for item, result in answered if result.outcome not in _KEEPS_DRAFT]
    listing_book.record_push(outcomes, now=at, actor=_actor(installation))
    sync_book.save_watermark(installation.id, Stream.LISTINGS, now=at)
    return len(outcomes)


def _outcome(item: ListingItem, result: ItemResult) -> PushOutcome:
    status = {
        Outcome.OK: ListingStatus.ACTIVE,
        Outcome.SAME: ListingStatus.ACTIVE,
        Outcome.WAITING: ListingStatus.PENDING,
    }.get(result.outcome, ListingStatus.FAILED)
    problem = result.text if status is ListingStatus.FAILED else ""
    return PushOutcome(listing_id=item.listing_id, status=status, problem_code=result.code, problem=problem)


def _actor(installation: Installation) -> Actor:
    return Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)
