"""Thousands of calls or notices of each channel, permuted, doubled, a fifth lost, some forged: both books agree."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import inbox
from arasta.contexts.channels.types import Stream
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.conftest import RIGS
from tests.connectors.suite.dice import Dice
from tests.connectors.suite.house import House, open_house
from tests.connectors.suite.queued import QueueStorm, storm_over
from tests.drills import report
from tests.drills.sizes import EVENTS
from tests.flows.stall import KEY

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

HAS_ITS_OWN = "trendyol"
"""Its packages are canceled in part as well: see `test_storm`."""


@pytest.fixture(params=sorted(set(RIGS) - {HAS_ITS_OWN}))
def house(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[House]:
    settings.FIELD_KEY = KEY
    with open_house(RIGS[request.param](tmp_path)) as opened:
        yield opened


def test_a_storm_of_calls_loses_and_doubles_nothing(house: House, seed: int) -> None:
    bench = Bench(house.rig)
    needs.stream(bench, Stream.ORDERS)
    needs.calls(bench)
    storm = storm_over(house, Dice(seed), events=EVENTS)
    began = time.monotonic()

    storm.rage()
    storm.calm()

    ours = storm.ours()
    figures = {
        "seconds": round(time.monotonic() - began),
        "calls": dict(storm.counts),
        report.LAG: report.lag(storm.lags),
        "orders that differ": sum(storm.wanted.get(key) != ours.get(key) for key in storm.wanted.keys() | ours.keys()),
        "orders doubled": storm.doubled(),
    }
    report.note(f"storm-{house.rig.connector}", figures)
    assert (figures["orders that differ"], figures["orders doubled"]) == (0, 0)
    assert storm.shelves() == storm.promised()
    assert (house.parked(), find_lies()) == ([], [])
    refused = sum(one.calls for one in inbox.refused_calls(house.installation.id))
    assert refused == (0 if isinstance(storm, QueueStorm) else storm.counts["forged"])
