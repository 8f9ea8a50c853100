"""What Meta is told in batches, and what becomes of each product."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from arasta.connectors.meta import products
from arasta.contexts.channels.types import Op, Outcome
from arasta.contexts.channels.types.inbound import SeenState
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.google.rig import listing
from tests.connectors.meta.rig import MetaRig
from tests.connectors.suite.bench import Bench, outcomes


@pytest.fixture
def rig(tmp_path: Path) -> MetaRig:
    return MetaRig(tmp_path)


@pytest.fixture
def bench(rig: MetaRig) -> Bench:
    return Bench(rig)


def test_a_description_goes_without_tags(bench: Bench, rig: MetaRig) -> None:
    pushed = bench.run(bench.connector.push_listings([listing("CEZVE-1", description="<p>Hand&nbsp;made</p>")]))

    assert outcomes(bench.settled(Op.LISTING, pushed)) == {"CEZVE-1": Outcome.OK}
    rig.wait(1)
    assert rig.offers("CEZVE-1")[0]["shown"]["description"] == "Hand made"


def test_five_thousand_go_in_one_call(bench: Bench, rig: MetaRig) -> None:
    items = [listing(f"CEZVE-{number}") for number in range(5000)]

    pushed = bench.run(bench.connector.push_listings(items))

    [call] = [call for call in rig.calls if call.method == "POST"]
    assert len(json.loads(call.read())["requests"]) == 5000
    assert {result.outcome for result in bench.settled(Op.LISTING, pushed)} == {Outcome.OK}


def test_the_hundred_and_first_call_of_an_hour_is_not_made(bench: Bench, rig: MetaRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    for number in range(100):
        bench.push(bench.stock(goods, number))
    before = len(rig.calls)

    said = bench.push(bench.stock(goods, 3))

    assert (outcomes(said.results), len(rig.calls) - before) == ({"CEZVE-1": Outcome.RETRY}, 0)


def test_the_wait_is_the_one_that_meta_asks_for(bench: Bench, rig: MetaRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    rig.break_down(Fault.RATE_LIMITED)

    [result] = bench.push(bench.stock(goods, 3)).results

    assert (result.outcome, result.code, result.retry_after) == (Outcome.RETRY, "80014", timedelta(minutes=1))


def test_a_lost_result_is_said_to_be_lost(bench: Bench, rig: MetaRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    rig.break_down(Fault.RESULT_LOST)
    pushed = bench.push(bench.stock(goods, 3))
    rig.wait(1)

    assert bench.run(bench.connector.poll(Op.STOCK, pushed.ticket)).lost


def test_a_status_that_we_never_met_is_shown_as_unknown(bench: Bench, rig: MetaRig) -> None:
    rig.offer("CEZVE-1", units=5)
    rig.break_down(Fault.UNKNOWN_STATUS)

    [seen] = bench.run(bench.connector.fetch_listings([{"external_id": "CEZVE-1"}]))

    assert seen.state is SeenState.UNKNOWN


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.34 TRY", Money(1234, "TRY")),
        ("1,234.50 USD", Money(123450, "USD")),
        ("12 JPY", Money(12, "JPY")),
        ("1.234 KWD", Money(1234, "KWD")),
        ("free", None),
        ("1.234 TRY", None),
    ],
)
def test_amounts_are_read_exactly_or_not_at_all(text: str, amount: Money | None) -> None:
    assert products.money(text) == amount
