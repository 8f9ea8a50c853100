"""Enter a marketplace's orders as if they were placed on the own site: each once, whole, from stock that is there.

one transaction for a batch: write down packages, map codes to variants, choose places, allocate, write orders, link;
what cannot be taken is parked with its reason, visible and resolvable, and lets the others pass. Orders that lost
their units to a rival between choosing and allocating are tried again, in a transaction of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.services import orders as links
from arasta.contexts.channels.services import parking
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.orders import ChannelOrder, LineLink, OrderLink, PackageState, RecordedOrder
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.inventory.services import allocations, reservations
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, OutOfStock
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import OrderPaid
from arasta.contexts.payments.services import money
from arasta.contexts.payments.types import PaymentId, PaymentTaken
from arasta.flows.ordering import held_stock
from arasta.flows.ordering import judge_channel_orders as judge
from arasta.flows.ordering.choose_places_for_orders import Taken, choose_places_for_orders
from arasta.flows.ordering.read_channel_order import Pair, is_partial, parked, read_orders, wanted_lines
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_HOLD = timedelta(days=2)
_TRIES = 3


@dataclass(slots=True)
class Imported:
    """What became of a batch. `known`: orders that were in the book before; `gone`: canceled before they could enter;
    `partial`: external ids of orders of which only a part was shown, to be read whole.
    """

    entered: list[UUID] = field(default_factory=list)
    parked: int = 0
    known: list[Pair] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)


def import_channel_orders(
    channel_id: UUID, orders: Sequence[ChannelOrder], *, actor: Actor, whole: bool = False
) -> Imported:
    """Enter a batch of orders; ones that were entered before come back as known. `whole`: no package is missing."""
    imported = Imported()
    own = [order for order in orders if not order.held_by_channel]
    for group in (
        [order for order in own if not _awaits_payment(order)],
        [order for order in own if _awaits_payment(order)],
        [order for order in orders if order.held_by_channel and not held_stock.is_underway(order)],
    ):
        left: Sequence[ChannelOrder] = group
        for tries_left in reversed(range(_TRIES)):
            if left:
                left = _take(channel_id, left, imported, actor, (whole, tries_left == 0))
    return imported


def _awaits_payment(order: ChannelOrder) -> bool:
    return any(package.state is PackageState.AWAITING_PAYMENT for package in order.live_packages)


def _take(
    channel_id: UUID, orders: Sequence[ChannelOrder], imported: Imported, actor: Actor, terms: tuple[bool, bool]
) -> list[ChannelOrder]:
    """Take a batch in one transaction; return the orders to be tried again. `terms`: (they are whole, last try)."""
    whole, is_last = terms
    with db.transaction():
        channel = channels.channel_by_id(channel_id)
        unwritten = judge.uncountable(orders)
        orders = [order for order in orders if order.external_id not in {item.external_id for item in unwritten}]
        pairs = list(zip(links.record_packages(channel_id, orders), orders, strict=True))
        aside = parked_reads.dismissed(channel_id, ParkedKind.ORDER, [order.external_id for order in orders])
        fresh = [(r, o) for r, o in pairs if r.order_id is None and r.external_id not in aside]
        imported.known += [(r, o) for r, o in pairs if r.order_id is not None]
        imported.gone += [r.external_order_id for r, o in fresh if not _is_wanted((r, o))]
        partial = [] if whole else [r.external_id for r, o in fresh if is_partial(r, o)]
        imported.partial += partial
        doubtful = [*_doubts(pairs), *_late_packages(pairs)]
        not_now = {item.external_id for item in doubtful} | set(partial)
        ready = [(r, o) for r, o in fresh if _is_wanted((r, o)) and r.external_id not in not_now]
        wrong = judge.wrong(ready, channel.currency)
        never = {item.external_id for item in wrong}
        read, unknown = read_orders(channel, [(r, o) for r, o in ready if r.external_id not in never])
        taken = [Taken(record, order, written) for (record, order), written in read]
        entered, short, again = _enter(channel, taken, actor, is_last=is_last)
        problems = [*unwritten, *doubtful, *wrong, *unknown, *short]
        imported.parked += len(problems)
        imported.entered += [one.written.id for one in entered]
        parking.park(channel_id, problems, actor=actor)
        _close_settled(channel_id, pairs, {*(item.external_id for item in problems), *partial, *aside}, actor)
    return again


def _is_wanted(pair: Pair) -> bool:
    return any(package.is_wanted for package in pair[0].packages)


def _doubts(pairs: Iterable[Pair]) -> list[ParkedInput]:
    return [parked(o, doubt.reason, doubt.about) for r, o in pairs if _is_wanted((r, o)) for doubt in o.doubts[:1]]


def _late_packages(pairs: Iterable[Pair]) -> list[ParkedInput]:
    """Goods that came to an order after it had been entered are left to a person."""
    late = [(order, _unlinked(record)) for record, order in pairs if record.order_id is not None]
    return [
        parked(order, ParkedReason.REFUSED, codes, explanation=explain("late_package"))
        for order, codes in late
        if codes
    ]


def _unlinked(record: RecordedOrder) -> list[str]:
    packages = [package for package in record.packages if package.is_wanted]
    lines = [line for package in packages for line in package.lines]
    return sorted({line.sku for line in lines if line.order_line_id is None and line.quantity})


def _close_settled(channel_id: UUID, pairs: Iterable[Pair], unsettled: set[str], actor: Actor) -> None:
    settled = [record.external_id for record, _ in pairs if record.external_id not in unsettled]
    parking.close(channel_id, ParkedKind.ORDER, settled, actor=actor)


def _enter(
    channel: Channel, taken: Sequence[Taken], actor: Actor, *, is_last: bool
) -> tuple[list[Taken], list[ParkedInput], list[ChannelOrder]]:
    """Promise stock and write the orders that got it, or hold units for orders that await their payment.

    Returns the orders written, those for which there is no stock, and those whose units a rival took.
    """
    if taken and taken[0].order.held_by_channel:
        left, refused = held_stock.let_leave(channel, taken, actor=actor)
        _write(channel, left, actor)
        held_stock.record_shipped(left, actor=actor)
        return left, refused, []
    placed = choose_places_for_orders(channel, taken)
    waiting = [one for one in placed if _awaits_payment(one.order)]
    ready = [one for one in placed if not _awaits_payment(one.order)]
    lost = _hold(channel, waiting, actor)
    answers = allocations.allocate([_request(channel, one) for one in ready], actor=actor) if ready else []
    got = [one for one, answer in zip(ready, answers, strict=True) if not isinstance(answer, OutOfStock)]
    _write(channel, got, actor)
    lost += [one for one in ready if one not in got]
    missing = [one for one in taken if one.written.id not in {two.written.id for two in placed}]
    if is_last:
        missing, lost = [*missing, *lost], []
    short = [
        parked(one.order, ParkedReason.OUT_OF_STOCK, sorted({line.sku for line in wanted_lines(one.record, one.order)}))
        for one in missing
    ]
    return got, short, [one.order for one in lost]


def _hold(channel: Channel, waiting: Sequence[Taken], actor: Actor) -> list[Taken]:
    """Hold units for orders that hold none yet; return those that got none."""
    wanted = [one for one in waiting if not one.is_held]
    if not wanted:
        return []
    answers = reservations.reserve(
        [HoldRequest(one.record.external_order_id, channel.id, one.places, _HOLD) for one in wanted], actor=actor
    )
    return [one for one, answer in zip(wanted, answers, strict=True) if isinstance(answer, OutOfStock)]


def _request(channel: Channel, one: Taken) -> AllocationRequest:
    return AllocationRequest(
        one.written.id, channel.id, one.places, cart_id=one.record.external_order_id, dips_into_safety=True
    )


def _write(channel: Channel, got: Sequence[Taken], actor: Actor) -> None:
    if not got:
        return
    placed = placing.place_orders([one.written for one in got], actor=actor)
    links.link_orders(
        [OrderLink(channel_id=channel.id, external_id=o.order.external_id, order_id=o.written.id) for o in got]
    )
    for one in got:
        links.link_lines(one.record.external_order_id, _line_links(one))
    taken = [
        PaymentTaken(id=PaymentId(new_id()), order_id=order.id, amount=order.total, provider=channel.code)
        for order in placed
    ]
    money.record_marketplace(taken, actor=actor)
    statuses.record_payments(
        [OrderPaid(order.id, order.total.minor, order.total.minor) for order in placed], actor=actor
    )


def _line_links(one: Taken) -> list[LineLink]:
    ids = {line.external_line_id: line.id for line in one.written.lines}
    return [
        LineLink(package_id=package.external_id, external_line_id=line.external_id, order_line_id=order_line_id)
        for package in one.order.packages
        for line in package.lines
        if (order_line_id := ids.get(line.external_id)) is not None
    ]
