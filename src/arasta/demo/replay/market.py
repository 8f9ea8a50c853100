"""Sell baskets at the marketplace: offer products, let its customers buy, read what they bought, tell what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from arasta.contexts.channels.queries import listings as listed
from arasta.contexts.channels.queries import sync
from arasta.contexts.channels.services import listings
from arasta.contexts.channels.types import Installation, ListingInput, ListingStatus
from arasta.demo.replay.baskets import persist
from arasta.demo.replay.bench import Count
from arasta.demo.replay.dataset import Basket, Dataset
from arasta.demo.replay.marketplace import Customers
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.publishing.poll_tickets import poll_tickets
from arasta.flows.publishing.publish_listings import publish_waiting
from arasta.flows.publishing.push_offers import push_offers
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty

TRIES = 60
ROUNDS_TO_SETTLE = 400
LISTED_AT_ONCE = 1000
A_MINUTE = timedelta(minutes=1)
Step = Callable[[str, int, int], None]


@dataclass(slots=True)
class _Purchase:
    """What a customer still wants to buy."""

    basket: Basket
    units: dict[str, int]
    tries: int = 0

    def order(self) -> dict[str, Any]:
        """Write the order; the reference makes asking again harmless."""
        lines = [{"barcode": code, "quantity": count} for code, count in self.units.items()]
        return {"lines": lines, "reference": f"basket-{self.basket.key}-{self.tries}"}

    def give_up(self, outcome: Mapping[str, Any]) -> None:
        """Leave out what the marketplace does not show."""
        self.tries += 1
        self.units[outcome["barcode"]] = outcome["left"]
        self.units = {code: count for code, count in self.units.items() if count}


def offer(
    installation: Installation, goods: Sequence[int], *, data: Dataset, variants: Mapping[int, UUID], step: Step
) -> None:
    """Put products on offer and wait until the marketplace sells them."""
    wanted = [ListingInput(variant_id=variants[key], external_id=data.goods[key].sku) for key in goods]
    for start in range(0, len(wanted), LISTED_AT_ONCE):
        listings.save_listings(installation.channel_id, wanted[start : start + LISTED_AT_ONCE], actor=SYSTEM)
    for _ in range(ROUNDS_TO_SETTLE):
        publish_waiting(installation, at=clock.now())
        poll_tickets(installation, at=clock.now() + A_MINUTE)
        counts = listed.count_listings([installation.channel_id])[installation.channel_id]
        step("listings", counts[ListingStatus.ACTIVE], len(wanted))
        if not counts[ListingStatus.DRAFT] and not counts[ListingStatus.PENDING]:
            break
    settle(installation)


def settle(installation: Installation) -> None:
    """Tell what changed until the marketplace has taken all of it; what it refuses for now stands in its sync state."""
    for _ in range(ROUNDS_TO_SETTLE):
        keep_in_step(installation)
        if not _is_behind(installation) or troubles(installation):
            return


def keep_in_step(installation: Installation) -> None:
    """Tell what changed, and hear what became of what was told."""
    push_offers(installation, at=clock.now())
    poll_tickets(installation, at=clock.now() + A_MINUTE)


def sell_at_the_marketplace(
    baskets: Sequence[Basket], *, data: Dataset, installation: Installation, customers: Customers
) -> Count:
    """Let customers buy baskets, and enter their orders; what the marketplace does not show is left out and counted."""
    count = Count()
    with count.working():
        purchases = [
            _Purchase(one, {data.goods[key].sku: pieces for key, pieces in one.pieces.items()}) for one in baskets
        ]
        _buy(purchases, customers)
        persist(lambda: pull_channel_orders(installation, at=clock.now()), count)
    for purchase in purchases:
        count.add(wanted=sum(purchase.basket.pieces.values()), sold=sum(purchase.units.values()))
    return count


def _buy(purchases: Sequence[_Purchase], customers: Customers) -> None:
    left = [one for one in purchases if one.units]
    for _ in range(TRIES):
        if not left:
            return
        outcomes = customers.order([one.order() for one in left])
        refused = [(one, outcome) for one, outcome in zip(left, outcomes, strict=True) if not outcome["placed"]]
        for one, outcome in refused:
            one.give_up(outcome)
        left = [one for one, _ in refused if one.units]
    for one in left:
        one.units = {}


def _is_behind(installation: Installation) -> bool:
    due = sync.due_tickets(clock.now() + A_MINUTE, installation_id=installation.id)
    topics = (dirty.AVAILABILITY, dirty.PRICES)
    return bool(due) or any(dirty.waiting(topic, installation.listener)[0] for topic in topics)


def troubles(installation: Installation) -> list[str]:
    """Return what stands in the sync state of the marketplace's streams."""
    states = sync.sync_states([installation.channel_id])
    return [f"{state.stream}: {state.trouble} {state.last_error}" for state in states if state.trouble]
