"""Whatever becomes of a channel's calls on their way, in the end our book says what the channel's says."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from arasta.contexts.channels.types import Stream
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.dice import Dice
from tests.connectors.suite.house import open_house
from tests.connectors.suite.queued import storm_over
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", [7])
def test_calls_lost_doubled_shuffled_and_forged_change_nothing_in_the_end(
    bench: Bench, settings: Settings, seed: int
) -> None:
    needs.stream(bench, Stream.ORDERS)
    needs.calls(bench)
    settings.FIELD_KEY = KEY
    with open_house(bench.rig) as house:
        storm = storm_over(house, Dice(seed), events=60, kinds=3)
        storm.rage()
        storm.calm()

        assert (storm.ours(), storm.doubled(), house.parked()) == (storm.wanted, 0, [])
        assert storm.shelves() == storm.promised()
        assert all(storm.counts[name] for name in ("lost", "doubled", "forged", "canceled"))
