"""Very many goods of each channel, all put on offer, then all changed, under the limits that the channel has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.connectors.suite.conftest import RIGS
from tests.connectors.suite.flood import Flood, Told, opened
from tests.connectors.suite.house import House, open_house
from tests.drills import report
from tests.drills.sizes import GOODS
from tests.flows.stall import KEY

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=sorted(RIGS))
def house(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY, settings.PUBLIC_URL = KEY, "https://shop.example"
    with open_house(opened(RIGS[request.param](tmp_path))) as made:
        yield made


def test_a_flood_is_told_in_as_few_calls_as_there_can_be(house: House) -> None:
    flood = Flood(house, GOODS)

    content, stock, prices = flood.run()

    for name, told in (("content", content), ("stock", stock), ("prices", prices)):
        report.note(f"flood-{house.rig.connector}-{name}", _figures(told))
        apart = flood.channel.apart if told is stock else 0
        assert 0 <= told.calls - told.fewest <= apart, name


def _figures(told: Told) -> dict[str, object]:
    return {
        "goods": told.goods,
        "calls": told.calls,
        "fewest": told.fewest,
        "other calls": told.others,
        "seconds of its time": told.seconds,
    }
