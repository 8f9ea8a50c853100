"""A file is written anew only where something was touched, and is then what a whole writing would have made of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.catalog.queries import everything
from arasta.contexts.catalog.services import taxonomy
from arasta.contexts.catalog.types.inputs import BrandInput, CategoryInput
from arasta.contexts.channels.queries import feed_files, feeds
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types.feeds import Feed, FeedTarget
from arasta.contexts.inventory.services import kits
from arasta.contexts.inventory.services.kits import KitInput
from arasta.flows.feeding import write_feeds
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox import delivery
from tests import makers
from tests.flows.feeding.makers import Shop, changes, rows, text_of

HOUR = timedelta(hours=1)
THINGS = 6


@pytest.fixture(autouse=True)
def two_products_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "AT_ONCE", 2)


@pytest.fixture
def things(shop: Shop) -> list[UUID]:
    """Products of one variant each, sold from the warehouse; they come after the shirt."""
    made = [makers.make_variant(f"THING-{number}") for number in range(THINGS)]
    for one in made:
        makers.make_price(one, 9900)
        makers.receive(one, shop.warehouse, 5)
    return made


def written(feed: Feed, later: timedelta = timedelta(0)) -> Feed:
    """Let the worker write what is due, now or later."""

    def now() -> datetime:
        return clock.now() + later

    delivery.deliver_pending()
    write_feeds.write_due(now=now)
    return feeds.feed(feed.id)


def sums(feed: Feed) -> list[int]:
    return [part.crc for part in feed_files.parts_of(feed)]


def test_only_the_part_of_what_was_touched_is_read_and_another(shop: Shop, things: list[UUID]) -> None:
    first = written(shop.feed(FeedTarget.PLAIN))
    before = sums(first)

    makers.receive(things[2], shop.warehouse, 1)
    with CaptureQueriesContext(connection) as caught:
        second = written(first, HOUR)

    readings = [one["sql"] for one in caught.captured_queries if "ORDER BY p.id LIMIT" in one["sql"]]
    same = [old == new for old, new in zip(before, sums(second), strict=True)]
    assert (len(readings), same) == (2, [True, False, True, True])
    assert (second.version, second.offered, second.read_whole_at) == (2, THINGS, first.read_whole_at)
    assert {key: row["quantity"] for key, row in changes(second, 1).items()} == {"THING-2": "6"}
    assert feeds.touched_since(makers.DAY) == []


def test_it_is_what_a_whole_writing_makes(shop: Shop, things: list[UUID]) -> None:
    feed = written(shop.feed(FeedTarget.PLAIN))
    makers.receive(things[0], shop.warehouse, 1)
    makers.make_price(things[5], 8800, at=clock.now())

    renewed = text_of(written(feed, HOUR))
    write_feeds.write([feeds.feed(feed.id)], now=clock.now)

    assert renewed == text_of(feeds.feed(feed.id))
    assert feeds.feed(feed.id).version == 2


def test_what_came_to_the_catalog_since_stands_after_the_last(shop: Shop, things: list[UUID]) -> None:
    feed = written(shop.feed(FeedTarget.PLAIN))
    new = makers.make_variant("THING-NEW")
    makers.make_price(new, 9900, at=clock.now())

    found = written(feed, HOUR)

    assert list(rows(found))[-1] == "THING-NEW"
    assert (found.offered, found.read_whole_at) == (THINGS + 1, feed.read_whole_at)


def test_a_kit_is_written_when_a_component_of_it_sold(shop: Shop, things: list[UUID]) -> None:
    box = makers.make_variant("BOX")
    makers.make_price(box, 19900)
    kits.set_kits([KitInput(box, ((things[0], 1),))], actor=SYSTEM)
    feed = written(shop.feed(FeedTarget.PLAIN))

    makers.receive(things[0], shop.warehouse, 4)
    found = written(feed, HOUR)

    assert (found.read_whole_at, rows(found)["BOX"]["quantity"]) == (feed.read_whole_at, "9")


def test_all_is_read_where_all_is_in_doubt_or_was_not_read_for_long(shop: Shop, things: list[UUID]) -> None:
    feed = written(shop.feed(FeedTarget.PLAIN))
    channels.set_range(shop.web, ["home"], now=clock.now(), actor=SYSTEM)
    doubted = written(feed, HOUR)
    makers.receive(things[0], shop.warehouse, 1)
    old = written(doubted, HOUR + feeds.READ_WHOLE)

    moments = [one.read_whole_at or makers.DAY for one in (feed, doubted, old)]
    assert [later - earlier > HOUR / 2 for earlier, later in pairwise(moments)] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_the_next_chunk_is_read_while_one_is_written(shop: Shop, things: list[UUID]) -> None:
    feed = written(shop.feed(FeedTarget.PLAIN))
    makers.receive(things[3], shop.warehouse, 1)

    renewed = written(feed, HOUR)

    found = {key: row["quantity"] for key, row in rows(renewed).items()}
    assert found == {f"THING-{number}": "6" if number == 3 else "5" for number in range(THINGS)}


def test_what_a_brand_or_a_category_is_called_now_is_written_at_once(shop: Shop) -> None:
    shop.sell()
    feed = written(shop.feed(FeedTarget.GOOGLE))
    before = rows(feed)["SHIRT-RED-S"]

    taxonomy.save_brands([BrandInput(code="kervan", name="Anatolia")])
    taxonomy.save_categories([CategoryInput(code="goods", names={"en": "Goods"})])
    taxonomy.save_categories([CategoryInput(code="clothing", names={"en": "Clothing"}, parent="goods")])
    delivery.deliver_pending()
    moved = len(feeds.touched_since(makers.DAY))
    taxonomy.save_categories([CategoryInput(code="goods", names={"en": "All goods"})])
    found = written(feed, HOUR)
    after = rows(found)["SHIRT-RED-S"]

    assert (before["brand"], before["product_type"]) == ("Kervan", "Clothing")
    assert moved == len(shop.shirts)
    assert (after["brand"], after["product_type"]) == ("Anatolia", "All goods > Clothing")
    assert found.read_whole_at == feed.read_whole_at


def test_what_is_saved_as_it_was_touches_nothing(shop: Shop) -> None:
    written(shop.feed(FeedTarget.GOOGLE))

    taxonomy.save_brands([BrandInput(code="kervan", name="Kervan")])
    taxonomy.save_categories([CategoryInput(code="clothing", names={"en": "Clothing"}, position=2)])
    delivery.deliver_pending()

    assert feeds.touched_since(makers.DAY) == []
