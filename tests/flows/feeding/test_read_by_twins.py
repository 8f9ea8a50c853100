"""The whole way: a feed is written, fetched from its address by a service, judged there, and fetched again when it changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connections
from django.test import Client

from arasta.contexts.channels.queries import feeds
from arasta.contexts.channels.services import feeds as book
from arasta.contexts.channels.types.feeds import Feed, FeedFormat, FeedKind, FeedTarget
from tests import makers
from tests.flows.feeding.makers import Shop, write
from tests.twins.makers import World

pytestmark = pytest.mark.django_db(transaction=True)


class Service:
    """A twin that fetches from our shop."""

    def __init__(self, name: str, home: Path, client: Client) -> None:
        self.name, self.world, self.client = name, World(home), client
        self.world.receiver = self._hand_out

    def _hand_out(self, request: httpx.Request) -> httpx.Response:
        """Answer in the thread of whoever asks, with a connection of its own."""
        try:
            answer = self.client.get(request.url.raw_path.decode(), headers=dict(request.headers))
            body = b"".join(answer) if answer.streaming else answer.content
            return httpx.Response(answer.status_code, headers=dict(answer.headers), content=body)
        finally:
            connections.close_all()

    def fetch(self, *opened: Feed) -> dict[str, dict[str, Any]]:
        """Fetch feeds and look at them; return what is known of each offer."""
        for feed in opened:
            url = {"url": feeds.address_of(feed)}
            assert self.world.call("POST", f"/{self.name}/control/feeds", json=url).is_success
        assert self.world.call("POST", f"/{self.name}/control/fetch").is_success
        self.world.wait(seconds=5)
        return {one["id"]: one for one in self.world.call("GET", f"/{self.name}/control/offers").json()["offers"]}

    def refused(self, found: dict[str, dict[str, Any]]) -> list[str]:
        return [code for code, one in found.items() if any(issue["refused"] for issue in one["issues"])]


@pytest.fixture(params=[FeedFormat.TSV, FeedFormat.XML])
def form(request: pytest.FixtureRequest) -> FeedFormat:
    return FeedFormat(request.param)


@pytest.mark.parametrize("target", [FeedTarget.GOOGLE, FeedTarget.META])
def test_all_that_is_in_the_feed_is_shown(
    shop: Shop, client: Client, tmp_path: Path, target: FeedTarget, form: FeedFormat
) -> None:
    shop.sell()
    feed = write(shop.feed(target, form=form))
    service = Service(target.value, tmp_path / "twins", client)

    found = service.fetch(feed)

    assert sorted(found) == sorted(shop.shirts)
    assert service.refused(found) == []


def test_a_change_is_shown_after_the_next_fetch(shop: Shop, client: Client, tmp_path: Path) -> None:
    shop.sell()
    feed = write(shop.feed(FeedTarget.META))
    service = Service("meta", tmp_path / "twins", client)
    before = service.fetch(feed)["SHIRT-RED-S"]["shown"]["price"]
    makers.make_price(shop.shirts["SHIRT-RED-S"], 39900, at=makers.DAY + timedelta(hours=1))

    write(feed, at=makers.DAY + timedelta(hours=2))
    after = service.fetch()["SHIRT-RED-S"]["shown"]["price"]

    assert (before, after) == ("499.00 TRY", "399.00 TRY")
    assert [one.status for one in feeds.fetches(feed.id)] == [200, 200]


def test_what_stores_have_is_known_beside_the_offers(shop: Shop, client: Client, tmp_path: Path) -> None:
    shop.sell()
    makers.receive(shop.shirts["SHIRT-RED-S"], shop.store, 4)
    everything, stores = write(shop.feed()), write(shop.feed(kind=FeedKind.LOCAL, name="stores"))
    service = Service("google", tmp_path / "twins", client)

    service.fetch(everything)
    found = service.fetch(stores)

    assert {code: said["quantity"] for code, said in found["SHIRT-RED-S"]["stores"].items()} == {"ST-1": "4"}
    assert service.fetch()["SHIRT-RED-S"]["shown"]["title"] == "Linen shirt - Red / S"


def test_a_renewed_address_is_shut_for_who_has_the_old_one(shop: Shop, client: Client, tmp_path: Path) -> None:
    shop.sell()
    feed = write(shop.feed())
    service = Service("google", tmp_path / "twins", client)
    service.fetch(feed)

    book.renew_key(feed.id)
    service.fetch()

    [row] = service.world.call("GET", "/google/control/feeds").json()["feeds"]
    assert (row["status"], row["taken"]) == ("404", 4)
