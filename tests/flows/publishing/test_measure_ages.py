"""The age of a change when the channel took it is measured, at once or by ticket, and not for what it did not take."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.contexts.channels.types import Stream
from arasta.kernel import db
from tests import makers
from tests.flows.stall import Stall
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)


def counted() -> dict[str, int]:
    """Return how many changes were counted by stream."""
    return dict(db.rows("SELECT stream, sum(count)::int FROM channels_sync_age GROUP BY 1"))


@pytest.fixture
def told(stall: Stall) -> Any:
    """Something on offer that the channel knows of; what was counted on the way is forgotten."""
    [variant] = stall.offer(BARCODE, units=5)
    db.execute("DELETE FROM channels_sync_age")
    return variant


def test_a_change_of_stock_is_measured_when_the_batch_is_answered(stall: Stall, told: Any) -> None:
    stall.take_away(told, 1)

    stall.push()
    before = counted()
    stall.poll()

    assert (before, counted()) == ({}, {Stream.STOCK: 1})


def test_what_the_channel_did_not_take_is_not_measured(stall: Stall, told: Any) -> None:
    stall.take_away(told, 1)
    stall.world.fault("partial_batch", times=1)

    stall.push()
    stall.poll()
    before = counted()
    stall.round()

    assert (before, counted()) == ({}, {Stream.STOCK: 1})


def test_the_age_runs_from_the_change_not_from_the_push(stall: Stall, told: Any) -> None:
    makers.receive(told, stall.store, 2)
    db.execute("UPDATE changes_dirty SET marked_at = marked_at - interval '90 seconds'")

    stall.push()
    stall.poll()

    assert db.rows("SELECT step, count FROM channels_sync_age") == [(40, 1)]
