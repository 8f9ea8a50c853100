"""Quantities and prices reach the marketplace: few one by one, many as a feed, and never more calls than needed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from arasta.connectors.amazon import feeds
from arasta.contexts.channels.types import Op, Outcome, Pushed
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.suite.bench import Bench, outcomes
from tests.connectors.suite.rig import Goods

MANY = 30
OURS = {"stock": "DEFAULT"}


def many(rig: AmazonRig) -> list[Goods]:
    return list(rig.offer(*(f"SKU-{number:03}" for number in range(MANY)), units=1))


def calls(rig: AmazonRig) -> Counter[str]:
    return Counter(f"{call.method} {call.url.path.split('/')[-1]}" for call in rig.calls if "/api/" in call.url.path)


def test_a_price_is_written_with_its_own_digits(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    item = bench.stock(goods, 7, price_minor=49_890)

    bench.push(replace(item, list_price=Money(59_900, "TRY")))

    body = json.loads(rig.calls[-1].read(), parse_float=Decimal)
    said = {one["path"].split("/")[-1]: one["value"][0] for one in body["patches"]}
    assert said["purchasable_offer"]["our_price"] == [{"schedule": [{"value_with_tax": Decimal("498.90")}]}]
    assert said["list_price"]["value_with_tax"] == Decimal("599.00")
    assert (rig.item("CEZVE-1")["priceMinor"], rig.item("CEZVE-1")["listMinor"]) == (49_890, 59_900)


def test_many_go_out_in_one_feed(rig: AmazonRig, bench: Bench) -> None:
    goods = many(rig)
    rig.calls.clear()

    settled = bench.settled(Op.STOCK, bench.push(*[bench.stock(one, 5) for one in goods]))

    assert outcomes(settled) == {one.external_id: Outcome.OK for one in goods}
    assert calls(rig) == {
        "POST documents": 1,
        "POST feeds": 1,
        f"GET {rig.calls[-3].url.path.split('/')[-1]}": 1,
        f"GET {rig.calls[-2].url.path.split('/')[-1]}": 1,
    }
    assert {rig.units(one) for one in goods} == {5}


def test_what_just_sold_out_does_not_wait_for_the_feed(rig: AmazonRig, bench: Bench) -> None:
    goods = many(rig)
    items = [bench.stock(one, 0 if at < 7 else 5) for at, one in enumerate(goods)]

    pushed = bench.push(*items)

    said = Counter(result.outcome for result in pushed.results)
    assert said == {Outcome.OK: 5, Outcome.WAITING: MANY - 5}
    assert [rig.units(one) for one in goods[:6]] == [0, 0, 0, 0, 0, 1]


def test_each_item_of_a_feed_has_its_own_result(rig: AmazonRig, bench: Bench) -> None:
    goods = [*many(rig), Goods(external_id="NEVER-SEEN", sku="NEVER-SEEN", refs=OURS)]

    settled = bench.settled(Op.STOCK, bench.push(*[bench.stock(one, 5) for one in goods]))

    [bad] = [one for one in settled if one.outcome is not Outcome.OK]
    assert (bad.external_id, bad.outcome, bad.code, bad.text) == (
        "NEVER-SEEN", Outcome.INVALID, "4000003", "The SKU NEVER-SEEN does not exist.",
    )  # fmt: skip
    assert len(settled) == MANY + 1


def test_half_a_feed_that_was_spoiled_is_told_item_by_item(rig: AmazonRig, bench: Bench) -> None:
    goods = many(rig)
    rig.break_down(Fault.PARTIAL_BATCH)

    settled = bench.settled(Op.STOCK, bench.push(*[bench.stock(one, 5) for one in goods]))

    assert Counter(one.outcome for one in settled) == {Outcome.INVALID: MANY // 2, Outcome.OK: MANY // 2}


def test_a_report_that_is_lost_says_so(rig: AmazonRig, bench: Bench) -> None:
    goods = many(rig)
    rig.break_down(Fault.RESULT_LOST)

    pushed = bench.push(*[bench.stock(one, 5) for one in goods])
    polled = bench.run(bench.connector.poll(Op.STOCK, pushed.ticket))

    assert (polled.is_done, polled.lost, list(polled.results)) == (True, True, [])


def test_a_feed_that_takes_hours_is_asked_again(rig: AmazonRig, bench: Bench) -> None:
    goods = many(rig)
    rig.break_down(Fault.LATE_RESULT)

    pushed = bench.push(*[bench.stock(one, 5) for one in goods])
    early = bench.run(bench.connector.poll(Op.STOCK, pushed.ticket))
    rig.wait(7300)
    late = bench.run(bench.connector.poll(Op.STOCK, pushed.ticket))

    assert (early.is_done, late.is_done, len(late.results)) == (False, True, MANY)


def test_who_counts_a_listing_is_read_once_before_a_quantity_is_told(rig: AmazonRig, bench: Bench) -> None:
    ours, theirs = (replace(goods, refs={}) for goods in rig.offer("OURS", "THEIRS", units=5))
    rig.hold("THEIRS", 40)
    rig.calls.clear()

    said = bench.push(bench.stock(ours, 9), bench.stock(theirs, 9))
    reads = len([call for call in rig.calls if call.method == "GET"])
    learned = {one.external_id: dict(one.refs) for one in said.results}
    bench.push(*[bench.stock(replace(one, refs=learned[one.external_id]), 8) for one in (ours, theirs)])

    assert outcomes(said.results) == {"OURS": Outcome.OK, "THEIRS": Outcome.SAME}
    assert {sku: refs["stock"] for sku, refs in learned.items()} == {"OURS": "DEFAULT", "THEIRS": "AMAZON_EU"}
    assert reads == len([call for call in rig.calls if call.method == "GET"]) == 1
    assert (rig.item("OURS")["quantity"], rig.item("THEIRS")["held"]) == (8, 40)


def test_where_nothing_can_be_learned_no_quantity_is_told(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("OURS", units=5)
    rig.break_down(Fault.RATE_LIMITED_BARE, times=9)

    [result] = bench.push(bench.stock(replace(goods, refs={}), 9)).results

    assert (result.outcome, rig.item("OURS")["quantity"]) == (Outcome.RETRY, 5)
    assert not [call for call in rig.calls if call.method == "PATCH"]


def test_units_that_amazon_holds_are_not_told(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    rig.hold("CEZVE-1", 4)
    held = replace(goods, refs={**goods.refs, "stock": "AMAZON_EU"})
    rig.calls.clear()

    left_out = bench.push(bench.stock(held, 9))
    priced = bench.push(bench.stock(held, 9, price_minor=12_000))

    assert [one.results[0].outcome for one in (left_out, priced)] == [Outcome.SAME, Outcome.OK]
    assert (rig.item("CEZVE-1")["held"], rig.item("CEZVE-1")["priceMinor"]) == (4, 12_000)
    assert b"fulfillment_availability" not in rig.calls[-1].read()


def test_what_could_never_be_taken_is_not_sent(rig: AmazonRig, bench: Bench) -> None:
    goods = Goods(external_id="S" * 41, sku="S", refs=OURS)

    [result] = bench.push(bench.stock(goods, 1)).results

    assert (result.outcome, result.code, result.text) == (
        Outcome.INVALID, "not_sendable", "the SKU must have 1 to 40 characters",
    )  # fmt: skip
    assert rig.calls == []


def test_a_price_in_another_currency_is_not_sent(bench: Bench) -> None:
    item = replace(bench.stock(Goods(external_id="S", sku="S", refs=OURS), 1), price=Money(100, "EUR"))

    [result] = bench.push(item).results

    assert (result.outcome, result.text) == (Outcome.INVALID, "prices must be in TRY")


def test_once_told_to_wait_the_others_are_not_tried(rig: AmazonRig, bench: Bench) -> None:
    goods = rig.offer("A", "B", "C", units=1)
    rig.calls.clear()
    rig.break_down(Fault.RATE_LIMITED_BARE, times=9)

    pushed = bench.push(*[bench.stock(one, 2) for one in goods])

    assert {one.outcome for one in pushed.results} == {Outcome.RETRY}
    assert {call.url.path.split("/")[-1] for call in rig.calls if call.method == "PATCH"} == {"A"}


def test_a_feed_holds_so_many_and_no_more(bench: Bench) -> None:
    goods = Goods(external_id="S", sku="S", refs=OURS)

    with pytest.raises(ValueError, match="at most 25000 items, not 25001"):
        bench.push(*[bench.stock(goods, 1)] * (feeds.MOST_MESSAGES + 1))


def test_nothing_to_say_needs_no_call(rig: AmazonRig, bench: Bench) -> None:
    assert bench.push() == Pushed(results=[])
    assert rig.calls == []
