"""Quantities, prices and products reach the shop; what it finds wrong is answered item by item."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from arasta.contexts.channels.types import ItemResult, LastSent, OfferItem, Op, Outcome
from arasta.twins.faults import Fault
from tests.connectors.shopify.rig import ShopifyRig, describe
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import Goods


def said(results: Sequence[ItemResult]) -> dict[str, tuple[Outcome, str]]:
    return {one.external_id: (one.outcome, one.code) for one in results}


def believed(item: OfferItem, quantity: int, bench: Bench) -> OfferItem:
    """Say a quantity believing that another one is there."""
    return replace(item, last_sent=LastSent(version=1, at=bench.rig.now, quantity=quantity))


def sent(shop: ShopifyRig, name: str) -> list[dict[str, Any]]:
    """Return the variables of every call of a document."""
    bodies = [json.loads(call.content) for call in shop.calls]
    return [body["variables"] for body in bodies if name in body["query"]]


def test_a_number_that_changed_behind_our_back_is_not_overwritten(bench: Bench, shop: ShopifyRig) -> None:
    cup, bowl = shop.offer("CUP", "BOWL", units=5)
    shop.buy(cup, 2)

    pushed = bench.push(believed(bench.stock(cup, 9), 5, bench), believed(bench.stock(bowl, 9), 5, bench))

    assert said(pushed.results) == {
        "CUP": (Outcome.CONFLICT, "change_from_quantity_stale"),
        "BOWL": (Outcome.OK, ""),
    }
    assert pushed.results[0].current == 3
    assert (shop.units(cup), shop.units(bowl)) == (3, 9)


def test_a_number_that_is_still_there_is_replaced(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer("CUP", units=5)

    pushed = bench.push(believed(bench.stock(cup, 9), 5, bench))

    assert said(pushed.results) == {"CUP": (Outcome.OK, "")}
    assert sent(shop, "SetQuantities")[-1]["input"]["quantities"][0]["changeFromQuantity"] == 5


def test_a_repeated_call_goes_under_the_same_key_and_a_newer_one_under_another(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer("CUP", units=5)
    item = bench.stock(cup, 7)

    bench.push(item)
    bench.push(item)
    bench.push(bench.stock(cup, 7))

    keys = [variables["key"] for variables in sent(shop, "SetQuantities")]
    assert (keys[0] == keys[1], keys[1] == keys[2]) == (True, False)


def test_a_write_whose_answer_was_lost_is_not_done_twice(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer("CUP", units=5)
    shop.break_down(Fault.ERROR_AFTER_WRITE)

    pushed = bench.push(believed(bench.stock(cup, 7), 5, bench))

    assert said(pushed.results) == {"CUP": (Outcome.OK, "")}
    assert (shop.units(cup), len(sent(shop, "SetQuantities"))) == (7, 2)


def test_each_place_is_told_its_part(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer("CUP", units=5)

    pushed = bench.push(replace(bench.stock(cup, 9), at_places={"71001": 6, "71002": 3}))

    assert said(pushed.results) == {"CUP": (Outcome.OK, "")}
    assert shop.listing("CUP")["levels"] == {"71001": 6, "71002": 3}


def test_an_unknown_place_is_named(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer("CUP", units=5)

    pushed = bench.push(replace(bench.stock(cup, 9), at_places={"99": 9}))

    assert said(pushed.results) == {"CUP": (Outcome.INVALID, "invalid_location")}
    assert shop.units(cup) == 5


def test_ids_that_we_do_not_have_are_looked_up_and_come_back(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer('CUP "BLUE"', units=5)
    nameless = Goods(external_id=cup.external_id, sku=cup.sku)

    pushed = bench.push(bench.stock(nameless, 7), bench.stock(Goods(external_id="NOBODY", sku="NOBODY"), 1))

    assert said(pushed.results) == {cup.external_id: (Outcome.OK, ""), "NOBODY": (Outcome.INVALID, "unknown_sku")}
    assert pushed.results[0].refs == cup.refs
    assert shop.units(cup) == 7


def test_a_reduced_price_shows_the_one_before(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer("CUP", units=5)
    item = bench.stock(cup, 5, price_minor=8000)
    assert item.list_price is not None

    bench.push(replace(item, list_price=item.list_price * 2))
    reduced = shop.listing("CUP")
    bench.push(bench.stock(cup, 5, price_minor=9000))

    assert (reduced["priceMinor"], reduced["compareMinor"]) == (8000, 16000)
    assert (shop.listing("CUP")["priceMinor"], shop.listing("CUP")["compareMinor"]) == (9000, None)


def test_a_batch_that_is_too_large_is_a_mistake_of_ours(bench: Bench, shop: ShopifyRig) -> None:
    [cup] = shop.offer("CUP", units=5)

    with pytest.raises(ValueError, match="at most 250"):
        bench.push(*[bench.stock(cup, 1) for _ in range(251)])


def test_variants_of_one_product_are_written_together(bench: Bench, shop: ShopifyRig) -> None:
    blue = describe("CUP-B", options={"Color": "Blue", "Size": "M"})
    red = describe("CUP-R", options={"Color": "Red", "Size": "M"})

    pushed = bench.run(bench.connector.push_listings([blue, red]))

    assert {one.outcome for one in pushed.results} == {Outcome.OK}
    assert len({one.refs["product"] for one in pushed.results}) == 1
    assert len({one.refs["inventory_item"] for one in pushed.results}) == 2
    assert shop.listing("CUP-R")["options"] == {"Color": "Red", "Size": "M"}
    assert (shop.listing("CUP-B")["quantity"], len(sent(shop, "SetProduct"))) == (5, 1)


def test_a_variant_that_comes_later_leaves_the_others_where_they_are(bench: Bench, shop: ShopifyRig) -> None:
    bench.run(bench.connector.push_listings([describe("CUP-B", options={"Color": "Blue"})]))
    before = shop.listing("CUP-B")
    shop.wait(60)

    bench.run(bench.connector.push_listings([describe("CUP-R", options={"Color": "Red"})]))

    assert shop.listing("CUP-B") == before
    assert shop.listing("CUP-R")["productId"] == before["productId"]


def test_a_product_written_again_keeps_its_ids_and_its_stock(bench: Bench, shop: ShopifyRig) -> None:
    item = describe("CUP", options={"Color": "Blue"})
    [first] = bench.run(bench.connector.push_listings([item])).results
    bench.push(bench.stock(Goods(external_id="CUP", sku="CUP", refs=first.refs), 2))
    shop.wait(60)

    [second] = bench.run(bench.connector.push_listings([replace(item, title="Cup, new", refs=first.refs)])).results

    assert second.refs == first.refs
    assert (shop.listing("CUP")["title"], shop.listing("CUP")["quantity"]) == ("Cup, new", 2)


def test_a_product_that_takes_the_shop_long_is_asked_for_later(bench: Bench, shop: ShopifyRig) -> None:
    shop.break_down(Fault.LATE_RESULT)
    pushed = bench.run(bench.connector.push_listings([describe("CUP"), describe("BOWL", group="bowl")]))
    early = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))
    shop.wait(7 * 3600)

    late = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))

    assert said(pushed.results) == {"CUP": (Outcome.WAITING, ""), "BOWL": (Outcome.RETRY, "busy")}
    assert (early.is_done, said(late.results)) == (False, {"CUP": (Outcome.OK, "")})
    assert shop.listing("CUP")["published"]


def test_a_result_that_the_shop_lost_is_said_to_be_lost(bench: Bench, shop: ShopifyRig) -> None:
    shop.break_down(Fault.LATE_RESULT)
    shop.break_down(Fault.RESULT_LOST)
    pushed = bench.run(bench.connector.push_listings([describe("CUP")]))

    polled = bench.run(bench.connector.poll(Op.LISTING, pushed.ticket))

    assert (polled.is_done, polled.lost) == (True, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"sku": ""}, "sku"),
        ({"options": {str(number): "x" for number in range(4)}}, "options"),
        ({"images": ["http://pictures.example/a.webp"]}, "images"),
    ],
)
def test_a_broken_rule_is_answered_without_a_call(
    bench: Bench, shop: ShopifyRig, changes: dict[str, Any], field: str
) -> None:
    item = replace(describe("CUP"), **changes)

    pushed = bench.run(bench.connector.push_listings([item]))

    assert [issue.field for issue in bench.connector.check_listing(item) if issue.blocks] == [field]
    assert [one.outcome for one in pushed.results] == [Outcome.INVALID]
    assert shop.calls == []


def test_one_variant_of_several_cannot_be_taken_off_alone(bench: Bench, shop: ShopifyRig) -> None:
    items = [describe("CUP-B", options={"Color": "Blue"}), describe("CUP-R", options={"Color": "Red"})]
    bench.run(bench.connector.push_listings(items))

    alone = bench.run(bench.connector.unlist([items[0]]))
    together = bench.run(bench.connector.unlist(items))

    assert said(alone.results) == {"CUP-B": (Outcome.INVALID, "shared_product")}
    assert {one.outcome for one in together.results} == {Outcome.OK}
    assert not shop.listing("CUP-R")["published"]


def test_what_is_not_there_need_not_be_taken_off(bench: Bench) -> None:
    pushed = bench.run(bench.connector.unlist([describe("NOBODY")]))

    assert said(pushed.results) == {"NOBODY": (Outcome.SAME, "")}
