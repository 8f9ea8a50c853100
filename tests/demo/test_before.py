"""What the demo begins with on its channels' pages: templates, listings to match, a file to look over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from arasta.config import upkeep_tasks
from arasta.contexts.channels.queries import care, channels, content, matching
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types.policies import Figure, MatchReason, MatchState
from arasta.contexts.imports import queries as imports
from arasta.contexts.imports.types import RunStatus
from arasta.demo import seed, woocommerce
from arasta.flows.stocking import import_run
from arasta.kernel import clock
from tests.connectors.woocommerce.rig import WooRig
from tests.flows.stall import KEY
from tests.twins.makers import ORIGIN

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_has_something_to_decide_from_its_first_minute(tmp_path: Path, settings: Settings) -> None:
    settings.HOME, settings.FIELD_KEY = tmp_path, KEY
    seed.found(media=tmp_path / "media", twins_url=ORIGIN, at=clock.now(), step=lambda name: None)
    rig = WooRig(tmp_path)
    rig.world.time = clock.now()
    by_code = {one.code: one for one in channels.channels()}
    shop, [run] = by_code[woocommerce.CODE], imports.runs().items

    sessions.reach_by(rig.client)
    try:
        upkeep_tasks.look(str(shop.id))
    finally:
        sessions.reach_by(None)
    import_run.read(run.id, at=clock.now())

    found = matching.matches_page(shop.id).items
    assert {row.reason for row in found} == {
        MatchReason.SKU, MatchReason.SKU_FOLDED, MatchReason.TITLE_AND_PRICE, MatchReason.NONE,
    }  # fmt: skip
    assert [row.state for row in found].count(MatchState.UNMATCHED) == 1
    stands = {
        row.figure: row.latest.value for row in care.figures(by_code["trendyol"].id, since=date.min) if row.latest
    }
    assert (stands[Figure.LATE], stands[Figure.RATING]) == (Decimal("3.1"), Decimal("9.3"))
    assert set(content.templates(by_code["trendyol"].id)) == {"title", "description"}
    checked = imports.run(run.id)
    assert (checked.status, checked.lines_read, checked.faulty) == (RunStatus.CHECKED, 9, 1)
