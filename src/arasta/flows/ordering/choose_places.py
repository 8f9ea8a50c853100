"""Choose where carts' units come from: the pickup location alone, or the channel's shipping places by priority.

Many carts are served in their order, each from what the ones before it left, with one read of the stock per channel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.fulfillment.queries.sourcing import sourcing_plan
from arasta.contexts.fulfillment.types import Candidate, SourcingPlan
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.types import OutOfStock, Shortage, StockLine


@dataclass(frozen=True, slots=True)
class Demand:
    """What one cart wants: (variant, quantity) pairs, sent by a channel or fetched at one location.

    `cart_id`: its own hold counts as free to it, where it is chosen for alone. `dips_into_safety`: it is sold already.
    `fetched`: variants that are picked up at `fetched_at`, while the rest is sent. `is_brought`: what is picked up may lie
    elsewhere, and is brought there.
    """

    served: ServedChannel
    wanted: tuple[tuple[UUID, int], ...]
    pickup_location_id: UUID | None = None
    cart_id: UUID | None = None
    dips_into_safety: bool = False
    fetched: frozenset[UUID] = frozenset()
    fetched_at: UUID | None = None
    is_brought: bool = False

    @property
    def picked_up_at(self) -> UUID | None:
        """Where all of it, or what is fetched, is picked up."""
        return self.pickup_location_id or (self.fetched_at if self.fetched else None)

    @property
    def priorities(self) -> dict[UUID, int]:
        """The locations it may come from, with the order in which they are asked."""
        here, only_here = self.picked_up_at, self.pickup_location_id is not None and not self.is_brought
        return {
            place.location_id: place.priority
            for place in self.served.places
            if (place.picks_up and place.location_id == here) or (place.ships and not only_here)
        }

    def takes(self, variant: UUID, location_id: UUID) -> bool:
        """Tell whether a variant may come from one of the locations: what is fetched only from its store."""
        if not self.fetched:
            return True
        if variant in self.fetched and not self.is_brought:
            return location_id == self.fetched_at
        return any(place.ships for place in self.served.places if place.location_id == location_id)


Chosen = tuple[StockLine, ...]


def choose_places(demands: Sequence[Demand]) -> list[Chosen | OutOfStock]:
    """Return each demand's places, or what nobody has of it. Nothing is locked: a rival may be faster."""
    stock = _Stock(demands)
    return [stock.take(demand) for demand in demands]


class _Stock:
    """What the channels may sell at their places, less what earlier demands took."""

    def __init__(self, demands: Sequence[Demand]) -> None:
        self._left: dict[tuple[UUID, bool], dict[UUID, dict[UUID, int]]] = {}
        groups: dict[tuple[UUID, bool], list[Demand]] = defaultdict(list)
        for demand in demands:
            groups[_group(demand)].append(demand)
        alone = demands[0].cart_id if len(demands) == 1 else None
        for key, members in groups.items():
            self._left[key] = _read(key, members, alone)

    def take(self, demand: Demand) -> Chosen | OutOfStock:
        """Choose a demand's places from what is left, and take it from there."""
        left, priorities = self._left[_group(demand)], demand.priorities
        shelf = tuple(
            Candidate(place, variant, count, priorities[place])
            for variant in dict.fromkeys(variant for variant, _ in demand.wanted)
            for place, count in left.get(variant, {}).items()
            if place in priorities and demand.takes(variant, place)
        )
        only = None if demand.is_brought else demand.pickup_location_id
        plan = sourcing_plan(demand.wanted, shelf, only_location=only)
        if not plan.is_complete:
            return _shortage(demand, plan)
        for one in plan.assignments:
            left[one.variant_id][one.location_id] -= one.quantity
        return tuple(StockLine(one.variant_id, one.location_id, one.quantity) for one in plan.assignments)


def _group(demand: Demand) -> tuple[UUID, bool]:
    return demand.served.channel.id, demand.dips_into_safety


def _read(key: tuple[UUID, bool], demands: Sequence[Demand], cart_id: UUID | None) -> dict[UUID, dict[UUID, int]]:
    channel_id, dips = key
    left: dict[UUID, dict[UUID, int]] = {}
    for level in availability.sellable(
        list({variant for demand in demands for variant, _ in demand.wanted}),
        channel_id=channel_id,
        location_ids=list({place for demand in demands for place in demand.priorities}),
        cart_id=cart_id,
        dips_into_safety=dips,
    ):
        left.setdefault(level.variant_id, {})[level.location_id] = level.sellable
    return left


def _shortage(demand: Demand, plan: SourcingPlan) -> OutOfStock:
    wanted: dict[UUID, int] = defaultdict(int)
    for variant, quantity in demand.wanted:
        wanted[variant] += quantity
    anywhere = demand.pickup_location_id or next(iter(demand.priorities), demand.served.channel.id)
    return OutOfStock(
        tuple(Shortage(variant, anywhere, wanted[variant], wanted[variant] - short) for variant, short in plan.missing)
    )
