"""Products are put up once, however often it is tried, and taken off without being lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from arasta.contexts.channels.types import ListingItem, Outcome, Pushed
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.suite.bench import Bench, outcomes
from tests.connectors.suite.rig import Goods
from tests.connectors.woocommerce.rig import WooRig, listing


def sized(*sizes: str) -> list[ListingItem]:
    """One product in some sizes."""
    return [listing(f"KILIM-{size}", group="kilim", title="Kilim", options={"Size": size}) for size in sizes]


def publish(bench: Bench, *items: ListingItem) -> Pushed:
    return bench.run(bench.connector.push_listings(items))


def products(rig: WooRig) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rig.control("GET", "/products")["products"]
    return found


def test_a_product_goes_up_with_all_that_was_said(bench: Bench, rig: WooRig) -> None:
    item = listing(list_price=Money(12000, "TRY"), attributes={"Material": "copper"})

    [result] = publish(bench, item).results

    [shown] = products(rig)
    assert (result.outcome, result.refs) == (Outcome.OK, {"product_id": str(shown["id"])})
    assert (shown["type"], shown["name"], shown["sku"], shown["status"]) == (
        "simple",
        "Bakır cezve",
        "CEZVE-1",
        "publish",
    )
    assert (shown["regular_price"], shown["sale_price"], shown["stock_quantity"]) == ("120.00", "100.00", 3)
    assert [image["src"] for image in shown["images"]] == ["https://pictures.example/cezve.webp"]
    assert [(one["name"], one["options"]) for one in shown["attributes"]] == [("Material", ["copper"])]


def test_sizes_are_variations_of_one_product(bench: Bench, rig: WooRig) -> None:
    pushed = publish(bench, *sized("S", "L"))

    parent, small, large = products(rig)
    assert set(outcomes(pushed.results).values()) == {Outcome.OK}
    assert (parent["type"], parent["slug"], parent["variations"]) == ("variable", "kilim", [small["id"], large["id"]])
    assert [(one["name"], one["options"], one["variation"]) for one in parent["attributes"]] == [
        ("Size", ["S", "L"], True)
    ]
    assert [one["attributes"][0]["option"] for one in (small, large)] == ["S", "L"]
    assert pushed.results[0].refs == {"product_id": str(parent["id"]), "variation_id": str(small["id"])}


def test_a_size_that_comes_later_joins_the_others(bench: Bench, rig: WooRig) -> None:
    publish(bench, *sized("S", "L"))

    publish(bench, *sized("M"))

    parent = products(rig)[0]
    assert parent["attributes"][0]["options"] == ["S", "L", "M"]
    assert len(parent["variations"]) == 3


@pytest.mark.parametrize("fault", [Fault.LATE_ANSWER, Fault.ERROR_AFTER_WRITE])
@pytest.mark.parametrize("items", [[listing()], sized("S", "L")])
def test_nothing_goes_up_twice_when_nobody_answered(
    bench: Bench, rig: WooRig, fault: Fault, items: list[ListingItem]
) -> None:
    rig.break_down(fault, times=1)

    first = publish(bench, *items)
    rig.recover()
    again = publish(bench, *items)

    assert set(outcomes(first.results).values()) == {Outcome.UNKNOWN}
    assert set(outcomes(again.results).values()) == {Outcome.OK}
    assert sorted(one["sku"] for one in products(rig) if one["sku"]) == sorted(item.sku for item in items)
    assert len([one for one in products(rig) if one["type"] == "variable"]) == (1 if len(items) > 1 else 0)


def test_what_is_there_is_changed_and_keeps_its_pictures(bench: Bench, rig: WooRig) -> None:
    publish(bench, listing())

    kept = listing(title="Büyük cezve", images=["https://pictures.example/other.webp"], has_pictures=True)

    publish(bench, kept)
    [first] = products(rig)
    publish(bench, replace(kept, has_pictures=False))
    [second] = products(rig)

    assert (first["name"], first["images"][0]["src"]) == ("Büyük cezve", "https://pictures.example/cezve.webp")
    assert second["images"][0]["src"] == "https://pictures.example/other.webp"


def test_a_sku_that_is_a_product_of_its_own_is_no_variation(bench: Bench, rig: WooRig) -> None:
    rig.offer("KILIM-S", units=1)

    pushed = publish(bench, *sized("S", "L"))

    assert {result.external_id: result.code for result in pushed.results} == {"KILIM-S": "sku_elsewhere", "KILIM-L": ""}


def test_a_variation_that_is_published_alone_stays_one(bench: Bench, rig: WooRig) -> None:
    publish(bench, *sized("S", "L"))

    pushed = publish(bench, listing("KILIM-S", quantity=8))

    assert outcomes(pushed.results) == {"KILIM-S": Outcome.OK}
    assert rig.product(Goods(external_id="KILIM-S", sku="KILIM-S"))["stock_quantity"] == 8


def test_new_products_may_wait_as_drafts(rig: WooRig) -> None:
    rig.account = type(rig.account)({**rig.account.settings, "new_status": "draft"}, rig.account.secrets, "TRY")

    publish(Bench(rig), listing())

    assert products(rig)[0]["status"] == "draft"


def test_what_breaks_a_rule_is_not_sent(bench: Bench, rig: WooRig) -> None:
    wrong = [
        listing("A,B"),
        listing("C", external_id="D"),
        listing("E", price=Money(1, "EUR")),
        listing("F", title=" "),
    ]

    pushed = publish(bench, *wrong)

    assert [result.code for result in pushed.results] == ["comma", "not_the_sku", "currency", "length"]
    assert rig.calls == []


def test_a_product_without_a_picture_may_go_up(bench: Bench) -> None:
    issues = bench.connector.check_listing(listing(images=[]))

    assert [(issue.code, issue.blocks) for issue in issues] == [("image_advised", False)]


def test_what_is_taken_off_is_hidden_but_there(bench: Bench, rig: WooRig) -> None:
    items = [listing(), *sized("S", "L")]
    publish(bench, *items)

    pushed = bench.run(bench.connector.unlist([*items[:2], listing("NEVER-THERE")]))

    status = {one["sku"]: one["status"] for one in products(rig) if one["sku"]}
    assert status == {"CEZVE-1": "draft", "KILIM-S": "private", "KILIM-L": "publish"}
    assert outcomes(pushed.results) == {"CEZVE-1": Outcome.OK, "KILIM-S": Outcome.OK, "NEVER-THERE": Outcome.SAME}
    assert not rig.is_on_sale(Goods(external_id="CEZVE-1", sku="CEZVE-1"))


def test_a_hidden_product_comes_back_when_it_is_published_again(bench: Bench, rig: WooRig) -> None:
    publish(bench, listing())
    bench.run(bench.connector.unlist([listing()]))

    publish(bench, replace(listing(), quantity=9))

    [shown] = products(rig)
    assert (shown["status"], shown["stock_quantity"]) == ("publish", 9)


def test_a_product_is_filed_where_its_numbers_say_and_else_stays_where_it_is(bench: Bench, rig: WooRig) -> None:
    filed = listing(facts={"category_ids": "17, 15 17"})
    bench.run(bench.connector.push_listings([filed]))
    bench.run(bench.connector.push_listings([listing(title="Another name", facts={})]))

    [shown] = rig.control("GET", "/products", params={"sku": "CEZVE-1"})["products"]
    [wrong] = bench.connector.check_listing(listing(facts={"category_ids": "copper"}))

    assert [one["id"] for one in shown["categories"]] == [15, 17]
    assert (bench.connector.shown_as(filed).category, bench.connector.shown_as(listing(facts={})).category) == (
        "15, 17", None,
    )  # fmt: skip
    assert (wrong.field, wrong.code, wrong.blocks) == ("category_ids", "number_missing", True)
