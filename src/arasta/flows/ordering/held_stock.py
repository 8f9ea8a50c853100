"""Stock of ours that a channel holds and ships itself: a location of its own kind, beside all that we sell from.

The channel counts it, we write down what it says. What it sold from there is entered once it has left: the units come
and go in one breath, so that our own shelves are not touched and the channel's next count stays the truth.

one transaction of the caller's: count the units in, let them leave; each order by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.explaining import explain_error
from arasta.contexts.channels.types.inbound import SeenListing
from arasta.contexts.channels.types.orders import ChannelOrder, PackageState
from arasta.contexts.channels.types.parking import ParkedInput, ParkedReason
from arasta.contexts.inventory.queries import locations as places
from arasta.contexts.inventory.services import allocations, counts, locations
from arasta.contexts.inventory.services.counts import Count, Refused
from arasta.contexts.inventory.services.locations import LocationInput
from arasta.contexts.inventory.types import AllocationRequest, LocationKind, OutOfStock, StockLine
from arasta.contexts.orders.services import statuses
from arasta.flows.ordering.choose_places_for_orders import Taken
from arasta.flows.ordering.read_channel_order import parked
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError

COUNTED, SOLD = "counted by the channel", "sold by the channel from stock it holds"
_WAITING = {PackageState.AWAITING_PAYMENT, PackageState.OPEN, PackageState.ACCEPTED, PackageState.INVOICED}


def is_underway(order: ChannelOrder) -> bool:
    """Tell whether a channel has yet to ship an order from what it holds; until then it is nothing to us."""
    return order.held_by_channel and any(package.state in _WAITING for package in order.live_packages)


def observe(channel_id: UUID, shown: Sequence[SeenListing], *, actor: Actor) -> int:
    """Write down how many units the channel holds of each listing that we know; return how many levels it counted."""
    held = {one.external_id: one.held for one in shown if one.held is not None}
    if not held:
        return 0
    known = listings.listings_by_external(channel_id, sorted(held))
    units: Counter[UUID] = Counter()
    for external_id, row in known.items():
        units[row.variant_id] += held[external_id]
    if not units:
        return 0
    place = _place(channels.channel_by_id(channel_id))
    items = [Count(variant, place, on_hand=quantity) for variant, quantity in units.items()]
    answers = counts.count(items, reason=COUNTED, actor=actor, overwrite=True)
    return sum(not isinstance(answer, Refused) for answer in answers)


def let_leave(channel: Channel, taken: Sequence[Taken], *, actor: Actor) -> tuple[list[Taken], list[ParkedInput]]:
    """Let the units of orders come and go at the place of what the channel holds; return those that could not."""
    db.require_transaction()
    place = _place(channel)
    got, refused = [], []
    for one in taken:
        try:
            with db.savepoint():
                _come_and_go(channel, one, place, actor)
        except DomainError as wrong:
            refused.append(parked(one.order, ParkedReason.REFUSED, [], explanation=explain_error(wrong)))
            continue
        got.append(one)
    return got, refused


def record_shipped(taken: Sequence[Taken], *, actor: Actor) -> None:
    """Say that the channel shipped the orders, once they are in the book."""
    lines = [(line.id, line.quantity) for one in taken for line in one.written.lines if line.id is not None]
    if lines:
        statuses.record_shipped(lines, actor=actor)


def _come_and_go(channel: Channel, one: Taken, place: UUID, actor: Actor) -> None:
    units: Counter[UUID] = Counter()
    for line in one.written.lines:
        units[line.variant_id] += line.quantity
    items = [Count(variant, place, delta=quantity) for variant, quantity in units.items()]
    for answer in counts.count(items, reason=SOLD, actor=actor):
        if isinstance(answer, Refused):
            raise answer.error
    lines = tuple(StockLine(line.variant_id, place, line.quantity, line.id) for line in one.written.lines)
    request = AllocationRequest(one.written.id, channel.id, lines, dips_into_safety=True)
    [promised] = allocations.allocate([request], actor=actor, they_leave=True)
    if isinstance(promised, OutOfStock):
        raise promised


def _place(channel: Channel) -> UUID:
    """Return the location of what a channel holds; it is opened when it is first needed."""
    code = f"held-{channel.code}"
    for row in places.locations():
        if row.code == code:
            return row.id
    wanted = LocationInput(code=code, kind=LocationKind.CHANNEL, name=channel.name, country=channel.country)
    return locations.save_locations([wanted])[code]
