"""Orders that come whole, twice at the same moment."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.types import DeliveryKind
from arasta.flows.ordering.order_requests import OrderLineRequest, OrderRequest
from arasta.flows.ordering.take_orders import Answer, TakenOrder, take_orders
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.api.test_carts import sku_of
from tests.flows.ordering.shop import HOME, Shop, open_shop
from tests.flows.rivals import rival_waiting


def whole(shop: Shop, external_id: str) -> list[Answer]:
    """Send an order over two units."""
    request = OrderRequest(
        channel=channels.channel_by_id(shop.channel).code,
        lines=(OrderLineRequest(sku_of(shop), 2),),
        email="ayse@mail.example",
        delivery=DeliveryKind.DELIVERY,
        delivery_method="standard",
        address=HOME,
        external_id=external_id,
    )
    return take_orders([request], at=makers.DAY, actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_the_same_order_at_the_same_moment_is_found_and_not_out_of_stock() -> None:
    shop = open_shop(warehouse=2)
    told: list[Answer] = []

    with rival_waiting(lambda: told.extend(whole(shop, "their-1"))):
        ours = whole(shop, "their-1")[0]

    assert isinstance(ours, TakenOrder)
    assert [isinstance(one, TakenOrder) and (one.order.id, one.order.is_new) for one in told] == [
        (ours.order.id, False)
    ]
    assert db.rows("SELECT count(*) FROM orders_order") == [(1,)]
    assert makers.level_of(shop.variant, shop.warehouse) == (2, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_another_order_at_the_same_moment_is_out_of_stock() -> None:
    shop = open_shop(warehouse=2)
    told: list[Answer] = []

    with rival_waiting(lambda: told.extend(whole(shop, "their-2"))):
        whole(shop, "their-1")

    assert [getattr(one, "code", "") for one in told] == ["out_of_stock"]
