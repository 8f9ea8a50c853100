"""Ask the locations that hold an order's promises to fulfil them: one fulfillment order per location.

What is fetched at another place than it lies at is brought there first, by the day that the place promises.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import (
    DeliveryKind,
    FulfillmentOrderRow,
    FulfillmentOrderToOpen,
    FulfillmentStatus,
    LineToFulfill,
)
from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.pickup.queries import hours, plans
from arasta.contexts.pickup.services import plans as plan_book
from arasta.contexts.pickup.types import Plan
from arasta.kernel import db
from arasta.kernel.access import Actor

Promise = tuple[UUID, UUID, UUID, UUID, int]  # allocation, order line, variant, location, units


def source_orders(order_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Open the fulfillment orders of what orders are promised and nobody was asked for yet.

    What became dearer by another way of delivery waits for its money. Locks the orders, so that nobody cancels one
    meanwhile.
    """
    with db.transaction():
        statuses.lock(order_ids)
        asked = _asked(fulfillment.of_orders(order_ids))
        orders = order_book.orders(order_ids)
        promised: dict[UUID, list[Promise]] = defaultdict(list)
        for allocation, order_id, line, variant, location, units in stock.open_allocations(order_ids):
            promised[order_id].append((allocation, line, variant, location, units))
        able = [orders[key] for key in order_ids if not _awaits_money(orders[key])]
        wanted = [one for order in able for one in _requests(order, promised[order.row.id], asked)]
        wanted = _with_days(wanted, orders)
        return requests.open_fulfillment_orders(wanted, at=at, actor=actor) if wanted else []


def _awaits_money(order: OrderDetail) -> bool:
    """Tell whether an order was changed to a dearer delivery that is not paid yet: it is not sent before."""
    if order.way_changed_at is None or DeliveryKind(order.row.delivery) is DeliveryKind.PICKUP:
        return False
    return payment_book.kept_of(order.row.id) < wanted_worth(order).minor


def _with_days(
    wanted: Sequence[FulfillmentOrderToOpen], orders: Mapping[UUID, OrderDetail]
) -> list[FulfillmentOrderToOpen]:
    """Say by when what is fetched shall be there: when its customer means to come, or the place promised it."""
    fetched = {one.order_id: orders[one.order_id] for one in wanted if one.kind is not DeliveryKind.DELIVERY}
    if not fetched:
        return list(wanted)
    chosen = plans.plans(fetched)
    days: dict[UUID, datetime | None] = {
        key: chosen[key].starts_at for key, one in fetched.items() if _is_for(chosen.get(key), one.row.location_id)
    }
    targets = {one.target_id for one in wanted if one.target_id}
    if days:
        plan_book.confirm(list(days))
    places = hours.calendars(targets) if targets else {}
    for one in wanted:
        if one.target_id in places and one.order_id not in days:
            days[one.order_id] = hours.brought_by(places[one.target_id], fetched[one.order_id].promised_at)
    return [one if one.kind is DeliveryKind.DELIVERY else replace(one, due_at=days.get(one.order_id)) for one in wanted]


def _is_for(plan: Plan | None, location_id: UUID | None) -> bool:
    return plan is not None and plan.location_id == location_id


def _asked(rows: Sequence[FulfillmentOrderRow]) -> Counter[UUID]:
    """Return how many units of each allocation locations were asked for and still have."""
    asked: Counter[UUID] = Counter()
    for row in rows:
        if row.status is not FulfillmentStatus.CANCELED:
            asked.update({line.allocation_id: line.left for line in row.lines})
    return asked


def _requests(
    order: OrderDetail, promised: Sequence[Promise], asked: Mapping[UUID, int]
) -> list[FulfillmentOrderToOpen]:
    lines = {line.id: line for line in order.lines}
    places: dict[tuple[UUID, DeliveryKind], list[LineToFulfill]] = {}
    for allocation, line_id, variant, location, units in promised:
        quantity = units - asked.get(allocation, 0)
        if quantity <= 0:
            continue
        line = lines[line_id]
        name = f"{line.name} · {line.options}" if line.options else line.name
        kind = _kind(order, line, location)
        places.setdefault((location, kind), []).append(
            LineToFulfill(line_id, variant, quantity, allocation, line.sku, name)
        )
    return [
        FulfillmentOrderToOpen(
            order.row.id,
            order.row.number,
            place,
            kind,
            tuple(parts),
            target_id=order.row.location_id if kind is DeliveryKind.BRING else None,
        )
        for (place, kind), parts in places.items()
    ]


def _kind(order: OrderDetail, line: LineRow, location: UUID) -> DeliveryKind:
    """Say what a location is asked for: what is fetched elsewhere is brought there."""
    way = DeliveryKind(order.way_of(line))
    return DeliveryKind.BRING if way is DeliveryKind.PICKUP and location != order.row.location_id else way
