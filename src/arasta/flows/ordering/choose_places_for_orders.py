"""Choose where many orders' units come from, each order from what the ones before it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.orders import ChannelOrder, RecordedOrder
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.types import OutOfStock, StockLine
from arasta.contexts.orders.types import OrderInput
from arasta.flows.ordering.choose_places import Demand, choose_places

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
    if not taken:
        return []
    held = stock.held_by([one.record.external_order_id for one in taken])
    served = channels.served_channels(ids=[channel.id])[0]
    wanted = {one.written.id: _demand(one.written) for one in taken}
    own = {one.written.id: held.get(one.record.external_order_id, []) for one in taken}
    without = [one.written.id for one in taken if _sum(own[one.written.id]) != wanted[one.written.id]]
    demands = [Demand(served, tuple(wanted[key].items()), dips_into_safety=True) for key in without]
    chosen = dict(zip(without, choose_places(demands), strict=True)) if demands else {}
    placed = []
    for one in taken:
        answer = chosen.get(one.written.id)
        if isinstance(answer, OutOfStock):
            continue
        assigned = [(s.variant_id, s.location_id, s.quantity) for s in answer] if answer else own[one.written.id]
        placed.append(replace(one, places=spread(one.written, assigned), is_held=answer is None))
    return placed


def _demand(order: OrderInput) -> dict[UUID, int]:
    return _sum([(line.variant_id, order.id, line.quantity) for line in order.lines])


def _sum(parts: Assigned) -> dict[UUID, int]:
    sums: dict[UUID, int] = {}
    for variant, _, quantity in parts:
        sums[variant] = sums.get(variant, 0) + quantity
    return sums


def spread(order: OrderInput, assigned: Assigned) -> tuple[StockLine, ...]:
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
