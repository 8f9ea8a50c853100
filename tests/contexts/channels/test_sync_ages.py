"""How old changes are when a channel has taken them: measured, counted in a bounded table, read as p50 and p95."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from arasta.contexts.channels.queries import buffers as reads
from arasta.contexts.channels.services import ages
from arasta.contexts.channels.types.sync import Stream
from arasta.kernel import clock, db
from tests.contexts.channels.making import make_installation
from tests.makers import make_channel

pytestmark = pytest.mark.django_db


def database_time() -> datetime:
    """Return the clock that both ends are told by."""
    told = db.rows("SELECT clock_timestamp()")[0][0]
    assert isinstance(told, datetime)
    return told


@pytest.fixture
def installation() -> UUID:
    return make_installation(make_channel("trendyol", "marketplace")).id


def test_p50_and_p95_are_told_by_stream(installation: UUID) -> None:
    at = database_time()
    quick, slow = at - timedelta(seconds=1), at - timedelta(seconds=60)

    ages.record_ages(installation, Stream.STOCK, [quick] * 18 + [slow])
    ages.record_ages(installation, Stream.STOCK, [slow])
    ages.record_ages(installation, Stream.PRICES, [slow] * 3)

    [[stock, prices]] = [
        [found[Stream.STOCK], found[Stream.PRICES]]
        for found in reads.sync_ages([make_channel("trendyol", "marketplace")], at=clock.now()).values()
    ]
    assert (stock.count, prices.count, stock.is_known, prices.is_known) == (20, 3, True, False)
    assert 1_000 <= stock.p50_ms <= 1_200
    assert 60_000 <= stock.p95_ms <= 73_000
    assert prices.p50_ms == prices.p95_ms == stock.p95_ms


def test_what_seems_to_come_from_the_future_counts_as_at_once(installation: UUID) -> None:
    ages.record_ages(installation, Stream.STOCK, [database_time() + timedelta(hours=1)])

    assert db.rows("SELECT step, count FROM channels_sync_age") == [(0, 1)]


def test_what_is_older_than_the_last_step_counts_in_it(installation: UUID) -> None:
    ages.record_ages(installation, Stream.STOCK, [database_time() - timedelta(days=400)])

    assert db.rows("SELECT step, count FROM channels_sync_age") == [(95, 1)]


def test_a_thousand_changes_are_one_statement_and_a_few_rows(installation: UUID) -> None:
    at = database_time()

    ages.record_ages(installation, Stream.STOCK, [at - timedelta(milliseconds=n) for n in range(1000)])

    assert db.rows("SELECT sum(count)::int, count(*) <= 15 FROM channels_sync_age") == [(1000, True)]


def test_old_days_are_forgotten(installation: UUID) -> None:
    at = database_time()
    ages.record_ages(installation, Stream.STOCK, [at])
    db.execute("UPDATE channels_sync_age SET day = day - 40")
    ages.record_ages(installation, Stream.STOCK, [at])

    assert ages.forget_ages(at - timedelta(days=35)) == 1
    assert db.rows("SELECT count(*) FROM channels_sync_age") == [(1,)]
