"""One search in three minutes is all that Amazon grants: a long window is read on where the last call left off."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.kernel import db
from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.suite.house import House, open_house
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)

IN_THE_BUCKET = 20
COMES_BACK = 180
ORDERS = 120


def orders_in(house: House) -> int:
    [(count,)] = db.rows("SELECT count(*) FROM orders_order WHERE channel_id = %s", [house.channel])
    return int(count)


def test_a_window_of_two_pages_is_read_to_its_end_with_one_call_at_a_time(rig: AmazonRig, settings: Settings) -> None:
    settings.FIELD_KEY = KEY
    with open_house(rig) as house:
        [goods] = house.sell("CEZVE-1", units=ORDERS)
        for _ in range(IN_THE_BUCKET):
            pull_channel_orders(house.installation, at=rig.now)
        wanted = [{"lines": [{"sku": goods.sku, "quantity": 1}]} for _ in range(ORDERS)]
        rig.control("POST", "/orders", json={"orders": wanted})
        counts = []
        for _ in range(2):
            rig.wait(COMES_BACK)
            pull_channel_orders(house.installation, at=rig.now)
            counts.append(orders_in(house))

        assert counts == [100, ORDERS]
