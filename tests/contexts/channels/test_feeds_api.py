"""Feeds over JSON: how they stand, what is left out, and to have one written."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.channels.queries import feeds as reads
from arasta.contexts.channels.services import feeds
from arasta.contexts.channels.types.feeds import Feed, FeedFormat, FeedInput, FeedKind, FeedTarget
from arasta.kernel.ids import to_public
from tests import makers
from tests.contexts.channels.test_api import get
from tests.contexts.channels.test_console_api import READ, WRITE, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Feed:
    return feeds.open_feed(
        FeedInput(
            channel_id=makers.make_channel("google", kind="marketplace"),
            shop_id=makers.make_channel("web"),
            name="all",
            target=FeedTarget.GOOGLE,
            kind=FeedKind.PRODUCTS,
            format=FeedFormat.TSV,
        )
    )


def test_the_feeds_of_a_channel_tell_how_they_stand_and_no_key(client: Client, feed: Feed) -> None:
    [told] = get(client, "/feeds?channel=google", READ).json()["items"]

    assert (told["id"], told["name"], told["version"], told["waits"]) == (to_public("fed", feed.id), "all", 0, True)
    assert reads.key_of(feed) not in str(told)
    assert get(client, "/feeds?channel=web", READ).json() == {"items": []}
    assert get(client, "/feeds?channel=moon", READ).status_code == 404


def test_what_is_left_out_comes_by_pages(client: Client, feed: Feed) -> None:
    page = get(client, f"/feeds/{to_public('fed', feed.id)}/left-out", READ)

    assert page.json() == {"items": [], "next_cursor": None}


def test_a_feed_is_written_when_it_is_asked_for_unless_it_was_revoked(client: Client, feed: Feed) -> None:
    path = f"/feeds/{to_public('fed', feed.id)}/write"

    refused = send(client, "post", path, None, READ)
    asked = send(client, "post", path, None, WRITE)
    feeds.revoke(feed.id)
    late = send(client, "post", path, None, WRITE)

    assert [refused.status_code, asked.status_code, late.status_code] == [403, 200, 409]
    assert asked.json()["waits"] is True
