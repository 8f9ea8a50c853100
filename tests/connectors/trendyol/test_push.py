"""Quantities and prices reach the marketplace, whatever it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from arasta.connectors.trendyol import offers
from arasta.contexts.channels.types import LastSent, Op, Outcome
from arasta.kernel.money import Money
from tests.connectors.trendyol.bench import Bench, outcomes, stock
from tests.twins.makers import BARCODE, product, publish, quantity_of, stocked

OTHER = "8690000000024"


def test_a_quantity_is_shown_when_its_batch_is_done(bench: Bench) -> None:
    publish(bench.world)

    pushed = bench.push(stock(7))
    early = bench.run(bench.connector.poll(Op.STOCK, pushed.ticket))
    late = bench.settle(pushed)

    assert outcomes(pushed.results) == [(BARCODE, Outcome.WAITING)]
    assert (early.is_done, early.results) == (False, ())
    assert (late.is_done, outcomes(late.results)) == (True, [(BARCODE, Outcome.OK)])
    assert quantity_of(bench.world) == 7


def test_prices_are_exact_and_the_list_price_is_never_below(bench: Bench) -> None:
    publish(bench.world)

    bench.settle(bench.push(stock(7, price=49890, list_price=100)))

    shown = bench.world.control("GET", "/listings", params={"barcode": BARCODE})["listings"][0]
    assert (shown["saleMinor"], shown["listMinor"]) == (49890, 49890)
    assert b'"salePrice":498.90,"listPrice":498.90' in bench.wire.requests[0].read()


def test_more_than_the_marketplace_counts_is_capped(bench: Bench) -> None:
    publish(bench.world)

    bench.settle(bench.push(stock(25_000)))

    assert quantity_of(bench.world) == 20_000


def test_the_same_version_is_not_sent_again_within_the_ban(bench: Bench) -> None:
    publish(bench.world)
    bench.settle(bench.push(stock(7)))
    calls = len(bench.wire.requests)
    last = LastSent(version=1, at=bench.now, quantity=7)

    soon = bench.push(stock(7, last=last))
    bench.world.wait(minutes=15)
    later = bench.push(stock(7, last=last))

    assert outcomes(soon.results) == [(BARCODE, Outcome.SAME)]
    assert outcomes(later.results) == [(BARCODE, Outcome.WAITING)]
    assert len(bench.wire.requests) == calls + 1


@pytest.mark.parametrize("prices", [{}, {"price": 44900, "list_price": 49900}])
def test_a_value_that_comes_back_within_the_ban_is_said_in_other_words(bench: Bench, prices: dict[str, Any]) -> None:
    publish(bench.world)
    last = LastSent(version=1, at=bench.now, quantity=5, price=Money(44900, "TRY"), list_price=Money(49900, "TRY"))

    shown = []
    for version, quantity in enumerate([5, 4, 5, 4, 5, 5], start=2):
        settled = bench.settle(bench.push(stock(quantity, version=version, last=last, **prices)))
        shown.append((outcomes(settled.results), quantity_of(bench.world)))

    assert shown == [([(BARCODE, Outcome.OK)], quantity) for quantity in (5, 4, 5, 4, 5, 5)]


def test_a_new_price_is_never_left_out(bench: Bench) -> None:
    last = LastSent(version=1, at=bench.now, quantity=5, price=Money(44900, "TRY"), list_price=Money(49900, "TRY"))

    dearer = stock(5, version=2, last=last, price=45000, list_price=49900)
    wider = stock(5, version=2, last=last, price=44900, list_price=50000)

    assert [len(offers.wordings(item)) for item in (dearer, wider, stock(5, version=2))] == [1, 1, 1]


def test_where_no_more_is_known_the_ban_is_waited_for(bench: Bench) -> None:
    stocked(bench.world, 5)

    pushed = bench.push(stock(5, version=2))

    [result] = pushed.results
    assert (result.outcome, result.code, result.retry_after) == (Outcome.RETRY, "repeated", timedelta(minutes=15))


def test_each_item_of_a_batch_has_its_own_result(bench: Bench) -> None:
    publish(bench.world)

    settled = bench.settle(bench.push(stock(7), stock(3, barcode=OTHER)))

    good, bad = settled.results
    assert (good.external_id, good.outcome) == (BARCODE, Outcome.OK)
    assert (bad.external_id, bad.outcome, bad.code, bad.text) == (
        OTHER, Outcome.INVALID, "refused", "the barcode is not known",
    )  # fmt: skip


def test_an_item_that_failed_for_no_fault_of_its_own_is_tried_again(bench: Bench) -> None:
    publish(bench.world, product(), product(OTHER))
    bench.world.fault("partial_batch", times=1)

    settled = bench.settle(bench.push(stock(7), stock(3, barcode=OTHER)))

    assert outcomes(settled.results) == [(BARCODE, Outcome.RETRY), (OTHER, Outcome.OK)]


def test_a_product_that_waits_for_approval_is_tried_again(bench: Bench) -> None:
    publish(bench.world)
    bench.world.control("PUT", f"/listings/{BARCODE}/approval", json={"approval": "pending"})

    [result] = bench.settle(bench.push(stock(7))).results

    assert (result.outcome, result.code, result.retry_after) == (
        Outcome.RETRY, "not_approved", timedelta(minutes=5),
    )  # fmt: skip


def test_a_lost_result_says_so(bench: Bench) -> None:
    publish(bench.world)
    bench.world.fault("result_lost", times=1)

    settled = bench.settle(bench.push(stock(7)))

    assert (settled.is_done, settled.lost, settled.results) == (True, True, ())


@pytest.mark.parametrize("fault", ["error_after_write", "late_answer"])
def test_nobody_knows_what_a_call_without_an_answer_did(bench: Bench, fault: str) -> None:
    publish(bench.world)
    bench.world.fault(fault, times=1)

    pushed = bench.push(stock(7))
    bench.world.wait(seconds=1)

    assert outcomes(pushed.results) == [(BARCODE, Outcome.UNKNOWN)]
    assert len(bench.wire.requests) == 1
    assert quantity_of(bench.world) == 7


def test_the_newest_value_ends_the_doubt(bench: Bench) -> None:
    publish(bench.world)
    bench.world.fault("late_answer", times=1)
    bench.push(stock(7))

    settled = bench.settle(bench.push(stock(6, version=2)))

    assert outcomes(settled.results) == [(BARCODE, Outcome.OK)]
    assert quantity_of(bench.world) == 6


@pytest.mark.parametrize("fault", ["rate_limited", "rate_limited_bare"])
def test_a_call_too_many_waits_and_goes_through(bench: Bench, fault: str) -> None:
    publish(bench.world)
    bench.world.fault(fault, times=1)

    pushed = bench.push(stock(7))

    expected = Outcome.WAITING if fault == "rate_limited" else Outcome.RETRY
    assert outcomes(pushed.results) == [(BARCODE, expected)]


def test_revoked_credentials_are_named(bench: Bench) -> None:
    publish(bench.world)
    bench.world.fault("token_revoked", times=1)

    [result] = bench.push(stock(7)).results

    assert (result.outcome, result.code) == (Outcome.AUTH, "ClientApiAuthenticationException")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (stock(1, barcode="8" * 41), "the barcode must have 1 to 40 characters"),
        (stock(1, barcode=""), "the barcode must have 1 to 40 characters"),
    ],
)
def test_what_could_never_be_taken_is_not_sent(bench: Bench, item: object, text: str) -> None:
    [result] = bench.push(item).results  # type: ignore[arg-type]

    assert (result.outcome, result.code, result.text) == (Outcome.INVALID, "not_sendable", text)
    assert bench.wire.requests == []


def test_a_batch_holds_a_thousand(bench: Bench) -> None:
    with pytest.raises(ValueError, match="at most 1000 items, not 1001"):
        bench.push(*[stock(1, barcode=str(number)) for number in range(1001)])
