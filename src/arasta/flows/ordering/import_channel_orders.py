"""Enter a marketplace's orders as if they were placed on the own site: each once, whole, from stock that is there.

one transaction for a batch: write down packages, map codes to variants, choose places, allocate, write orders, link them;
what cannot be taken is parked with its reason, visible and resolvable, and lets the others pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.services import orders as links
from arasta.contexts.channels.services import parking
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.orders import (
    ChannelAddress,
    ChannelLine,
    ChannelOrder,
    LineLink,
    OrderLink,
    PackageState,
    RecordedOrder,
)
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.fulfillment.queries.sourcing import sourcing_plan
from arasta.contexts.fulfillment.types import Candidate
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.services import allocations, reservations
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, OutOfStock, StockLine
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import Address, DeliveryKind, LineInput, OrderInput
from arasta.contexts.payments.services import money
from arasta.contexts.payments.types import PaymentId, PaymentTaken
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_WAITING = {PackageState.AWAITING_PAYMENT}
_OVER = {PackageState.CANCELLED, PackageState.REPLACED, PackageState.RETURNED, PackageState.UNDELIVERED}
_HOLD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a batch: orders entered, parked with a reason, and canceled by their buyers since."""

    entered: tuple[UUID, ...]
    parked: int
    canceled: tuple[UUID, ...]


@dataclass(slots=True)
class _Taken:
    """An order on its way in."""

    record: RecordedOrder
    order: ChannelOrder
    written: OrderInput
    places: tuple[StockLine, ...] = ()


def import_channel_orders(channel_id: UUID, orders: Sequence[ChannelOrder], *, actor: Actor) -> Imported:
    """Enter a batch of orders; ones that were entered before are only brought up to date."""
    if not orders:
        return Imported((), 0, ())
    with db.transaction():
        channel = channels.channel_by_id(channel_id)
        records = links.record_packages(channel_id, orders)
        pairs = list(zip(records, orders, strict=True))
        canceled = tuple(r.order_id for r, o in pairs if r.order_id and _is_over(o) and _has_news(r))
        fresh = [(r, o) for r, o in pairs if r.order_id is None and not _is_over(o)]
        parked = [item for _, o in fresh for item in _doubts(o)]
        doubtful = {item.external_id for item in parked}
        taken, unknown = _read(channel, [(r, o) for r, o in fresh if o.external_id not in doubtful])
        entered, short = _enter(channel, taken, actor)
        parking.park(channel_id, [*parked, *unknown, *short], actor=actor)
    return Imported(tuple(entered), len(parked) + len(unknown) + len(short), canceled)


def _has_news(record: RecordedOrder) -> bool:
    return any(change.applied and change.before != change.after for change in record.changes)


def _is_over(order: ChannelOrder) -> bool:
    live = order.live_packages
    return not live or all(package.state in _OVER for package in live)


def _doubts(order: ChannelOrder) -> list[ParkedInput]:
    return [_parked(order, doubt.reason, doubt.about) for doubt in order.doubts[:1]]


def _parked(order: ChannelOrder, reason: ParkedReason, about: Sequence[str]) -> ParkedInput:
    return ParkedInput(
        kind=ParkedKind.ORDER, external_id=order.external_id, reason=reason, about=list(about), payload=order.raw
    )


def _read(
    channel: Channel, fresh: Sequence[tuple[RecordedOrder, ChannelOrder]]
) -> tuple[list[_Taken], list[ParkedInput]]:
    """Map the channel's codes to our variants; an order with an unknown code is parked whole."""
    codes = sorted({line.sku for _, order in fresh for line in _lines(order)})
    known = listings.listings_by_external(channel.id, codes)
    described = catalog.variants({row.variant_id for row in known.values()}, language=channel.language)
    taken, unknown = [], []
    for record, order in fresh:
        missing = [line.sku for line in _lines(order) if line.sku not in known]
        if missing:
            unknown.append(_parked(order, ParkedReason.UNKNOWN_SKU, missing))
            continue
        lines = tuple(_line(line, described[known[line.sku].variant_id]) for line in _lines(order))
        taken.append(_Taken(record, order, _written(channel, order, lines)))
    return taken, unknown


def _lines(order: ChannelOrder) -> list[ChannelLine]:
    return [line for package in order.live_packages if package.state not in _OVER for line in package.lines]


def _line(line: ChannelLine, variant: catalog.VariantRow) -> LineInput:
    """Copy a line; the channel's total is the truth, so what rounding leaves is a discount."""
    discount = line.list_price * line.quantity - line.total
    return LineInput(
        id=new_id(),
        variant_id=variant.id,
        sku=variant.sku,
        name=variant.title,
        options=variant.options_text,
        quantity=line.quantity,
        unit_price=line.list_price,
        discount=discount,
        tax_rate=line.tax_rate,
        external_line_id=line.external_id,
    )


def _written(channel: Channel, order: ChannelOrder, lines: tuple[LineInput, ...]) -> OrderInput:
    name = f"{order.customer.first_name} {order.customer.last_name}".strip()
    return OrderInput(
        id=new_id(),
        channel_id=channel.id,
        currency=order.currency,
        lines=lines,
        delivery=DeliveryKind.DELIVERY,
        email=order.customer.email,
        customer_name=name or order.ship_to.name,
        language=channel.language,
        external_id=order.external_id,
        shipping_address=_address(order.ship_to),
        billing_address=_address(order.bill_to),
        placed_at=order.placed_at,
    )


