"""After a storm of calls, permuted, doubled, a fifth of them lost and some forged, our book says what the market's says."""

from __future__ import annotations

from pathlib import Path
from random import Random  # noqa: TID251 - a storm draws from a seed that is given

import pytest
from pytest_django import Settings

from arasta.config.audit import find_lies
from arasta.connectors.trendyol.connector import Trendyol
from arasta.contexts.channels.queries import inbox, parking
from tests.flows.calling import Signing, open_calling_stall
from tests.flows.stall import KEY
from tests.flows.storm import Storm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("kind", "seed"), [(Trendyol, 1), (Signing, 2)])
def test_after_a_storm_our_book_says_what_the_market_says(
    tmp_path: Path, settings: Settings, kind: type[Trendyol], seed: int
) -> None:
    settings.FIELD_KEY = KEY
    with open_calling_stall(tmp_path, kind) as stall:
        storm = Storm(stall, Random(seed), [f"86900000000{n:02}" for n in range(6)], events=300, units=40)

        storm.rage()
        storm.calm()

        refused = inbox.refused_calls(stall.installation.id)
        assert storm.ours() == stall.truth()
        assert storm.shelves() == storm.promised()
        assert (storm.doubled(), parking.parked_page(stall.channel).items, find_lies()) == (0, [], [])
        assert sum(one.calls for one in refused) == storm.counts["forged"] > 0
        assert all(storm.counts[name] for name in ("lost", "doubled", "sold out", "canceled", "canceled in part"))
        state = inbox.inbox_states([stall.installation.id])[stall.installation.id]
        assert (state.calls_waiting, state.hints_waiting, state.hints_parked) == (0, 0, 0)
