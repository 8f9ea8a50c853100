"""The table of an order's moves is walked whole: what it names can be done, what it does not name is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import ORDER_MOVES, FulfillmentStatus, OrderClosed, OrderStatus, PlacedOrder
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests.makers_orders import make_order
from tests.refusing import refused

pytestmark = pytest.mark.django_db

S = OrderStatus
Verb = Callable[[PlacedOrder], None]


def ship_all(order: PlacedOrder) -> None:
    statuses.record_shipped([(line.id, line.quantity) for line in order.lines], actor=SYSTEM)


def ship_some(order: PlacedOrder) -> None:
    statuses.record_shipped([(order.lines[0].id, 1)], actor=SYSTEM)


def cancel(order: PlacedOrder) -> None:
    statuses.cancel(order.id, reason="no", actor=SYSTEM)


def cancel_all_lines(order: PlacedOrder) -> None:
    units = {line.id: line.quantity for line in order.lines}
    statuses.cancel_lines(order.id, units, reason="no", actor=SYSTEM)


def cancel_some(order: PlacedOrder) -> None:
    statuses.cancel_lines(order.id, {order.lines[0].id: 1}, reason="no", actor=SYSTEM)


VERBS: dict[Verb, OrderStatus] = {
    ship_all: S.COMPLETED,
    ship_some: S.PLACED,
    cancel: S.CANCELED,
    cancel_all_lines: S.CANCELED,
    cancel_some: S.PLACED,
}
WAYS: dict[OrderStatus, list[Verb]] = {S.PLACED: [], S.COMPLETED: [ship_all], S.CANCELED: [cancel]}


def status_of(order: PlacedOrder) -> OrderStatus:
    return orders.order(order.id).row.status


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_verb_from_each_status(before: OrderStatus, verb: Verb) -> None:
    order = make_order()
    for step in WAYS[before]:
        step(order)
    assert status_of(order) is before
    after = VERBS[verb]

    if before is S.PLACED:
        verb(order)
        assert after is before or after in ORDER_MOVES[before]
        assert status_of(order) is after
    else:
        with refused(OrderClosed):
            verb(order)
        assert (ORDER_MOVES[before], status_of(order)) == (frozenset(), before)


def test_every_move_of_the_table_can_be_made() -> None:
    made = {(S.PLACED, after) for after in VERBS.values() if after is not S.PLACED}

    assert made == {(before, after) for before, allowed in ORDER_MOVES.items() for after in allowed}


def test_what_is_left_after_a_part_was_shipped_can_be_canceled() -> None:
    order = make_order()
    ship_some(order)

    cancel(order)

    row = orders.order(order.id).row
    assert (row.status, row.fulfillment_status) == (S.COMPLETED, FulfillmentStatus.FULFILLED)


def test_a_status_that_was_bent_by_hand_is_not_bent_back() -> None:
    """An open line in a closed order is for the auditor to tell, not for a shipment to wipe away."""
    order = make_order()
    db.execute("UPDATE orders_order SET status = 'canceled' WHERE id = %s", [order.id])

    for verb in (ship_some, ship_all, cancel_all_lines, cancel):
        with refused(OrderClosed):
            verb(order)

    assert status_of(order) is S.CANCELED
