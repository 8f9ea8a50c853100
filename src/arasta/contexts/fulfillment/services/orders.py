"""Open, accept, ready and cancel fulfillment orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.events import (
    FulfillmentOrderAccepted,
    FulfillmentOrderCanceled,
    FulfillmentOrderOpened,
    FulfillmentOrderReady,
)
from arasta.contexts.fulfillment.models import FulfillmentOrder
from arasta.contexts.fulfillment.queries.orders import rows
from arasta.contexts.fulfillment.services import moves
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, FulfillmentOrderToOpen, FulfillmentStatus
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.events import Event
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish
from arasta.kernel.quantity import quantity

_OPEN = """
INSERT INTO fulfillment_order (id, number, order_id, order_number, location_id, kind, created_at, due_at, target_id)
SELECT o.id, 'F' || nextval('fulfillment_order_number_seq'), o.order_id, o.order_number, o.location_id, o.kind, %s,
       o.due_at, o.target_id
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::timestamptz[], %s::uuid[]) WITH ORDINALITY
     AS o(id, order_id, order_number, location_id, kind, due_at, target_id, place) ORDER BY o.place
"""

_OPEN_LINES = """
INSERT INTO fulfillment_line (id, fulfillment_order_id, order_line_id, variant_id, allocation_id, sku, name, quantity)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::integer[])
"""


class NothingToFulfill(Invalid):
    """A fulfillment order without lines was asked for."""

    code = "nothing_to_fulfill"
    template = gettext_noop("A fulfillment order needs at least one line.")


class PartlyGone(Conflict):
    """Some of the goods left already."""

    code = "partly_gone"
    template = gettext_noop("Part of fulfillment order %(number)s has left already, so it cannot be canceled.")


def open_fulfillment_orders(
    wanted: Sequence[FulfillmentOrderToOpen], *, at: datetime, actor: Actor
) -> list[FulfillmentOrderRow]:
    """Ask locations to fulfil allocated lines. Rows come back in the order given.

    Raises NothingToFulfill, InvalidQuantity; publishes FulfillmentOrderOpened.
    """
    if any(not order.lines for order in wanted):
        raise NothingToFulfill
    keys = [new_id() for _ in wanted]
    with db.transaction():
        db.execute(_OPEN, _order_columns(keys, wanted, at))
        db.execute(_OPEN_LINES, _line_columns(keys, wanted))
        found: dict[UUID, FulfillmentOrderRow] = {
            row.id: row for row in rows(FulfillmentOrder.objects.filter(id__in=keys))
        }
        opened = [found[key] for key in keys]
        publish([FulfillmentOrderOpened(**moves.about(row), units=row.units) for row in opened], actor=actor)
    return opened


def accept(keys: Sequence[UUID], *, at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Take requests on. Raises UnknownFulfillmentOrder, AnotherLocationsWork, FulfillmentMoveRefused."""
    return _move(keys, FulfillmentStatus.ACCEPTED, lambda row: FulfillmentOrderAccepted(**moves.about(row)), at, actor)


def mark_ready(keys: Sequence[UUID], *, at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Say that the goods are packed. Raises UnknownFulfillmentOrder, AnotherLocationsWork, FulfillmentMoveRefused."""
    return _move(keys, FulfillmentStatus.READY, lambda row: FulfillmentOrderReady(**moves.about(row)), at, actor)


def cancel(keys: Sequence[UUID], *, at: datetime, actor: Actor) -> list[FulfillmentOrderRow]:
    """Take requests back; the caller releases the allocations of the lines that come back.

    Raises UnknownFulfillmentOrder, AnotherLocationsWork, FulfillmentMoveRefused, PartlyGone.
    """
    return _move(keys, FulfillmentStatus.CANCELED, _canceled, at, actor)


def set_due(keys: Sequence[UUID], due_at: datetime) -> None:
    """Let locations know by when their work is wanted; the caller holds the order."""
    db.require_transaction()
    FulfillmentOrder.objects.filter(id__in=list(keys)).update(due_at=due_at)


def end(keys: Sequence[UUID], *, at: datetime, actor: Actor) -> None:
    """Take requests back; one of which a part left ends with that part. The caller asks anew for what is left.

    Raises UnknownFulfillmentOrder, AnotherLocationsWork, FulfillmentMoveRefused.
    """
    with db.transaction():
        begun = [row.id for row in moves.lock(keys, actor=actor).values() if row.shipments]
        db.execute(
            "DELETE FROM fulfillment_line WHERE fulfillment_order_id = ANY(%s) AND shipped_quantity = 0", [begun]
        )
        db.execute(
            "UPDATE fulfillment_line SET quantity = shipped_quantity WHERE fulfillment_order_id = ANY(%s)", [begun]
        )
        moves.write([(key, FulfillmentStatus.SHIPPED) for key in begun], at=at)
        untouched = [key for key in keys if key not in begun]
        if untouched:
            cancel(untouched, at=at, actor=actor)


def _canceled(row: FulfillmentOrderRow) -> Event:
    if row.shipments:
        raise PartlyGone(number=row.number)
    return FulfillmentOrderCanceled(**moves.about(row))


def _move(
    keys: Sequence[UUID],
    target: FulfillmentStatus,
    fact: Callable[[FulfillmentOrderRow], Event],
    at: datetime,
    actor: Actor,
) -> list[FulfillmentOrderRow]:
    with db.transaction():
        locked = moves.lock(keys, actor=actor)
        for row in locked.values():
            moves.check(row, target)
        facts = [fact(row) for row in locked.values()]
        moves.write([(key, target) for key in locked], at=at)
        publish(facts, actor=actor)
    return [moves.moved(locked[key], target, at) for key in keys]


def _order_columns(keys: Sequence[UUID], wanted: Sequence[FulfillmentOrderToOpen], at: datetime) -> list[object]:
    return [
        at,
        list(keys),
        [order.order_id for order in wanted],
        [order.order_number for order in wanted],
        [order.location_id for order in wanted],
        [order.kind.value for order in wanted],
        [order.due_at for order in wanted],
        [order.target_id for order in wanted],
    ]


def _line_columns(keys: Sequence[UUID], wanted: Sequence[FulfillmentOrderToOpen]) -> list[object]:
    lines = [(key, line) for key, order in zip(keys, wanted, strict=True) for line in order.lines]
    return [
        [new_id() for _ in lines],
        [key for key, _ in lines],
        [line.order_line_id for _, line in lines],
        [line.variant_id for _, line in lines],
        [line.allocation_id for _, line in lines],
        [line.sku for _, line in lines],
        [line.name for _, line in lines],
        [quantity(line.quantity) for _, line in lines],
    ]
