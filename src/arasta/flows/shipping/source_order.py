"""Ask the locations that hold an order's promises to fulfil them: one fulfillment order per location."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
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
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import DeliveryKind as Way
from arasta.contexts.pickup.queries import plans
from arasta.kernel import db
from arasta.kernel.access import Actor

Promise = tuple[UUID, UUID, UUID, UUID, int]  # allocation, order line, variant, location, units


def source_orders(order_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Open the fulfillment orders of what orders are promised and nobody was asked for yet.

    Locks the orders, so that nobody cancels one meanwhile.
    """
    with db.transaction():
        statuses.lock(order_ids)
        asked = _asked(fulfillment.of_orders(order_ids))
        orders = order_book.orders(order_ids)
        promised: dict[UUID, list[Promise]] = defaultdict(list)
        for allocation, order_id, line, variant, location, units in stock.open_allocations(order_ids):
            promised[order_id].append((allocation, line, variant, location, units))
        chosen = _chosen(orders.values())
        wanted = [one for key in order_ids for one in _requests(orders[key], promised[key], asked, chosen.get(key))]
        return requests.open_fulfillment_orders(wanted, at=at, actor=actor) if wanted else []


def _chosen(orders: Collection[OrderDetail]) -> dict[UUID, datetime]:
    """Return when customers mean to come for their orders, where they chose a time at its store."""
    places = {order.row.id: order.row.location_id for order in orders if order.row.delivery is Way.PICKUP}
    found = plans.plans(places) if places else {}
    return {key: plan.starts_at for key, plan in found.items() if plan.location_id == places[key]}


def _asked(rows: Sequence[FulfillmentOrderRow]) -> Counter[UUID]:
    """Return how many units of each allocation locations were asked for and still have."""
    asked: Counter[UUID] = Counter()
    for row in rows:
        if row.status is not FulfillmentStatus.CANCELED:
            asked.update({line.allocation_id: line.left for line in row.lines})
    return asked


def _requests(
    order: OrderDetail, promised: Sequence[Promise], asked: Mapping[UUID, int], due_at: datetime | None
) -> list[FulfillmentOrderToOpen]:
    lines = {line.id: line for line in order.lines}
    places: dict[tuple[UUID, DeliveryKind], list[LineToFulfill]] = {}
    for allocation, line_id, variant, location, units in promised:
        quantity = units - asked.get(allocation, 0)
        if quantity <= 0:
            continue
        line = lines[line_id]
        name = f"{line.name} · {line.options}" if line.options else line.name
        kind = DeliveryKind(order.way_of(line))
        places.setdefault((location, kind), []).append(
            LineToFulfill(line_id, variant, quantity, allocation, line.sku, name)
        )
    return [
        FulfillmentOrderToOpen(order.row.id, order.row.number, place, kind, tuple(parts), due_at)
        for (place, kind), parts in places.items()
    ]
