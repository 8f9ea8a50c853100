"""A long storm on every channel: faults of all kinds and an outage of two hours; in the end both sides agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.connectors.suite.conftest import RIGS
from tests.connectors.suite.dice import Dice
from tests.connectors.suite.house import House, open_house
from tests.connectors.suite.test_converges import OUTAGE, storm
from tests.drills import report
from tests.flows.stall import KEY

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

ROUNDS = 40
KINDS = 12


@pytest.fixture(params=sorted(RIGS))
def channel(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY = KEY
    with open_house(RIGS[request.param](tmp_path)) as opened:
        yield opened


def test_the_channel_shows_what_we_have_and_each_order_is_here_once(channel: House, seed: int) -> None:
    bought = storm(channel, Dice(seed), rounds=ROUNDS, kinds=KINDS)

    outside = [lag for lag in channel.lags if lag < OUTAGE.total_seconds()]
    figures = {
        "orders": len(bought),
        "changes seen": len(channel.lags),
        "calls": len(channel.rig.calls),
        "lag": report.lag(channel.lags),
        "lag outside the outage": report.lag(outside),
    }
    report.note(f"converge-{channel.rig.connector}", figures)
    assert len(bought) == (2 * ROUNDS if channel.sells else 0)
