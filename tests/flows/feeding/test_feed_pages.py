"""The office's pages about feeds."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.channels.queries import feeds
from arasta.contexts.channels.types.feeds import FEED_PREFIX, FeedStatus, FeedTarget
from arasta.kernel.ids import to_public
from tests.contexts.identity.making import make_staff, signed_in
from tests.flows.feeding.makers import Shop, write


@pytest.fixture
def office(client: Client, shop: Shop) -> Client:
    """A browser of the owner."""
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


def test_the_list_and_the_page_tell_how_a_feed_stands(shop: Shop, office: Client) -> None:
    shop.sell("SHIRT-RED-S")
    feed = write(shop.feed())
    key = to_public(FEED_PREFIX, feed.id)

    listed = office.get("/office/feeds").content.decode()
    page = office.get(f"/office/feeds/{key}").content.decode()

    assert "all.tsv" in listed
    assert feeds.address_of(feed).replace("&", "&amp;") in page
    assert "There is no price" in page


def test_what_is_left_out_is_listed_with_the_fix(shop: Shop, office: Client) -> None:
    shop.sell("SHIRT-RED-S")
    feed = write(shop.feed())
    key = to_public(FEED_PREFIX, feed.id)

    page = office.get(f"/office/feeds/{key}/left-out").content.decode()

    assert "SHIRT-BLUE-L" in page
    assert "SHIRT-RED-S" not in page
    assert "Put a price on a list that holds for the shop" in page


def test_a_feed_is_opened_renewed_written_and_revoked(shop: Shop, office: Client) -> None:
    asked = {
        "name": "for-meta", "channel": "google", "shop": "web", "target": "meta", "kind": "products", "format": "xml",
        "language": "tr", "least_minutes": "60",
    }  # fmt: skip

    assert office.post("/office/feeds/add", asked).status_code == 302
    [feed] = feeds.feeds()
    key = to_public(FEED_PREFIX, feed.id)
    for act in ("write", "renew", "revoke"):
        assert office.post(f"/office/feeds/{key}/{act}").status_code == 302

    found = feeds.feed(feed.id)
    assert (found.target, found.language, found.key_number, found.status) == (
        FeedTarget.META,
        "tr",
        2,
        FeedStatus.REVOKED,
    )


def test_a_name_that_fits_no_address_is_refused(shop: Shop, office: Client) -> None:
    asked = {"name": "Für alle", "channel": "google", "shop": "web"}

    response = office.post("/office/feeds/add", asked)

    assert response.status_code == 422
    assert feeds.feeds() == []
