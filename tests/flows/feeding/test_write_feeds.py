"""What a feed says of a shop's offers, and what it leaves out."""

from __future__ import annotations

import xml.etree.ElementTree as Tree
from datetime import timedelta

from arasta.contexts.catalog.services import products
from arasta.contexts.channels.queries import feed_files, feeds
from arasta.contexts.channels.services import channels, content, listings
from arasta.contexts.channels.services import feeds as book
from arasta.contexts.channels.types.content import ContentChange
from arasta.contexts.channels.types.feeds import FeedFormat, FeedKind, FeedTarget, Flaw, RowState
from arasta.contexts.channels.types.listings import ListingInput, ListingStatus
from arasta.flows.feeding import write_feeds
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.flows.feeding.makers import Shop, changes, rows, text_of, write

G = "{http://base.google.com/ns/1.0}"


def test_a_row_says_what_the_landing_page_says(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S")

    row = rows(write(shop.feed()))["SHIRT-RED-S"]

    assert {key: row[key] for key in ("title", "price", "availability", "brand", "condition", "color", "size")} == {
        "title": "Linen shirt - Red / S",
        "price": "499.00 TRY",
        "availability": "in_stock",
        "brand": "Kervan",
        "condition": "new",
        "color": "Red",
        "size": "S",
    }
    assert row["link"] == "https://shop.example/p/shirt?color=red&size=s"
    assert row["image_link"] == "https://shop.example/static/demo/shirt.webp"
    assert row["identifier_exists"] == "no"
    assert row["product_type"] == "Clothing"


def test_variants_of_a_product_share_a_group_even_when_out_of_stock(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S")
    makers.make_price(shop.shirts["SHIRT-BLUE-L"], 49900)

    found = rows(write(shop.feed(FeedTarget.META)))

    assert sorted(found) == ["SHIRT-BLUE-L", "SHIRT-RED-S"]
    assert found["SHIRT-BLUE-L"]["availability"] == "out of stock"
    assert found["SHIRT-BLUE-L"]["item_group_id"] == found["SHIRT-RED-S"]["item_group_id"] != ""


def test_what_has_no_price_is_left_out_with_the_reason(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S")

    feed = write(shop.feed())
    left_out = feeds.flawed_rows(feed.id, state=RowState.EXCLUDED).items

    assert (feed.offered, feed.excluded) == (1, 3)
    assert {row.offer_id: row.flaws for row in left_out} == dict.fromkeys(
        ("SHIRT-BLUE-L", "SHIRT-BLUE-S", "SHIRT-RED-L"), (Flaw.PRICE_MISSING,)
    )
    assert feeds.count_flaws(feed.id) == {Flaw.PRICE_MISSING: 3}


def test_a_feed_holds_the_range_of_its_shop_alone(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S")
    feed = write(shop.feed())

    channels.set_range(shop.web, ["home"], now=makers.DAY, actor=SYSTEM)
    without = rows(write(feed))
    channels.set_range(shop.web, ["home", "clothing"], now=makers.DAY + timedelta(hours=1), actor=SYSTEM)

    assert without == {}
    assert list(rows(write(feed, at=makers.DAY + timedelta(hours=1)))) == ["SHIRT-RED-S"]


def test_xml_is_rss_with_the_shared_namespace(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S")

    root = Tree.fromstring(text_of(write(shop.feed(form=FeedFormat.XML))))  # noqa: S314 - our own file

    [item] = root.findall("channel/item")
    assert item.findtext(f"{G}id") == "SHIRT-RED-S"
    assert item.findtext("link") == "https://shop.example/p/shirt?color=red&size=s"
    assert item.findtext(f"{G}price") == "499.00 TRY"


def test_a_writing_that_changes_nothing_leaves_the_file(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S")
    first = write(shop.feed())

    again = write(first, at=makers.DAY + timedelta(hours=1))

    assert (again.version, again.written_at) == (1, makers.DAY)
    assert again.checked_at == makers.DAY + timedelta(hours=1)


def test_only_what_changed_since_a_version_is_told(shop: Shop) -> None:
    shop.sell()
    first = write(shop.feed())
    makers.make_price(shop.shirts["SHIRT-RED-S"], 39900, at=makers.DAY + timedelta(hours=1))

    second = write(first, at=makers.DAY + timedelta(hours=2))

    assert second.version == 2
    assert {key: row["price"] for key, row in changes(second, 1).items()} == {"SHIRT-RED-S": "399.00 TRY"}
    assert changes(second, 2) == {}
    assert len(changes(second, 0)) == 4


def test_what_is_sold_no_more_is_told_as_gone(shop: Shop) -> None:
    shop.sell()
    first = write(shop.feed(FeedTarget.META))
    products.archive_products(shop.products, actor=SYSTEM)

    second = write(first)

    assert rows(second) == {}
    assert {(row["availability"], row["status"]) for row in changes(second, 1).values()} == {
        ("out of stock", "archived")
    }


def test_xml_tells_changes_line_by_line_too(shop: Shop) -> None:
    shop.sell()
    first = write(shop.feed(form=FeedFormat.XML))
    makers.receive(shop.shirts["SHIRT-RED-L"], shop.warehouse, 1)
    makers.make_price(shop.shirts["SHIRT-RED-S"], 39900, at=makers.DAY + timedelta(hours=1))

    second = write(first, at=makers.DAY + timedelta(hours=2))

    root = Tree.fromstring(b"".join(feed_files.changes(second, since=1)))  # noqa: S314 - our own file
    assert [item.findtext(f"{G}id") for item in root.findall("channel/item")] == ["SHIRT-RED-S"]


def test_each_store_has_its_own_row_in_a_local_feed(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S")
    makers.receive(shop.shirts["SHIRT-RED-S"], shop.store, 2)

    feed = write(shop.feed(kind=FeedKind.LOCAL))

    assert rows(feed) == {
        "SHIRT-RED-S": {
            "store_code": "ST-1",
            "id": "SHIRT-RED-S",
            "availability": "limited_availability",
            "quantity": "2",
            "price": "499.00 TRY",
            "sale_price": "",
            "pickup_method": "buy",
            "pickup_sla": "same_day",
        }
    }


def test_an_offer_bears_the_id_of_its_listing(shop: Shop) -> None:
    shop.sell()
    listings.save_listings(
        shop.google,
        [
            ListingInput(
                variant_id=shop.shirts["SHIRT-RED-S"], external_id="kept-from-before", status=ListingStatus.ACTIVE
            )
        ],
        actor=SYSTEM,
    )

    everything = rows(write(shop.feed()))
    listed = rows(write(shop.feed(name="listed", only_listed=True)))

    assert "kept-from-before" in everything
    assert "SHIRT-RED-S" not in everything
    assert list(listed) == ["kept-from-before"]


def test_a_listing_says_it_in_its_own_words(shop: Shop) -> None:
    shop.sell()
    own = ListingInput(
        variant_id=shop.shirts["SHIRT-RED-S"],
        external_id="SHIRT-RED-S",
        title="Shirt for hot days",
        status=ListingStatus.ACTIVE,
    )
    listings.save_listings(shop.google, [own], actor=SYSTEM)

    found = rows(write(shop.feed()))

    assert found["SHIRT-RED-S"]["title"] == "Shirt for hot days - Red / S"
    assert found["SHIRT-RED-L"]["title"] == "Linen shirt - Red / L"


def test_a_change_of_price_has_the_feed_written_again_after_its_pause(shop: Shop) -> None:
    shop.sell()
    feed = shop.feed()
    times = [makers.DAY]
    assert write_feeds.write_due(now=lambda: times[0]) == 1

    makers.make_price(shop.shirts["SHIRT-RED-S"], 39900, at=makers.DAY)
    times[0] += timedelta(minutes=feed.least_minutes - 1)
    assert write_feeds.write_due(now=lambda: times[0]) == 0
    times[0] += timedelta(minutes=1)
    assert write_feeds.write_due(now=lambda: times[0]) == 1

    assert rows(feeds.feed(feed.id))["SHIRT-RED-S"]["price"] == "399.00 TRY"
    assert feeds.feed(feed.id).changed_at is None


def test_nothing_changed_means_nothing_is_written_for_a_day(shop: Shop) -> None:
    shop.sell()
    shop.feed()
    write_feeds.write_due(now=lambda: makers.DAY)
    book.hear_changes(now=makers.DAY)

    assert write_feeds.write_due(now=lambda: makers.DAY + timedelta(hours=23)) == 0
    assert write_feeds.write_due(now=lambda: makers.DAY + timedelta(hours=24)) == 1


def test_the_makers_part_number_comes_from_the_listing(shop: Shop) -> None:
    shop.sell("SHIRT-RED-S", "SHIRT-RED-L")
    [saved] = listings.save_listings(
        shop.google, [ListingInput(variant_id=shop.shirts["SHIRT-RED-S"], external_id="RED-S")], actor=SYSTEM
    )
    listings.move_listings([saved.id], ListingStatus.ACTIVE, actor=SYSTEM)
    content.write_values([ContentChange(listing_id=saved.id, field="attribute:mpn", value="KRV-77")])

    found = rows(write(shop.feed()))

    assert {key: (row["mpn"], row["identifier_exists"]) for key, row in found.items()} == {
        "RED-S": ("KRV-77", ""),
        "SHIRT-RED-L": ("", "no"),
    }
