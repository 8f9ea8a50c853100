"""How a channel shows listings is written down, whether we know them or not; ours learn what is shown of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import seen as reads
from arasta.contexts.channels.services import listings, seen
from arasta.contexts.channels.types import ListingInput, ListingStatus
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.channels.making import NOW
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> UUID:
    return makers.make_channel(kind="marketplace")


def offer(market: UUID, external_id: str) -> UUID:
    wanted = ListingInput(variant_id=makers.make_variant(), external_id=external_id, status=ListingStatus.ACTIVE)
    return listings.save_listings(market, [wanted], actor=SYSTEM)[0].id


def shown(external_id: str = "868", **more: object) -> SeenListing:
    values: dict[str, object] = {"state": SeenState.ACTIVE, "quantity": 3, "price": Money(0, "TRY")}
    return SeenListing(external_id=external_id, **{**values, **more})  # type: ignore[arg-type]


def test_a_listing_of_ours_learns_what_the_channel_shows(market: UUID) -> None:
    listing_id = offer(market, "868")

    answer = seen.record_seen(market, [shown(refs={"item": "77"})], now=NOW)

    row = listing_reads.listings_by_external(market, ["868"])["868"]
    refs = db.rows("SELECT refs->>'item' FROM channels_listing WHERE id = %s", [listing_id])
    assert (list(answer.listing_ids), answer.unknown) == ([listing_id], 0)
    assert (row.observed_quantity, row.observed_price_minor, row.observed_at, refs) == (3, 0, NOW, [("77",)])
    assert reads.seen_listings(market, ["868"])["868"].listing_id == listing_id


def test_a_listing_we_do_not_know_is_kept_with_all_that_is_shown(market: UUID) -> None:
    whole = shown(
        sku="A-1",
        barcode="869",
        group="G",
        title="Tray",
        description="Copper",
        list_price=Money(900, "TRY"),
        quantities={"berlin": 2},
        images=("https://pictures.example/1.webp",),
        options={"size": "L"},
        url="https://market.example/868",
        refs={"product": "5"},
        problem_code="hidden",
        problem="no picture",
        version=7,
    )
    offer(market, "other")

    answer = seen.record_seen(market, [whole], now=NOW)

    [row] = reads.seen_page(market, unknown_only=True).items
    assert (answer.unknown, row.shown, row.listing_id) == (1, whole, None)


def test_what_is_left_unsaid_stays(market: UUID) -> None:
    seen.record_seen(market, [shown(title="Tray", quantity=3)], now=NOW)
    later = NOW + timedelta(hours=1)

    seen.record_seen(market, [SeenListing(external_id="868", state=SeenState.GONE)], now=later)

    row = reads.seen_listings(market, ["868"])["868"]
    assert (row.shown.state, row.shown.title, row.shown.quantity) == (SeenState.GONE, "Tray", 3)
    assert (row.first_seen_at, row.seen_at) == (NOW, later)


def test_an_older_version_changes_nothing(market: UUID) -> None:
    offer(market, "868")
    for version, quantity in ((5, 3), (4, 9)):
        seen.record_seen(market, [shown(version=version, quantity=quantity)], now=NOW)

    assert listing_reads.listings_by_external(market, ["868"])["868"].observed_quantity == 3


def test_pages_show_all_or_only_the_unknown(market: UUID) -> None:
    offer(market, "b")
    seen.record_seen(market, [shown(key) for key in "abc"], now=NOW)

    first = reads.seen_page(market, limit=2)
    rest = reads.seen_page(market, cursor=first.next_cursor, limit=2)
    unknown = reads.seen_page(market, unknown_only=True)

    assert [row.shown.external_id for row in [*first.items, *rest.items]] == ["a", "b", "c"]
    assert [row.shown.external_id for row in unknown.items] == ["a", "c"]


def test_many_are_written_down_with_as_many_statements_as_one(market: UUID) -> None:
    with CaptureQueriesContext(connection) as one:
        seen.record_seen(market, [shown("a")], now=NOW)
    with CaptureQueriesContext(connection) as many:
        seen.record_seen(market, [shown(f"{n}") for n in range(100)], now=NOW)

    assert counted(one) == counted(many)
