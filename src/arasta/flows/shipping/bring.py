"""Bring goods to the place where their customer fetches them: a store, a partner's point or a locker.

one transaction each: lock the order, let the promised units leave by a transfer; receive it, promise the units there and
let them wait for the customer, who is told then and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import bringing
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import DeliveryKind, FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.inventory.queries import locations, stock
from arasta.contexts.inventory.services import allocations, on_way, transfers
from arasta.contexts.inventory.types import LocationKind, StockLine, Traced
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import OrderStatus
from arasta.contexts.pickup.queries import shortfalls
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.errors import Conflict, gettext_noop

_S = FulfillmentStatus


class NotOnItsWay(Conflict):
    code = "not_on_its_way"
    template = gettext_noop("These goods are not on their way here: they have not been sent yet, or are here already.")


class StillAsked(Conflict):
    code = "shortfall_still_asked"
    template = gettext_noop("The customer is still asked about what is not there. Send it when they have answered.")


def send(fulfillment_order_id: UUID, *, traced: Mapping[UUID, tuple[Traced, ...]] | None = None, actor: Actor) -> UUID:
    """Let packed goods leave for the place where they are fetched; return the transfer.

    `traced`: which lots or units leave, by variant. Raises UnknownFulfillmentOrder, AnotherLocationsWork,
    FulfillmentMoveRefused, StillAsked,
    and what inventory refuses of lots and units.
    """
    with db.transaction():
        statuses.lock(fulfillment.order_ids_of([fulfillment_order_id]))
        row = bringing.begin(fulfillment_order_id, actor=actor)
        assert row.target_id is not None  # noqa: S101 - only what is brought somewhere begins
        if any(one.fulfillment_order_id == row.id for one in shortfalls.open_of([row.order_id])):
            raise StillAsked
        lines = [
            (line.allocation_id, StockLine(line.variant_id, row.location_id, line.left, line.order_line_id))
            for line in row.lines
        ]
        transfer_id = on_way.send(lines, target=row.target_id, note=row.order_number, traced=traced, actor=actor)
        bringing.sent(row, transfer_id, actor=actor)
    return transfer_id


def arrive(fulfillment_order_id: UUID, *, spot: str = "", at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Receive what was brought, put it where it waits, and let its customer know; return what waits there now.

    Raises UnknownFulfillmentOrder, NotOnItsWay, AnotherLocation.
    """
    with db.transaction():
        statuses.lock(fulfillment.order_ids_of([fulfillment_order_id]))
        row = bringing.lock(fulfillment_order_id)
        if row.transfer_id is None or row.status is not _S.SENT:
            raise NotOnItsWay
        transfers.receive(row.transfer_id, actor=actor)
        return put_ready(row.transfer_id, spot=spot, at=at, actor=actor)


def take_home(order_id: UUID, *, actor: Actor) -> list[UUID]:
    """Send what nobody waits for any more in a locker back to where it came from; a store or a partner keeps it.

    Return the transfers, which somebody carries home and receives.
    """
    with db.transaction():
        statuses.lock([order_id])
        rows = [row for row in fulfillment.of_orders([order_id]) if row.status is _S.ARRIVED and row.transfer_id]
        kinds = {key: place.kind for key, place in locations.by_id().items()} if rows else {}
        left = [row for row in rows if row.target_id and kinds.get(row.target_id) is LocationKind.LOCKER]
        transfer_ids = [row.transfer_id for row in left if row.transfer_id]
        return on_way.send_back(transfer_ids, note=left[0].order_number, actor=actor) if left else []


def put_ready(transfer_id: UUID, *, spot: str = "", at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Let what a received transfer brought wait for its customer; nothing if it does already.

    Whoever received it answers for that: the work is done in the name of the house.
    """
    with db.transaction():
        statuses.lock([row.order_id for row in fulfillment.of_transfers([transfer_id])])
        brought = bringing.arrived(transfer_id, at=at, actor=actor)
        if brought is None:
            return []
        keys = [
            row.id
            for row in source_orders([brought.order_id], at=at, actor=SYSTEM)
            if row.kind is DeliveryKind.PICKUP and row.location_id == brought.target_id
        ]
        if not keys:
            _release(brought.order_id)
            take_home(brought.order_id, actor=SYSTEM)
        else:
            requests.accept(keys, at=at, actor=SYSTEM)
            bringing.stow(keys, spot, actor=SYSTEM)
            requests.mark_ready(keys, at=at, actor=SYSTEM)
        return [row for row in fulfillment.of_orders([brought.order_id]) if row.id in keys]


def _release(order_id: UUID) -> None:
    """Let go of what arrived in the very moment in which its order was canceled."""
    if order_book.order(order_id).row.status is OrderStatus.CANCELED:
        lines = [
            (allocation, StockLine(variant, location, units, line))
            for allocation, _, line, variant, location, units in stock.open_allocations([order_id])
        ]
        allocations.release(lines, actor=SYSTEM)
