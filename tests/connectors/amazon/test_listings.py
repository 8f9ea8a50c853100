"""Products go on offer when they keep the rules of their kind; what the marketplace shows is read back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from arasta.connectors.amazon import offers, rules
from arasta.connectors.amazon.account import read_shop
from arasta.connectors.amazon.connector import Amazon
from arasta.contexts.channels.types import Op, Outcome, Stream
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.kernel.money import Money
from tests.connectors.amazon.rig import AmazonRig, listing
from tests.connectors.suite.bench import Bench, outcomes


@pytest.fixture
def connector(bench: Bench) -> Amazon:
    assert isinstance(bench.connector, Amazon)
    return bench.connector


def everything(bench: Bench, watermark: str = "") -> tuple[list[SeenListing], str]:
    found: list[SeenListing] = []
    cursor = ""
    while True:
        plan = bench.connector.pull(Stream.LISTINGS, watermark=watermark, cursor=cursor, now=bench.rig.now)
        page = bench.run(plan)
        found += page.listings
        cursor, watermark = page.cursor, page.watermark or watermark
        if not cursor and not page.is_behind:
            return found, watermark


def test_a_product_is_put_on_offer_whole(rig: AmazonRig, bench: Bench, connector: Amazon) -> None:
    said = bench.run(connector.push_listings([listing("CEZVE-1", facts={"attribute:color": "copper"})]))

    [result] = said.results
    item = rig.item("CEZVE-1")
    body = json.loads(rig.calls[-1].read())["attributes"]
    assert (result.outcome, result.refs) == (Outcome.OK, {"product_type": "HOME", "stock": "DEFAULT"})
    assert (item["title"], item["quantity"], item["priceMinor"], item["listMinor"]) == (
        "Bakır cezve, ikilik", 3, 44900, 49900,
    )  # fmt: skip
    assert body["color"] == [{"value": "copper", "marketplace_id": "A33AVAJ2PDY3EV"}]
    assert body["externally_assigned_product_identifier"][0]["type"] == "ean"
    assert body["other_product_image_locator_1"][0]["media_location"] == "https://pictures.example/cezve-2.webp"


def test_where_the_product_is_known_only_an_offer_is_made(rig: AmazonRig, bench: Bench, connector: Amazon) -> None:
    bench.run(connector.push_listings([listing("CEZVE-1", facts={"asin": "B0CEZVE001"})]))

    body = json.loads(rig.calls[-1].read())
    assert body["requirements"] == "LISTING_OFFER_ONLY"
    assert set(body["attributes"]) == {
        "condition_type", "fulfillment_availability", "purchasable_offer", "list_price", "merchant_suggested_asin",
    }  # fmt: skip
    assert rig.item("CEZVE-1")["asin"] == "B0CEZVE001"


def test_what_amazon_shall_ship_is_amazons_to_count(rig: AmazonRig, bench: Bench, connector: Amazon) -> None:
    rig.control("PUT", "/settings", json={"first_held": 12})

    bench.run(connector.push_listings([listing("CEZVE-1", facts={"fulfilled_by": "AMAZON"})]))
    [seen] = bench.run(connector.fetch_listings([{"external_id": "CEZVE-1"}]))
    again = listing("CEZVE-1", title="Bakır cezve", refs=seen.refs)
    bench.run(connector.push_listings([again]))

    item = rig.item("CEZVE-1")
    assert (seen.held, seen.quantity, seen.refs["stock"]) == (12, None, "AMAZON_EU")
    assert (item["title"], item["quantity"], item["held"]) == ("Bakır cezve", None, 12)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"facts": {"product_type": "KITCHEN"}, "category": "SHOES"}, "KITCHEN"),
        ({"refs": {"product_type": "LUGGAGE"}, "category": "SHOES"}, "LUGGAGE"),
        ({"category": "SHOES"}, "SHOES"),
        ({"category": "Cezveler"}, "HOME"),
    ],
)
def test_the_kind_of_a_product_is_amazons_word(rig: AmazonRig, changes: dict[str, Any], expected: str) -> None:
    assert offers.product_type(listing("S", **changes), read_shop(rig.account)) == expected


def test_the_rules_of_a_kind_are_fetched_once_and_checked_here(bench: Bench, connector: Amazon) -> None:
    long = listing("CEZVE-1", brand="K" * 101)

    said = bench.run(connector.push_listings([long, listing("CEZVE-2")]))
    later = connector.check_listing(long)

    assert outcomes(said.results) == {"CEZVE-1": Outcome.INVALID, "CEZVE-2": Outcome.OK}
    assert [(one.field, one.code) for one in later] == [("brand", "length")]


def test_a_preview_puts_nothing_on_offer(rig: AmazonRig, bench: Bench, connector: Amazon) -> None:
    good = bench.run(connector.preview_listing(listing("CEZVE-1")))
    bad = bench.run(connector.preview_listing(listing("CEZVE-1", title="t" * 201)))

    assert (good.outcome, bad.outcome, bad.code) == (Outcome.OK, Outcome.INVALID, "90225")
    assert rig.control("GET", "/items")["items"] == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"external_id": "S" * 41}, ("sku", "length", True)),
        ({"title": "t" * 201}, ("title", "length", True)),
        ({"description": "d" * 2001}, ("description", "length", True)),
        ({"images": []}, ("images", "image_count", True)),
        ({"images": ["ftp://a/b"]}, ("images", "image_address", True)),
        ({"price": Money(100, "EUR")}, ("price", "currency", True)),
        ({"barcode": ""}, ("barcode", "barcode_missing", False)),
    ],
)
def test_each_rule_for_all_is_checked_before_sending(
    connector: Amazon, change: dict[str, Any], expected: tuple[str, str, bool]
) -> None:
    issues = connector.check_listing(listing("S", category="UNREAD", facts={"product_type": "UNREAD"}))
    [issue] = connector.check_listing(listing(**{"sku": "S", "facts": {"product_type": "UNREAD"}, **change}))

    assert issues == []
    assert (issue.field, issue.code, issue.blocks) == expected


def test_many_products_go_out_in_one_feed(rig: AmazonRig, bench: Bench, connector: Amazon) -> None:
    pushed = bench.run(connector.push_listings([listing(f"SKU-{number}") for number in range(25)]))
    settled = bench.settled(Op.LISTING, pushed)

    assert len(settled) == len(rig.control("GET", "/items")["items"]) == 25
    assert {one.outcome for one in settled} == {Outcome.OK}


def test_taking_off_twice_does_no_harm(rig: AmazonRig, bench: Bench, connector: Amazon) -> None:
    rig.offer("CEZVE-1", units=5)

    said = [bench.run(connector.unlist([listing("CEZVE-1")])).results[0].outcome for _ in range(2)]

    assert said == [Outcome.OK, Outcome.OK]
    assert rig.control("GET", "/items")["items"] == []


def test_what_amazon_holds_is_seen_beside_our_own(rig: AmazonRig, bench: Bench) -> None:
    rig.offer("CEZVE-1", "CEZVE-2", units=5)
    rig.hold("CEZVE-2", 40)

    seen, _ = everything(bench)

    assert {one.sku: (one.quantity, dict(one.quantities), one.refs["stock"]) for one in seen} == {
        "CEZVE-1": (5, {"DEFAULT": 5}, "DEFAULT"),
        "CEZVE-2": (None, {"AMAZON_EU": 40}, "AMAZON_EU"),
    }
    assert {one.price for one in seen} == {Money(10_000, "TRY")}


def test_all_listings_are_read_page_by_page_and_then_only_what_changed(rig: AmazonRig, bench: Bench) -> None:
    skus = [f"SKU-{number:02}" for number in range(45)]
    rig.offer(*skus, units=1)
    rig.wait(3600)

    first, watermark = everything(bench)
    rig.wait(3600)
    rig.offer("SKU-07", units=9)
    rig.wait(600)
    second, _ = everything(bench, watermark)

    assert sorted(one.sku for one in first) == skus
    assert [(one.sku, one.quantity) for one in second] == [("SKU-07", 9)]


def test_states_are_told_apart(rig: AmazonRig, bench: Bench, connector: Amazon) -> None:
    rig.offer("SOLD-OUT", units=0)
    rig.offer("THERE", units=1)
    bench.run(connector.push_listings([listing("LOUD", title="BAKIR CEZVE")]))
    refs = [{"external_id": sku} for sku in ("SOLD-OUT", "THERE", "LOUD", "NEVER")]

    seen = {one.external_id: one for one in bench.run(connector.fetch_listings(refs))}

    assert {sku: one.state for sku, one in seen.items()} == {
        "SOLD-OUT": SeenState.ACTIVE,
        "THERE": SeenState.ACTIVE,
        "LOUD": SeenState.REJECTED,
        "NEVER": SeenState.GONE,
    }
    assert (seen["LOUD"].problem_code, seen["LOUD"].problem) == (
        "99300", "The title is written in capital letters.",
    )  # fmt: skip


def test_what_was_accepted_is_true_a_little_later(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    rig.control("PUT", "/settings", json={"listing_delay_ms": 60_000})

    pushed = bench.push(bench.stock(goods, 9))
    early = rig.units(goods)
    rig.wait(61)

    assert (pushed.results[0].outcome, early, rig.units(goods)) == (Outcome.OK, 5, 9)


def test_the_small_check_of_a_schema() -> None:
    schema = {
        "required": ["brand", "color"],
        "properties": {
            "brand": {"items": {"properties": {"value": {"maxLength": 3}}}},
            "color": {"maxUniqueItems": 1, "items": {"properties": {"value": {"enum": ["red"]}}}},
        },
    }
    said = {"brand": [{"value": "Kervan"}], "size": [{"value": "S"}]}
    more = {**said, "color": [{"value": "red"}, {"value": "blue"}]}

    assert [(one.field, one.code) for one in rules.broken(schema, said)] == [("color", "required"), ("brand", "length")]
    assert [(one.field, one.code) for one in rules.broken(schema, more)] == [
        ("brand", "length"), ("color", "too_many"), ("color", "choice"),
    ]  # fmt: skip
    assert list(rules.broken({}, more)) == []
