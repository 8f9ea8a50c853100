"""What a channel shows of a listing's texts and pictures is compared with what it was told, by the channel's own ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from arasta.contexts.channels.types import ListingItem, Op
from arasta.contexts.channels.types.inbound import SeenListing
from arasta.contexts.channels.types.outbound import DriftField
from arasta.flows.publishing import compare_listings
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import Goods
from tests.connectors.suite.test_listings import seen

SETTLED = 3600
OTHER: Mapping[DriftField, dict[str, Any]] = {
    DriftField.TITLE: {"title": "Another name"},
    DriftField.DESCRIPTION: {"description": "<p>Another text</p>"},
    DriftField.IMAGES: {"images": ["https://pictures.example/one.webp", "https://pictures.example/two.webp"]},
    DriftField.CATEGORY: {"category": "Another kind"},
}


def tell(bench: Bench, item: ListingItem) -> ListingItem:
    """Tell a listing and let the channel take its time; return it with the ids the channel gave."""
    settled = bench.settled(Op.LISTING, bench.run(bench.connector.push_listings([item])))
    bench.rig.wait(SETTLED)
    return replace(item, refs={**item.refs, **settled[-1].refs})


def read(bench: Bench, item: ListingItem) -> SeenListing:
    [shown] = seen(bench, Goods(external_id=item.external_id, sku=item.sku, refs=item.refs))
    return shown


def different(bench: Bench, item: ListingItem, shown: SeenListing) -> list[DriftField]:
    ours = bench.connector.shown_as(item)
    return [one.field for one in compare_listings.content(item.listing_id, ours, shown)]


@pytest.fixture
def told(bench: Bench) -> ListingItem:
    needs.operation(bench, Op.LISTING)
    needs.reading_back(bench)
    return tell(bench, replace(bench.rig.describe("CEZVE-9"), category="Cookware"))


def test_what_was_taken_in_is_shown_as_it_was_told(bench: Bench, told: ListingItem) -> None:
    assert different(bench, told, read(bench, told)) == []


@pytest.mark.parametrize("field", sorted(OTHER))
def test_what_somebody_else_says_there_is_found_and_ours_can_be_said_again(
    bench: Bench, told: ListingItem, field: DriftField
) -> None:
    if getattr(bench.connector.shown_as(told), field) is None:
        pytest.skip(f"{bench.rig.connector} does not show a {field} of ours")
    changes = OTHER[field]
    fact = bench.able.category_fact
    if field is DriftField.CATEGORY and fact:
        changes = {"facts": {**told.facts, fact: bench.rig.other_category}}

    meddled = tell(bench, replace(told, **changes, version=told.version + 1))
    found = different(bench, told, read(bench, meddled))
    again = tell(bench, replace(told, refs={**meddled.refs, **told.refs}, version=told.version + 2))

    assert found == [field]
    assert different(bench, meddled, read(bench, meddled)) == [field]
    assert different(bench, again, read(bench, again)) == []
