"""Many changes at once reach each channel in as few calls as there can be, what sold out first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from arasta.contexts.channels.types import Op
from tests.connectors.suite.conftest import RIGS
from tests.connectors.suite.flood import UNITS, Flood, opened
from tests.connectors.suite.house import House, open_house
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)

GOODS = 60
MOST_OTHERS = 8
"""Tokens, and what a batch takes beside the call that names the goods: nothing is read one by one before."""


@pytest.fixture(params=sorted(RIGS))
def house(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY, settings.PUBLIC_URL = KEY, "https://shop.example"
    with open_house(opened(RIGS[request.param](tmp_path))) as made:
        yield made


def test_a_flood_is_told_in_as_few_calls_as_there_can_be(house: House) -> None:
    flood = Flood(house, GOODS)

    content, stock, prices = flood.run()

    assert (content.calls, prices.calls) == (content.fewest, prices.fewest)
    assert stock.others <= MOST_OTHERS
    assert 0 <= stock.calls - stock.fewest <= flood.channel.apart


def test_what_is_put_on_offer_is_told_its_stock_though_nothing_waited_for_it_any_more(house: House) -> None:
    flood = Flood(house, 3)
    flood.forget()

    flood.publish()
    flood.tell(Op.STOCK)

    assert [row.pushed_quantity for row in flood.rows(flood.variants)] == [UNITS] * 3
