"""What was sold at the shop meanwhile is read before the shop is told a number that does not know of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from arasta.contexts.channels.types.listings import SOLD_THERE
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.publishing.push_offers import push_offers
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.house import House, open_house
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(tmp_path: Path, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY = KEY
    with open_house(ShopifyRig(tmp_path)) as opened:
        yield opened


def test_orders_are_read_before_the_shop_is_told_over_what_it_sold(house: House) -> None:
    [goods] = house.sell("GOODS-1", units=5)
    house.rig.buy(goods, 2)
    house.add(goods, 1)
    shown = []

    for _ in range(3):
        push_offers(house.installation, at=house.rig.now)
        shown.append(house.rig.units(goods))
        house.rig.wait(5)
    problem = house.listing(goods).problem_code
    pull_channel_orders(house.installation, at=house.rig.now)
    push_offers(house.installation, at=house.rig.now)

    assert (shown, problem) == ([3, 3, 3], SOLD_THERE)
    assert (house.rig.units(goods), house.ours(goods), house.listing(goods).problem_code) == (4, 4, "")
    assert house.waiting() == []


def test_nothing_left_is_told_at_once(house: House) -> None:
    [goods] = house.sell("GOODS-1", units=5)
    house.rig.buy(goods, 2)
    house.add(goods, -5)

    for _ in range(2):
        push_offers(house.installation, at=house.rig.now)

    assert house.rig.units(goods) == 0
