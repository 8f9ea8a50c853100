"""Choose where units come from as far as they go: at the places that were named, else by the channel's priorities.

Reads only: who holds what was chosen may find it gone, and chooses again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.fulfillment.queries.sourcing import sourcing_plan
from arasta.contexts.fulfillment.types import Candidate
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.types import StockLine


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a variant: at a location, or wherever the channel ships from."""

    variant_id: UUID
    quantity: int
    location_id: UUID | None = None


def choose_stock(demand: Sequence[Wanted], channel_id: UUID, *, cart_id: UUID | None = None) -> tuple[StockLine, ...]:
    """Return from where the channel may take the units, fewer than were asked for where there are not so many."""
    places = {place.location_id: place for place in channels.locations_of(channel_id)}
    named = [one.location_id for one in demand if one.location_id is not None]
    levels = availability.sellable(
        sorted({one.variant_id for one in demand}),
        channel_id=channel_id,
        location_ids=sorted({*places, *named}),
        cart_id=cart_id,
    )
    left = {(level.variant_id, level.location_id): level.sellable for level in levels}
    lines = []
    for one in demand:
        if one.location_id is not None:
            key = (one.variant_id, one.location_id)
            taken = min(one.quantity, left.get(key, 0))
            left[key] = left.get(key, 0) - taken
            lines.append(StockLine(*key, taken))
    shipping = {key: place.priority for key, place in places.items() if place.ships}
    stock = tuple(
        Candidate(location, variant, units, shipping[location])
        for (variant, location), units in left.items()
        if location in shipping
    )
    anywhere = tuple((one.variant_id, one.quantity) for one in demand if one.location_id is None)
    plan = sourcing_plan(anywhere, stock)
    lines += [StockLine(chosen.variant_id, chosen.location_id, chosen.quantity) for chosen in plan.assignments]
    return tuple(line for line in lines if line.quantity > 0)
