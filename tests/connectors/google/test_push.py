"""What Google is told, and what it makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from arasta.connectors.google import documents, products
from arasta.contexts.channels.types import Outcome
from arasta.contexts.channels.types.inbound import SeenState
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.google.rig import GoogleRig, listing
from tests.connectors.suite.bench import Bench, outcomes


@pytest.fixture
def rig(tmp_path: Path) -> GoogleRig:
    return GoogleRig(tmp_path)


@pytest.fixture
def bench(rig: GoogleRig) -> Bench:
    return Bench(rig)


def test_an_older_version_does_not_undo_a_newer_one(bench: Bench, rig: GoogleRig) -> None:
    newer = listing("CEZVE-1", title="Newer", version=8)
    bench.run(bench.connector.push_listings([newer]))

    said = bench.run(bench.connector.push_listings([replace(newer, title="Older", version=7)]))

    rig.wait(1)
    assert outcomes(said.results) == {"CEZVE-1": Outcome.SAME}
    assert rig.offers("CEZVE-1")[0]["shown"]["title"] == "Newer"


def test_what_is_shown_differs_from_what_was_sent(bench: Bench, rig: GoogleRig) -> None:
    bench.run(bench.connector.push_listings([listing("CEZVE-1", title="Two   blanks", description="<p>Hand made</p>")]))
    rig.wait(1)

    [seen] = bench.run(bench.connector.fetch_listings([{"external_id": "CEZVE-1"}]))

    assert (seen.title, seen.description, seen.state) == ("Two blanks", "Hand made", SeenState.ACTIVE)


def test_a_refused_product_says_why(bench: Bench, rig: GoogleRig) -> None:
    bench.run(bench.connector.push_listings([listing("CEZVE-1", barcode="4006381333932")]))
    rig.wait(1)

    [seen] = bench.run(bench.connector.fetch_listings([{"external_id": "CEZVE-1"}]))

    assert (seen.state, seen.problem_code, seen.problem) == (
        SeenState.REJECTED,
        "invalid_gtin",
        "gtin: Invalid value [gtin]",
    )


def test_each_store_is_told_what_it_has(bench: Bench, rig: GoogleRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    item = replace(bench.stock(goods, 7), at_places={"store-1": 2, "store-2": 0, "store-3": 5})

    bench.run(bench.connector.push_offers([item], now=rig.now))

    stores = rig.offers("CEZVE-1")[0]["stores"]
    assert {code: (said["availability"], said["quantity"]) for code, said in stores.items()} == {
        "store-1": ("LIMITED_AVAILABILITY", "2"),
        "store-2": ("OUT_OF_STOCK", "0"),
        "store-3": ("IN_STOCK", "5"),
    }


def test_a_reduced_price_stands_beside_the_full_one_and_goes_again(bench: Bench, rig: GoogleRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    reduced = replace(bench.stock(goods, 5, price_minor=7_500), list_price=Money(10_000, "TRY"))
    bench.push(reduced)
    assert (rig.price_minor(goods), "salePrice" in rig.shown(goods)) == (7_500, True)

    bench.push(bench.stock(goods, 5, price_minor=10_000))

    assert (rig.price_minor(goods), "salePrice" in rig.shown(goods)) == (10_000, False)


def test_once_asked_to_slow_down_the_rest_waits_unsent(bench: Bench, rig: GoogleRig) -> None:
    goods = rig.offer("CEZVE-1", "CEZVE-2", "CEZVE-3", units=5)
    rig.break_down(Fault.RATE_LIMITED, times=100)
    before = len(rig.calls)

    said = bench.push(*[bench.stock(one, 3) for one in goods])

    assert set(outcomes(said.results).values()) == {Outcome.RETRY}
    assert {call.url.path.rsplit("/", 1)[1] for call in rig.calls[before:] if call.method == "PATCH"} == {
        rig.calls[-1].url.path.rsplit("/", 1)[1]
    }


@pytest.mark.parametrize(
    ("currency", "minor", "micros"),
    [("TRY", 1234, "12340000"), ("JPY", 12, "12000000"), ("KWD", 1234, "1234000")],
)
def test_amounts_are_exact_in_every_currency(currency: str, minor: int, micros: str) -> None:
    amount = Money(minor, currency)

    assert products.price(amount) == {"amountMicros": micros, "currencyCode": currency}
    assert products.money(documents.Price(micros, currency)) == amount


def test_what_is_finer_than_its_currency_is_no_price() -> None:
    assert products.money(documents.Price("1", "TRY")) is None


@pytest.mark.parametrize("fault", [Fault.UNKNOWN_STATUS, Fault.UNKNOWN_FIELD, Fault.ODD_CURRENCY])
def test_what_we_never_met_breaks_nothing(bench: Bench, rig: GoogleRig, fault: Fault) -> None:
    rig.offer("CEZVE-1", units=5)
    rig.break_down(fault)

    [seen] = bench.run(bench.connector.fetch_listings([{"external_id": "CEZVE-1"}]))

    assert seen.external_id == "CEZVE-1"
    assert seen.state is (SeenState.PENDING if fault is Fault.UNKNOWN_STATUS else SeenState.ACTIVE)
