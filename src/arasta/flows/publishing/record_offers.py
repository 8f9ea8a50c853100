"""Write down what a channel said about a batch of stock and prices: taken, refused, to be told again, or not mentioned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.services import listings as listing_book
from arasta.contexts.channels.services import outbound as outbound_book
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.listings import SOLD_THERE, Listing, Observation, PushOutcome
from arasta.contexts.channels.types.protocol import ItemResult, OfferItem, Outcome, Pushed
from arasta.contexts.channels.types.sync import Op, TicketInput, TicketItem, Trouble
from arasta.flows.publishing.measure_ages import measure_told
from arasta.flows.publishing.push_queue import settle_changes
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.changes.dirty import Changed
from arasta.kernel.transport.wire import Silence

STAYS_DIRTY = frozenset({Outcome.RETRY, Outcome.AUTH, Outcome.UNKNOWN, Outcome.CONFLICT})
NO_ANSWER = "no_answer"
SHORT_WAIT = timedelta(minutes=1)
_SILENCES = {
    Silence.NOT_SENT.value: Trouble.UNAVAILABLE,
    Silence.TIMEOUT.value: Trouble.TIMEOUT,
    Silence.BROKEN.value: Trouble.UNAVAILABLE,
    Silence.OUT_OF_BUDGET.value: Trouble.THROTTLED,
    Silence.CIRCUIT_OPEN.value: Trouble.UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A listing, what is said of it, and the changes that are told by that."""

    row: Listing
    item: OfferItem
    changes: dict[str, Changed]

    @property
    def oldest(self) -> datetime:
        """Since when the channel does not know."""
        return min(change.marked_at for change in self.changes.values())


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written down. `is_hopeless`: nothing was taken for a reason that holds for all, as `worst` says."""

    told: int
    worst: ItemResult | None
    is_hopeless: bool


def record(installation: Installation, offers: Sequence[Offer], pushed: Pushed, *, at: datetime) -> Recorded:
    """Write down what became of each offer; one that the answer does not mention is as unknown as one without an answer."""
    results = {result.external_id: result for result in pushed.results}
    pairs = [(offer, results.get(offer.item.external_id) or not_mentioned(offer.item.external_id)) for offer in offers]
    waiting = [offer for offer, result in pairs if result.outcome is Outcome.WAITING]
    if pushed.ticket and waiting:
        sync_book.open_tickets(installation.id, [_ticket(pushed, waiting, at)])
    measure_told(installation, [offer.changes for offer, result in pairs if result.outcome is Outcome.OK])
    said = [
        outcome(offer.item, result) for offer, result in pairs if result.outcome is not Outcome.WAITING or result.refs
    ]
    listing_book.record_push(said, now=at, actor=actor_of(installation))
    conflicts = [(offer, result) for offer, result in pairs if result.outcome is Outcome.CONFLICT]
    observe_conflicts({offer.row.id: result for offer, result in conflicts}, at=at)
    hold({offer.row.id: result for offer, result in pairs}, at=at)
    kept = [result for _, result in pairs if result.outcome in STAYS_DIRTY]
    settle_changes(
        installation.listener, [offer.changes for offer, result in pairs if result.outcome not in STAYS_DIRTY]
    )
    return Recorded(
        told=len(pairs) - len(kept),
        worst=kept[0] if kept else None,
        is_hopeless=len(kept) == len(pairs) and not conflicts,
    )


def not_mentioned(external_id: str) -> ItemResult:
    """Say of an item that the channel's answer leaves it out."""
    return ItemResult(
        external_id=external_id,
        outcome=Outcome.UNKNOWN,
        code=NO_ANSWER,
        text="The channel did not say what became of it.",
    )


def outcome(item: OfferItem, result: ItemResult) -> PushOutcome:
    """Return what is stored of an answer."""
    if result.outcome in {Outcome.OK, Outcome.SAME}:
        return PushOutcome(
            listing_id=item.listing_id,
            quantity=item.quantity,
            price_minor=item.price.minor if item.price is not None else None,
            list_price_minor=item.list_price.minor if item.list_price is not None else None,
            version=item.version if result.outcome is Outcome.OK else None,
            refs=result.refs,
        )
    if result.outcome is Outcome.WAITING:
        return PushOutcome(listing_id=item.listing_id, refs=result.refs)
    code = SOLD_THERE if result.outcome is Outcome.CONFLICT else result.code
    return PushOutcome(listing_id=item.listing_id, problem_code=code, problem=result.text, refs=result.refs)


def observe_conflicts(conflicts: Mapping[UUID, ItemResult], *, at: datetime) -> None:
    """Remember what the channel holds instead of what we thought: the next telling compares with that."""
    seen = [
        Observation(listing_id=key, quantity=result.current)
        for key, result in conflicts.items()
        if result.current is not None
    ]
    if seen:
        listing_book.record_observed(seen, now=at)


def hold(results: Mapping[UUID, ItemResult], *, at: datetime) -> None:
    """Wait with single listings for which the channel asked for time. A short wait for all is the budget's business."""
    asked = {key: result.retry_after for key, result in results.items() if result.outcome is Outcome.RETRY}
    is_for_all = len(asked) == len(results)
    outbound_book.hold_listings(
        {key: at + wait for key, wait in asked.items() if wait is not None and (not is_for_all or wait > SHORT_WAIT)},
        now=at,
    )


def trouble_of(result: ItemResult) -> Trouble:
    """Say why nothing was taken: the channel's silence by its name, else by what it answered."""
    spoken = {Outcome.AUTH: Trouble.AUTH, Outcome.RETRY: Trouble.THROTTLED}.get(result.outcome, Trouble.UNAVAILABLE)
    return _SILENCES.get(result.code, spoken)


def actor_of(installation: Installation) -> Actor:
    """Return the channel as the one who acts."""
    return Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)


def _ticket(pushed: Pushed, waiting: Sequence[Offer], at: datetime) -> TicketInput:
    return TicketInput(
        op=Op.STOCK,
        external_id=pushed.ticket,
        next_poll_at=at + pushed.poll_after,
        items=[
            TicketItem(
                listing_id=offer.item.listing_id,
                external_id=offer.item.external_id,
                quantity=offer.item.quantity,
                price_minor=offer.item.price.minor if offer.item.price is not None else None,
                list_price_minor=offer.item.list_price.minor if offer.item.list_price is not None else None,
                version=offer.item.version,
                changed_at=offer.oldest,
            )
            for offer in waiting
        ],
    )
