"""Many changes at once reach each channel in as few calls as there can be, what sold out first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from arasta.contexts.channels.types import Op
from tests.connectors.suite.conftest import RIGS
from tests.connectors.suite.flood import Flood, opened
from tests.connectors.suite.house import House, open_house
from tests.connectors.suite.rig import PRICE_MINOR
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

    content = flood.publish()
    gone = flood.sell()
    stock = flood.tell(Op.STOCK)
    flood.price(PRICE_MINOR + 500)
    prices = flood.tell(Op.PRICE)

    assert (content.calls, prices.calls) == (content.fewest, prices.fewest)
    assert stock.others <= MOST_OTHERS
    assert 0 <= stock.calls - stock.fewest <= flood.channel.apart
    assert set(stock.names[: len(gone)]) == set(gone)
