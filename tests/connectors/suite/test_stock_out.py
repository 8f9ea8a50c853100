"""Quantities and prices reach the channel as absolute numbers, whatever it does, and each item has its own answer."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, OfferItem, Op, Outcome, Pushed
from arasta.twins.faults import Fault
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench, outcomes
from tests.connectors.suite.rig import PRICE_MINOR, Goods

MANY = 120
GOOD = {Outcome.OK, Outcome.SAME}
LATER = {Outcome.RETRY, Outcome.UNKNOWN, Outcome.AUTH}

WHO_COUNTS = "stock"
"""The one ref that is no id: whether the units are ours to count."""


@pytest.fixture(autouse=True)
def can_be_told(bench: Bench) -> None:
    needs.operation(bench, Op.STOCK)


def told(bench: Bench, *items: OfferItem) -> dict[str, Outcome]:
    """Push until each item was taken or refused for good, as the flows do; a plan that breaks off is tried again."""
    left, results = list(items), dict[str, Outcome]()
    for _ in range(10):
        try:
            said = outcomes(bench.settled(Op.STOCK, bench.push(*left)))
        except ChannelTrouble:
            said = {}
        results |= said
        left = [item for item in left if said.get(item.external_id, Outcome.UNKNOWN) in LATER]
        if not left:
            return results
        bench.rig.wait(120)
    raise AssertionError(f"never taken: {results}")


def test_a_quantity_is_shown_as_it_was_said(bench: Bench) -> None:
    first, second = bench.rig.offer("CEZVE-1", "CEZVE-2", units=5)

    said = told(bench, bench.stock(first, 7), bench.stock(second, 0))

    assert set(said.values()) == {Outcome.OK}
    assert (bench.rig.units(first), bench.rig.units(second)) == (7, 0)


@pytest.mark.parametrize("price_minor", [None, PRICE_MINOR + 500], ids=["quantities", "prices too"])
def test_many_are_told_in_no_more_calls_than_the_channel_asks_for(bench: Bench, price_minor: int | None) -> None:
    spec = bench.able.push[Op.STOCK]
    is_single = spec.singles == spec.batch_max
    most = 1 if is_single else bench.rig.told_at_once or spec.batch_max
    goods = bench.rig.offer(*(f"CEZVE-{number}" for number in range(MANY)), units=5)
    bench.rig.calls.clear()

    said: dict[str, Outcome] = {}
    for start in range(0, MANY, spec.batch_max):
        part = [bench.stock(one, 3, price_minor=price_minor) for one in goods[start : start + spec.batch_max]]
        said |= outcomes(bench.settled(Op.STOCK, bench.push(*part)))

    writes = [call for call in bench.rig.calls if call.method != "GET" and "token" not in call.url.path]
    kinds = Counter(call.method if is_single else re.sub(r"[0-9a-f-]{16,}", "*", call.url.path) for call in writes)
    assert set(said.values()) == {Outcome.OK}
    priced = MANY if price_minor is not None and bench.rig.prices_singly else 0
    assert set(kinds.values()) == {-(-MANY // most) + priced}


def test_one_call_tells_a_whole_batch(bench: Bench) -> None:
    goods = bench.rig.offer("CEZVE-1", "CEZVE-2", "CEZVE-3", units=5)
    spec = bench.able.push[Op.STOCK]

    bench.push(*[bench.stock(one, 3) for one in goods])

    writes = [call for call in bench.rig.calls if call.method != "GET" and "token" not in call.url.path]
    assert len(writes) == (len(goods) if len(goods) <= spec.singles else -(-len(goods) // spec.batch_max))


def test_a_price_is_exact(bench: Bench) -> None:
    needs.operation(bench, Op.PRICE)
    [goods] = bench.rig.offer("CEZVE-1", units=5)

    told(bench, bench.stock(goods, 5, price_minor=PRICE_MINOR + 1))

    assert bench.rig.price_minor(goods) == PRICE_MINOR + 1


def test_a_value_that_comes_back_is_shown_again(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    shown = []
    for quantity in (4, 6, 4):
        told(bench, bench.stock(goods, quantity))
        bench.rig.wait(15 * 60)
        shown.append(bench.rig.units(goods))

    assert shown == [4, 6, 4]


def test_more_than_the_channel_counts_is_capped(bench: Bench) -> None:
    largest = bench.able.push[Op.STOCK].largest
    if largest is None:
        pytest.skip("this channel counts as far as we do")
    [goods] = bench.rig.offer("CEZVE-1", units=5)

    told(bench, bench.stock(goods, largest + 5))

    assert bench.rig.units(goods) == largest


def test_what_the_channel_does_not_know_is_refused_alone(bench: Bench) -> None:
    [known] = bench.rig.offer("CEZVE-1", units=5)
    ids = {name: value if name == WHO_COUNTS else "987654321" for name, value in known.refs.items()}
    strange = Goods(external_id="987654321", sku="STRANGE", refs=ids)

    said = told(bench, bench.stock(known, 7), bench.stock(strange, 7))

    assert said == {known.external_id: Outcome.OK, strange.external_id: Outcome.INVALID}
    assert bench.rig.units(known) == 7


@pytest.mark.parametrize(
    "fault",
    [
        Fault.RATE_LIMITED,
        Fault.RATE_LIMITED_BARE,
        Fault.ERROR_AFTER_WRITE,
        Fault.LATE_ANSWER,
        Fault.PARTIAL_BATCH,
        Fault.RESULT_LOST,
        Fault.TOKEN_EXPIRED,
    ],
)
def test_the_newest_number_arrives_in_the_end(bench: Bench, fault: Fault) -> None:
    needs.fault(bench, fault)
    first, second = bench.rig.offer("CEZVE-1", "CEZVE-2", units=5)
    bench.rig.break_down(fault)

    told_first(bench, bench.stock(first, 7), bench.stock(second, 8))
    bench.rig.wait(120)
    said = told(bench, bench.stock(first, 6), bench.stock(second, 9))

    assert set(said.values()) <= GOOD
    assert (bench.rig.units(first), bench.rig.units(second)) == (6, 9)


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER_WRITE, Fault.LATE_ANSWER])
def test_nobody_says_that_a_call_without_an_answer_worked(bench: Bench, fault: Fault) -> None:
    needs.fault(bench, fault)
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bench.rig.break_down(fault)

    results = told_first(bench, bench.stock(goods, 7))

    settled = {result.outcome for result in results}
    assert settled <= {Outcome.UNKNOWN, Outcome.RETRY} or bench.rig.units(goods) == 7


def test_a_revoked_grant_is_named_for_each_item(bench: Bench) -> None:
    needs.fault(bench, Fault.TOKEN_REVOKED)
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bench.rig.break_down(Fault.TOKEN_REVOKED, times=10)

    results = told_first(bench, bench.stock(goods, 7))

    assert [result.outcome for result in results] == [Outcome.AUTH]
    assert bench.rig.units(goods) == 5


def test_an_outage_costs_nothing_but_time(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    item = bench.stock(goods, 7)
    bench.rig.break_down(Fault.OUTAGE, times=1_000)

    during = told_first(bench, item)
    held = bench.rig.units(goods)
    bench.rig.recover()

    assert {result.outcome for result in during} <= LATER
    assert (held, told(bench, item)[goods.external_id] in GOOD, bench.rig.units(goods)) == (5, True, 7)


def told_first(bench: Bench, *items: OfferItem) -> list[ItemResult]:
    """Push once; a plan that breaks off says what its trouble says of each item."""
    try:
        pushed: Pushed = bench.push(*items)
    except ChannelTrouble as trouble:
        outcome = Outcome.AUTH if trouble.trouble.value == "auth" else Outcome.UNKNOWN
        return [ItemResult(external_id=item.external_id, outcome=outcome) for item in items]
    return list(pushed.results)
