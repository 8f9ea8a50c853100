"""Choose where many orders' units come from, each order from what the ones before it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.orders import ChannelOrder, RecordedOrder
from arasta.contexts.fulfillment.queries.sourcing import sourcing_plan
from arasta.contexts.fulfillment.types import Candidate
from arasta.contexts.inventory.queries import availability, stock
from arasta.contexts.inventory.types import StockLine
from arasta.contexts.orders.types import OrderInput

Assigned = list[tuple[UUID, UUID, int]]


@dataclass(frozen=True, slots=True)
class Taken:
    """An order on its way in; `is_held`: its units were put aside when it was first seen."""

    record: RecordedOrder
    order: ChannelOrder
    written: OrderInput
    places: tuple[StockLine, ...] = ()
    is_held: bool = False


def choose_places_for_orders(channel: Channel, taken: Sequence[Taken]) -> list[Taken]:
    """Return the orders that can be had whole, with their places; what an order holds already is its own."""
    held = stock.held_by([one.record.external_order_id for one in taken])
    levels = _Levels(channel, taken)
    placed = []
    for one in taken:
        demand = _demand(one.written)
        own = held.get(one.record.external_order_id, [])
        is_held = _sum(own) == demand
        assigned = own if is_held else levels.assign(demand)
        if assigned:
            placed.append(replace(one, places=_places(one.written, assigned), is_held=is_held))
    return placed


class _Levels:
    """What a channel may sell, less what earlier orders of the batch took of it."""

    def __init__(self, channel: Channel, taken: Sequence[Taken]) -> None:
        shipping = [place for place in channels.locations_of(channel.id) if place.ships]
        self._priority = {place.location_id: place.priority for place in shipping}
        variants = sorted({line.variant_id for one in taken for line in one.written.lines})
        found = availability.sellable(
            variants, channel_id=channel.id, location_ids=list(self._priority), dips_into_safety=True
        )
        self._left: dict[UUID, dict[UUID, int]] = {variant: {} for variant in variants}
        for level in found:
            self._left[level.variant_id][level.location_id] = level.sellable

    def assign(self, demand: dict[UUID, int]) -> Assigned:
        """Take a demand from as few places as possible; nothing if it cannot be had whole."""
        shelf = tuple(
            Candidate(place, variant, count, self._priority[place])
            for variant in demand
            for place, count in self._left[variant].items()
        )
        plan = sourcing_plan(tuple(demand.items()), shelf)
        if not plan.is_complete:
            return []
        assigned = [(one.variant_id, one.location_id, one.quantity) for one in plan.assignments]
        for variant, place, quantity in assigned:
            self._left[variant][place] -= quantity
        return assigned


def _demand(order: OrderInput) -> dict[UUID, int]:
    return _sum([(line.variant_id, order.id, line.quantity) for line in order.lines])


def _sum(parts: Assigned) -> dict[UUID, int]:
    sums: dict[UUID, int] = {}
    for variant, _, quantity in parts:
        sums[variant] = sums.get(variant, 0) + quantity
    return sums


def _places(order: OrderInput, assigned: Assigned) -> tuple[StockLine, ...]:
    """Give each line its share of the places chosen for its variant."""
    left: dict[UUID, list[tuple[UUID, int]]] = {}
    for variant, place, quantity in assigned:
        left.setdefault(variant, []).append((place, quantity))
    return tuple(
        StockLine(line.variant_id, place, share, line.id)
        for line in order.lines
        for place, share in _draw(left[line.variant_id], line.quantity)
    )


def _draw(parts: list[tuple[UUID, int]], needed: int) -> list[tuple[UUID, int]]:
    """Take so many units from the front of the parts, which keep the rest."""
    drawn = []
    while needed:
        place, quantity = parts.pop(0)
        share = min(needed, quantity)
        drawn.append((place, share))
        needed -= share
        if quantity > share:
            parts.insert(0, (place, quantity - share))
    return drawn
