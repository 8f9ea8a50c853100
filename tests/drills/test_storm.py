"""Thousands of calls of a marketplace, permuted, doubled, a fifth lost, some forged: our book says what the market's says."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

import pytest
from pytest_django import Settings

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import inbox, parking
from tests.drills import report
from tests.drills.sizes import EVENTS
from tests.flows.calling import open_calling_stall
from tests.flows.stall import KEY
from tests.flows.storm import Storm

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

PRODUCTS = 40
UNITS = 200


def test_a_storm_of_calls_loses_and_doubles_nothing(tmp_path: Path, settings: Settings, seed: int) -> None:
    settings.FIELD_KEY = KEY
    barcodes = [f"86900000{n:05}" for n in range(PRODUCTS)]
    with open_calling_stall(tmp_path) as stall:
        storm = Storm(stall, Random(seed), barcodes, events=EVENTS, units=UNITS)
        began = time.monotonic()

        storm.rage()
        storm.calm()

        wanted, ours = stall.truth(), storm.ours()
        oversold = sum(max(0, promised - on_hand) for on_hand, promised in storm.shelves().values())
        counts = {name: storm.counts[name] for name in ("delivered", "lost", "doubled", "forged", "bought", "canceled")}
        figures = {
            "seconds": round(time.monotonic() - began),
            "calls": counts,
            report.LAG: report.lag(storm.lags),
            "orders that differ": sum(wanted.get(key) != ours.get(key) for key in wanted.keys() | ours.keys()),
            "orders doubled": storm.doubled(),
            "units oversold": oversold,
        }
        report.note("storm-trendyol", figures)
        assert (figures["orders that differ"], figures["orders doubled"], oversold) == (0, 0, 0)
        assert storm.shelves() == storm.promised()
        assert (parking.parked_page(stall.channel).items, find_lies()) == ([], [])
        assert sum(one.calls for one in inbox.refused_calls(stall.installation.id)) == storm.counts["forged"]
