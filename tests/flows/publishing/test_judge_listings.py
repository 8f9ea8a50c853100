"""Listings are judged by the channel's own rules before anything is sent."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import quality as quality_book
from arasta.contexts.channels.queries.quality import ListingFilter
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.types.content import ContentChange
from arasta.contexts.channels.types.quality import Reason
from arasta.flows.publishing import judge_listings
from tests.flows.publishing.counter import NOW, Counter

pytestmark = pytest.mark.django_db


def test_issues_name_the_field_and_count_in_the_score(counter: Counter) -> None:
    rows = counter.offer()
    content_services.write_values([ContentChange(listing_id=rows[0].id, field="title", value="x" * 61)])

    judged = judge_listings.judge_waiting(counter.channel, at=NOW)

    found = quality_book.judgments([rows[0].id], with_issues=True)[rows[0].id]
    assert (judged, {issue.field for issue in found.issues if issue.blocks}) == (4, {"title", "brand_id"})
    assert Reason.REFUSED in found.reasons
    assert judge_listings.judge_waiting(counter.channel, at=NOW) == 0


def test_a_template_mends_all_and_only_what_changed_is_judged_anew(counter: Counter) -> None:
    rows = counter.offer()
    judge_listings.judge_waiting(counter.channel, at=NOW)
    refused_before = quality_book.tally(counter.channel.id).refused

    content_services.save_templates(counter.channel.id, {"fact:brand_id": "7651"})
    judged = judge_listings.judge_waiting(counter.channel, at=NOW)

    tally = quality_book.tally(counter.channel.id)
    assert (refused_before, judged, tally.refused, tally.judged) == (4, 4, 0, 4)
    assert [row.id for row in content_book.unjudged_listings(counter.channel.id, limit=9)] == []
    assert quality_book.judgments([rows[0].id])[rows[0].id].is_due


def test_the_weakest_come_first_and_filters_narrow(counter: Counter) -> None:
    rows = counter.offer()
    long = ContentChange(listing_id=rows[2].id, field="description", value="A long text about linen. " * 6)
    content_services.write_values([long])
    judge_listings.judge_waiting(counter.channel, at=NOW)

    page = quality_book.judged_page(counter.channel.id, ListingFilter(), limit=3)
    rest = quality_book.judged_page(counter.channel.id, ListingFilter(), cursor=page.next_cursor, limit=3)
    short = quality_book.judged_page(counter.channel.id, ListingFilter(reason=Reason.TEXT_SHORT))

    assert [row.id for row in rest.items] == [rows[2].id]
    assert len(page.items) == len(short.items) == 3


def test_one_statement_more_for_a_hundred_listings_is_one_too_many(counter: Counter) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rows, counts = counter.offer(), []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as seen:
            judge_listings.judge(counter.channel, some, at=NOW)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_master_that_changed_is_judged_anew_and_told_where_it_was_told_before(counter: Counter) -> None:
    rows = counter.offer()
    judge_listings.judge_waiting(counter.channel, at=NOW)
    content_services.note_told([rows[0].id], now=NOW)

    content_services.mark_goods([row.variant_id for row in rows], tell=True)

    judged = quality_book.judgments([row.id for row in rows])
    assert [judged[row.id].is_due for row in rows] == [True, False, False, False]
    assert len(content_book.unjudged_listings(counter.channel.id, limit=9)) == 4
