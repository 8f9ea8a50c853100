"""What listings say reaches the marketplace, whoever said it; what waits to be matched is told nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from arasta.connectors.trendyol import connector as trendyol
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.services import matching
from arasta.contexts.channels.types import ListingStatus
from arasta.contexts.channels.types.content import ContentChange
from arasta.flows.publishing import publish_listings
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.flows.stall import Stall
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)


def products(stall: Stall) -> list[dict[str, Any]]:
    """Return what was sent as products, new ones and the contents of approved ones, one by one."""
    ways = ("/products", "/content-bulk-update")
    sent = [one for one in stall.wire.requests if one.method != "GET" and one.url.path.endswith(ways)]
    return [item for one in sent for item in json.loads(one.content)["items"]]


def test_a_draft_is_sent_as_the_template_and_the_listing_say(stall: Stall) -> None:
    stall.describe(BARCODE)
    row = stall.listing()
    content_services.save_templates(stall.channel, {"title": "{title} for all", "fact:brand_id": "77"})
    own = ContentChange(listing_id=row.id, field="description", value="By hand.")
    content_services.write_values([own])

    stall.publish()

    [sent] = products(stall)
    assert (sent["title"], sent["description"], sent["brandId"]) == (f"Thing {BARCODE} for all", "By hand.", 77)
    assert stall.listing().status is ListingStatus.ACTIVE
    assert content_book.due_listings(stall.channel, limit=9) == []


def test_much_is_read_bit_by_bit_and_sent_in_one_full_batch(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish_listings, "_READ_AT_ONCE", 4)
    monkeypatch.setattr(trendyol, "_PRODUCTS", replace(trendyol._PRODUCTS, batch_max=9))
    stall.describe(*(f"86900000{number:05}" for number in range(10)))

    stall.publish()
    first = len(products(stall))
    stall.publish()

    assert (first, len(products(stall))) == (9, 10)


def test_a_live_listing_is_told_what_changed_and_stays_on_offer(stall: Stall) -> None:
    stall.offer(BARCODE, units=5)
    row = stall.listing()
    content_services.write_values([ContentChange(listing_id=row.id, field="title", value="Another title")])
    due = [one.id for one in content_book.due_listings(stall.channel, limit=9)]

    stall.publish()

    assert (due, products(stall)[-1]["title"]) == ([row.id], "Another title")
    assert stall.listing().status is ListingStatus.ACTIVE
    assert content_book.due_listings(stall.channel, limit=9) == []


def test_what_the_marketplace_would_refuse_of_a_live_listing_is_shown_and_not_sent(stall: Stall) -> None:
    stall.offer(BARCODE, units=5)
    before = len(products(stall))
    change = ContentChange(listing_id=stall.listing().id, field="title", value="x" * 101)
    content_services.write_values([change])

    stall.publish()

    row = stall.listing()
    assert (len(products(stall)), row.status, row.problem_code) == (before, ListingStatus.ACTIVE, "length")


def test_nothing_is_told_while_listings_wait_to_be_matched(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=5)
    matching.ask_for_matching(stall.channel)
    makers.receive(variant, stall.warehouse, 3)
    content_services.save_templates(stall.channel, {"title": "{title} anew"})
    before = len(products(stall))

    stall.publish()
    told = stall.push()
    held = (told, len(products(stall)) - before, stall.shown(), stall.dirty())
    matching.skip(stall.channel, now=stall.world.time, actor=SYSTEM)
    stall.publish()
    stall.round()

    assert held == (0, 0, 5, [variant])
    assert (products(stall)[-1]["title"], stall.shown()) == (f"Thing {BARCODE} anew", 8)
