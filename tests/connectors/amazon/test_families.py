"""Variants of one product are one family: a parent without an offer, and children that say what tells them apart."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.contexts.channels.types import ListingItem, Op, Outcome, Stream
from arasta.twins.faults import Fault
from tests.connectors.amazon.rig import AmazonRig, listing
from tests.connectors.suite.bench import Bench, outcomes

SHIRTS = [("TS-S-RED", "S", "Kırmızı"), ("TS-M-RED", "M", "Kırmızı"), ("TS-M-BLUE", "M", "Mavi")]


def shirts(**changes: Any) -> list[ListingItem]:
    return [
        listing(sku, group="TSHIRT", options={"Beden": size, "Renk": color}, **changes) for sku, size, color in SHIRTS
    ]


def put_on_offer(bench: Bench, items: list[ListingItem]) -> dict[str, Outcome]:
    return outcomes(bench.settled(Op.LISTING, bench.run(bench.connector.push_listings(items))))


def attributes(rig: AmazonRig, sku: str) -> dict[str, Any]:
    path = f"/listings/2021-08-01/items/{rig.account.settings['seller_id']}/{sku}"
    query = {"marketplaceIds": rig.account.settings["marketplace_id"], "includedData": "attributes"}
    answer = rig.seller("GET", path, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["attributes"])


def value(said: dict[str, Any], name: str, key: str = "value") -> Any:
    return said[name][0][key]


def test_the_parent_has_no_offer_and_the_children_name_it(rig: AmazonRig, bench: Bench) -> None:
    said = put_on_offer(bench, shirts())

    parent, child = attributes(rig, "TSHIRT-PARENT"), attributes(rig, "TS-M-BLUE")
    assert said == dict.fromkeys([sku for sku, _, _ in SHIRTS], Outcome.OK)
    assert (value(parent, "parentage_level"), value(parent, "variation_theme", "name")) == ("parent", "SIZE/COLOR")
    assert set(parent) & {"purchasable_offer", "fulfillment_availability", "size", "color"} == set()
    assert (value(child, "parentage_level"), value(child, "variation_theme", "name")) == ("child", "SIZE/COLOR")
    assert value(child, "child_parent_sku_relationship", "parent_sku") == "TSHIRT-PARENT"
    assert (value(child, "size"), value(child, "color")) == ("M", "Mavi")


def test_many_go_out_in_one_feed_parents_first(rig: AmazonRig, bench: Bench) -> None:
    items = [
        listing(f"TS-{number}", group="TSHIRT", options={"Size": str(number), "Color": "Red"}) for number in range(25)
    ]

    said = put_on_offer(bench, items)

    assert said == dict.fromkeys(("TSHIRT-PARENT", *(item.external_id for item in items)), Outcome.OK)
    assert value(attributes(rig, "TS-24"), "child_parent_sku_relationship", "parent_sku") == "TSHIRT-PARENT"


def test_a_parent_is_no_listing_to_match(rig: AmazonRig, bench: Bench) -> None:
    put_on_offer(bench, shirts())
    rig.wait(600)

    page = bench.run(bench.connector.pull(Stream.LISTINGS, watermark="", cursor="", now=rig.now))

    assert sorted(one.external_id for one in page.listings) == sorted(sku for sku, _, _ in SHIRTS)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"Koku": "Gül"}, id="no theme of this kind"),
        pytest.param({"Beden": "M", "Kulp": "Ahşap"}, id="an option Amazon has no word for"),
        pytest.param({}, id="no options"),
    ],
)
def test_without_a_theme_each_variant_stands_alone(rig: AmazonRig, bench: Bench, options: dict[str, str]) -> None:
    item = listing("LONE-1", group="LONE", options=options)

    said = put_on_offer(bench, [item])
    issues = [issue.code for issue in bench.connector.check_listing(item)]

    assert said == {"LONE-1": Outcome.OK}
    assert "parentage_level" not in attributes(rig, "LONE-1")
    assert issues == (["no_family"] if options else [])


def test_what_is_wrong_with_the_parent_is_said_of_its_children(rig: AmazonRig, bench: Bench) -> None:
    put_on_offer(bench, [listing("OTHER")])
    rig.break_down(Fault.RATE_LIMITED_BARE)

    said = put_on_offer(bench, shirts())

    assert set(said.values()) == {Outcome.RETRY}
