"""Shipping, canceling and asking for goods meet at one order, and the later one sees what the earlier one did."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.services.moves import FulfillmentMoveRefused
from arasta.contexts.fulfillment.types import FulfillmentStatus, ShipmentToMake
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.shipping.ship import ship
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.rivals import rival_waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    """One unit in the warehouse and one in the store: an order for two is split."""
    return open_shop(warehouse=1, store=1)


def packed(shop: Shop, cart: UUID) -> list[ShipmentToMake]:
    """Order a cart and pack its goods wherever they lie."""
    shop.order(cart)
    deliver_pending()
    keys = [row.id for row in fulfillment.of_orders([cart])]
    requests.accept(keys, at=makers.DAY, actor=SYSTEM)
    requests.mark_ready(keys, at=makers.DAY, actor=SYSTEM)
    return [ShipmentToMake(key, "Kargo", f"T-{key}") for key in keys]


def test_parcels_that_leave_at_the_same_moment_complete_their_order(shop: Shop) -> None:
    cart = shop.cart(2)
    first, second = packed(shop, cart)

    with rival_waiting(lambda: ship([second], at=makers.DAY, actor=SYSTEM)):
        ship([first], at=makers.DAY, actor=SYSTEM)

    assert orders.order(cart).row.status is OrderStatus.COMPLETED
    assert find_lies() == []


def test_an_order_of_which_a_part_left_is_not_canceled(shop: Shop) -> None:
    cart = shop.cart(2)
    ship(packed(shop, cart)[:1], at=makers.DAY, actor=SYSTEM)

    with pytest.raises(FulfillmentMoveRefused):
        cancel_order(cart, reason="too late", at=makers.DAY, actor=SYSTEM)

    assert orders.order(cart).row.status is OrderStatus.PLACED
    assert shop.provider.asked == ["authorize 25000"]


def test_a_request_opened_while_its_order_is_canceled_is_taken_back(shop: Shop) -> None:
    cart = shop.cart(1)
    shop.order(cart)

    with rival_waiting(lambda: cancel_order(cart, reason="no", at=makers.DAY, actor=SYSTEM)):
        source_orders([cart], at=makers.DAY, actor=SYSTEM)

    assert [row.status for row in fulfillment.of_orders([cart])] == [FulfillmentStatus.CANCELED]
    assert find_lies() == []
