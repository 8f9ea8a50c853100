"""What is short may be brought from elsewhere, or sold before it is there: find from which goods, and for which day.

Asked only for what nobody has; reads only. Who promises decides again, under the locks of the levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.channels.types import expected_at
from arasta.contexts.inventory.queries import promises
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.inventory.types import OutOfStock, StockLine
from arasta.contexts.pickup.queries import hours
from arasta.flows.ordering.choose_places import Chosen, Demand, choose_places


@dataclass(frozen=True, slots=True)
class Split:
    """What a demand takes from shelves now, and what of it waits for goods that are to come."""

    now: Chosen
    later: Chosen = ()


def choose_now_or_later(demand: Demand) -> Split | OutOfStock:
    """Choose a demand's places; what is short waits for announced goods where it is sold so."""
    chosen = choose_places([demand])[0]
    return or_later(demand, chosen)


def or_later(demand: Demand, chosen: Chosen | OutOfStock) -> Split | OutOfStock:
    """Return what was chosen; or, for a refusal, what is brought, or the demand split into what is there and to come.

    What is picked up may wait for what comes to where it is brought from.
    """
    if not isinstance(chosen, OutOfStock):
        return Split(chosen)
    refusal, demand = chosen, with_brought(demand)
    if demand.is_brought:
        chosen = choose_places([demand])[0]
        if not isinstance(chosen, OutOfStock):
            return Split(chosen)
    short = {one.variant_id: one.requested - one.available for one in chosen.shortages}
    quotes = quotes_of(demand, short)
    if len(quotes) < len(short):
        return refusal
    now = _there(demand, short)
    if isinstance(now, OutOfStock):
        return now
    return Split(now, tuple(StockLine(key, one.location_id, one.units) for key, one in quotes.items()))


def or_brought(demand: Demand, chosen: Chosen | OutOfStock) -> Chosen | OutOfStock:
    """Return what was chosen; or, for what is picked up where not all of it lies, the places from which it is brought."""
    wider = with_brought(demand) if isinstance(chosen, OutOfStock) else demand
    brought = choose_places([wider])[0] if wider.is_brought else chosen
    return chosen if isinstance(brought, OutOfStock) else brought


def with_brought(demand: Demand) -> Demand:
    """Return a demand with the places from which what is picked up would be brought, if anything is."""
    here = demand.picked_up_at
    return replace(demand, is_brought=True) if here and hours.taking_goods_from_elsewhere([here]) else demand


def quotes_of(demand: Demand, short: Mapping[UUID, int]) -> dict[UUID, Quote]:
    """Return which missing units may be promised at the demand's places, the first in their order preferred.

    What is picked up waits at its place only for what was announced there, unless all that is to come is expected there.
    """
    if demand.dips_into_safety or demand.fetched or not short:
        return {}
    places = sorted(demand.priorities, key=lambda key: (demand.priorities[key], key))
    here, channel_id = demand.picked_up_at, demand.served.channel.id
    only = [here] if here and here != expected_at(demand.served.places) else []
    return promises.quotes(short, channel_id=channel_id, location_ids=places, announced_only=only)


def with_lines(lines: Iterable[tuple[UUID | None, UUID, int]], split: Split) -> tuple[Chosen, Chosen]:
    """Give each line, (id, variant, units), its share: from shelves first, the rest from what is to come."""
    pools: dict[UUID, list[tuple[StockLine, bool]]] = {}
    for is_later, part in [*((False, part) for part in split.now), *((True, part) for part in split.later)]:
        pools.setdefault(part.variant_id, []).append((part, is_later))
    shares: tuple[list[StockLine], list[StockLine]] = ([], [])
    for line_id, variant_id, quantity in lines:
        for part, is_later in _draw(pools[variant_id], quantity):
            shares[is_later].append(replace(part, reference=line_id))
    return tuple(shares[False]), tuple(shares[True])


def _there(demand: Demand, short: Mapping[UUID, int]) -> Chosen | OutOfStock:
    """Choose places for what is there of the demand."""
    left, wanted = dict(short), []
    for variant, quantity in demand.wanted:
        missing = min(quantity, left.get(variant, 0))
        left[variant] = left.get(variant, 0) - missing
        if quantity > missing:
            wanted.append((variant, quantity - missing))
    return choose_places([replace(demand, wanted=tuple(wanted))])[0] if wanted else ()


def _draw(parts: list[tuple[StockLine, bool]], needed: int) -> Sequence[tuple[StockLine, bool]]:
    """Take so many units from the front of the parts, which keep the rest."""
    drawn = []
    while needed:
        part, is_later = parts.pop(0)
        share = min(needed, part.quantity)
        drawn.append((part if share == part.quantity else replace(part, quantity=share), is_later))
        needed -= share
        if part.quantity > share:
            parts.insert(0, (replace(part, quantity=part.quantity - share), is_later))
    return drawn
