"""Variants are offered on a channel under its own ids, and pushes are noted by version."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.channels.queries import listings as reads
from arasta.contexts.channels.services import listings
from arasta.contexts.channels.types.listings import (
    MOVES,
    Listing,
    ListingInput,
    ListingStatus,
    Observation,
    PushOutcome,
    last_sent,
)
from arasta.contexts.channels.types.protocol import LastSent
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests.contexts.channels.making import NOW
from tests.makers import make_channel, make_variants

pytestmark = pytest.mark.django_db


def offered(count: int = 1, status: ListingStatus = ListingStatus.ACTIVE) -> tuple[UUID, list[Listing]]:
    channel_id = make_channel("trendyol", "marketplace")
    wanted = [
        ListingInput(variant_id=variant, external_id=f"868{number:04}", title=f"Tray {number}", status=status)
        for number, variant in enumerate(make_variants(count))
    ]
    return channel_id, listings.save_listings(channel_id, wanted, actor=SYSTEM)


def test_a_listing_carries_the_channels_currency() -> None:
    _, [row] = offered()

    assert (row.external_id, row.title, row.status, row.currency) == ("8680000", "Tray 0", "active", "TRY")
    assert (row.pushed_quantity, row.pushed_version, last_sent(row)) == (None, 0, None)


def test_a_code_belongs_to_one_variant_of_a_channel() -> None:
    channel_id, _ = offered()
    other = make_variants(1)[0]

    with pytest.raises(listings.ExternalIdTaken) as refusal, db.savepoint():
        listings.save_listings(channel_id, [ListingInput(variant_id=other, external_id="8680000")], actor=SYSTEM)

    assert refusal.value.details == {"given": "8680000"}


def test_a_live_listing_keeps_its_code_and_a_draft_may_change_it() -> None:
    channel_id, [row] = offered()
    changed = ListingInput(variant_id=row.variant_id, external_id="other")

    with pytest.raises(listings.ListingIsLive), db.savepoint():
        listings.save_listings(channel_id, [changed], actor=SYSTEM)
    listings.move_listings([row.id], ListingStatus.ENDED, actor=SYSTEM)
    [saved] = listings.save_listings(channel_id, [changed], actor=SYSTEM)

    assert (saved.external_id, saved.status) == ("other", "ended")


def test_an_answer_to_an_older_push_changes_no_value() -> None:
    _, [row] = offered()
    listings.record_push(
        [PushOutcome(listing_id=row.id, quantity=5, price_minor=900, list_price_minor=1000, version=7)],
        now=NOW,
        actor=SYSTEM,
    )

    listings.record_push([PushOutcome(listing_id=row.id, quantity=9, version=6)], now=NOW, actor=SYSTEM)

    [stored] = reads.listings([row.id])
    assert last_sent(stored) == LastSent(
        version=7, at=NOW, quantity=5, price=Money(900, "TRY"), list_price=Money(1000, "TRY")
    )


def test_a_problem_is_kept_until_the_next_answer() -> None:
    _, [row] = offered(status=ListingStatus.PENDING)
    refused = PushOutcome(listing_id=row.id, status=ListingStatus.FAILED, problem_code="invalid", problem="no image")

    moves = listings.record_push([refused], now=NOW, actor=SYSTEM)
    [failed] = reads.listings([row.id])
    listings.record_push([PushOutcome(listing_id=row.id, status=ListingStatus.ACTIVE)], now=NOW, actor=SYSTEM)

    [mended] = reads.listings([row.id])
    assert [(move.external_id, move.status) for move in moves] == [("8680000", "failed")]
    assert (failed.status, failed.problem_code, failed.problem) == ("failed", "invalid", "no image")
    assert (mended.status, mended.problem_code, mended.problem) == ("active", "", "")


@pytest.mark.parametrize("before", list(ListingStatus))
def test_a_listing_moves_only_as_the_table_says(before: ListingStatus) -> None:
    _, rows = offered(len(ListingStatus), before)

    asked = [PushOutcome(listing_id=row.id, status=to) for row, to in zip(rows, ListingStatus, strict=True)]
    moves = listings.record_push(asked, now=NOW, actor=SYSTEM)

    assert {move.status for move in moves} == MOVES[before]
    refused = sorted(set(ListingStatus) - MOVES[before] - {before})
    for status in refused:
        [row] = [row for row, to in zip(rows, ListingStatus, strict=True) if to is status]
        with pytest.raises(listings.ListingCannot), db.savepoint():
            listings.move_listings([row.id], status, actor=SYSTEM)


def test_one_hundred_outcomes_cost_as_many_statements_as_one() -> None:
    _, rows = offered(100)

    counts = []
    for size in (1, 100):
        outcomes = [PushOutcome(listing_id=row.id, quantity=3, version=size) for row in rows[:size]]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            listings.record_push(outcomes, now=NOW, actor=SYSTEM)
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in seen.captured_queries))

    assert counts == [1, 1]


def test_what_the_channel_shows_is_kept_beside_what_we_sent() -> None:
    _, [row] = offered()

    listings.record_observed([Observation(listing_id=row.id, quantity=4)], now=NOW)

    [stored] = reads.listings([row.id])
    assert (stored.observed_quantity, stored.observed_price_minor, stored.observed_at) == (4, None, NOW)


def test_pages_go_by_code_and_can_be_narrowed() -> None:
    channel_id, rows = offered(3)
    listings.move_listings([rows[1].id], ListingStatus.ENDED, actor=SYSTEM)

    first = reads.listings_page(channel_id, limit=2)
    second = reads.listings_page(channel_id, limit=2, cursor=first.next_cursor)
    ended = reads.listings_page(channel_id, status=ListingStatus.ENDED)

    assert [row.external_id for row in first.items] == ["8680000", "8680001"]
    assert ([row.external_id for row in second.items], second.next_cursor) == (["8680002"], None)
    assert [row.id for row in ended.items] == [rows[1].id]
    assert reads.count_listings([channel_id])[channel_id] == {
        "draft": 0, "pending": 0, "active": 2, "failed": 0, "ended": 1,
    }  # fmt: skip