def _address(given: ChannelAddress) -> Address:
    fields = ("name", "line1", "line2", "district", "city", "postal_code", "country", "phone")
    return Address(**{name: getattr(given, name) for name in fields})


def _enter(
    channel: Channel, taken: Sequence[_Taken], actor: Actor
) -> tuple[list[UUID], list[ParkedInput]]:
    """Promise stock to the orders and write those that got it; hold units for orders that await their payment."""
    placeable = _with_places(channel, taken)
    waiting = [one for one in placeable if any(p.state in _WAITING for p in one.order.live_packages)]
    ready = [one for one in placeable if one not in waiting]
    _hold(channel, waiting, actor)
    answers = allocations.allocate([_request(channel, one) for one in ready], actor=actor) if ready else []
    got = [one for one, answer in zip(ready, answers, strict=True) if not isinstance(answer, OutOfStock)]
    _write(channel, got, actor)
    accepted = {one.order.external_id for one in [*got, *waiting]}
    short = [one.order for one in taken if one.order.external_id not in accepted]
    parked = [_parked(order, ParkedReason.OUT_OF_STOCK, [line.sku for line in _lines(order)]) for order in short]
    return [one.written.id for one in got], parked


def _hold(channel: Channel, waiting: Sequence[_Taken], actor: Actor) -> None:
    requests = [HoldRequest(one.record.external_order_id, channel.id, _merged(one.places), _HOLD) for one in waiting]
    if requests:
        reservations.reserve(requests, actor=actor)


def _request(channel: Channel, one: _Taken) -> AllocationRequest:
    return AllocationRequest(
        one.written.id, channel.id, one.places, cart_id=one.record.external_order_id, dips_into_safety=True
    )


def _with_places(channel: Channel, taken: Sequence[_Taken]) -> list[_Taken]:
    """Choose places order by order, each from what the ones before it left."""
    priority = {place.location_id: place.priority for place in channels.locations_of(channel.id) if place.ships}
    variants = sorted({line.variant_id for one in taken for line in one.written.lines})
    levels = availability.sellable(
        variants, channel_id=channel.id, location_ids=list(priority), dips_into_safety=True
    )
    left = {(level.variant_id, level.location_id): level.sellable for level in levels}
    placed = []
    for one in taken:
        demand: dict[UUID, int] = {}
        for line in one.written.lines:
            demand[line.variant_id] = demand.get(line.variant_id, 0) + line.quantity
        stock = tuple(
            Candidate(place, variant, count, priority[place]) for (variant, place), count in left.items() if variant in demand
        )
        plan = sourcing_plan(tuple(demand.items()), stock)
        if plan.is_complete:
            assigned = [(a.variant_id, a.location_id, a.quantity) for a in plan.assignments]
            for variant, place, quantity in assigned:
                left[(variant, place)] -= quantity
            placed.append(replace_places(one, assigned))
    return placed


def replace_places(one: _Taken, assigned: list[tuple[UUID, UUID, int]]) -> _Taken:
    """Give each line its share of the places chosen for its variant."""
    rest = [list(part) for part in assigned]
    places = []
    for line in one.written.lines:
        needed = line.quantity
        for part in rest:
            share = min(needed, int(part[2])) if part[0] == line.variant_id else 0  # type: ignore[call-overload]
            if share:
                places.append(StockLine(line.variant_id, part[1], share, line.id))  # type: ignore[arg-type]
                part[2] = int(part[2]) - share  # type: ignore[assignment,call-overload]
                needed -= share
    return replace(one, places=tuple(places))


def _merged(places: tuple[StockLine, ...]) -> tuple[StockLine, ...]:
    sums: dict[tuple[UUID, UUID], int] = {}
    for line in places:
        sums[(line.variant_id, line.location_id)] = sums.get((line.variant_id, line.location_id), 0) + line.quantity
    return tuple(StockLine(variant, place, count) for (variant, place), count in sums.items())


def _write(channel: Channel, got: Sequence[_Taken], actor: Actor) -> None:
    placed = placing.place_orders([one.written for one in got], actor=actor)
    links.link_orders(
        [OrderLink(channel_id=channel.id, external_id=o.order.external_id, order_id=o.written.id) for o in got]
    )
    for one in got:
        links.link_lines(one.record.external_order_id, _line_links(one))
    money.record_marketplace(
        [PaymentTaken(id=PaymentId(new_id()), order_id=order.id, amount=order.total, provider=channel.code) for order in placed],
        actor=actor,
    )
    statuses.record_payments([(order.id, order.total.minor, order.total.minor, 0) for order in placed], actor=actor)


def _line_links(one: _Taken) -> list[LineLink]:
    ids = {line.external_line_id: line.id for line in one.written.lines}
    return [
        LineLink(package_id=package.external_id, external_line_id=line.external_id, order_line_id=ids[line.external_id])  # type: ignore[arg-type]
        for package in one.order.live_packages
        for line in package.lines
        if line.external_id in ids
    ]
