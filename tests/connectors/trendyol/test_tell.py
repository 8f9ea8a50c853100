"""The marketplace hears what becomes of its packages, and hearing it twice does no harm."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.contexts.channels.ports import NotOffered
from arasta.contexts.channels.types import ChannelOrder, Op, Outcome, PackageItem, PackageLine
from tests.connectors.trendyol.bench import Bench, outcomes
from tests.twins.makers import order, package, stocked


def placed(bench: Bench, quantity: int = 2) -> dict[str, Any]:
    stocked(bench.world, 9)
    return package(bench.world, order(bench.world, quantity)["packageId"])


def tell(bench: Bench, op: Op, body: dict[str, Any], **about: Any) -> list[tuple[str, Outcome]]:
    lines = [PackageLine(external_id=str(line["lineId"]), quantity=line["quantity"]) for line in body["lines"]]
    item = PackageItem(package_id=str(body["shipmentPackageId"]), **{"lines": lines, **about})
    return outcomes(bench.run(bench.connector.tell(op, item)).results)


def test_picked_invoiced_and_tracked(bench: Bench) -> None:
    body = placed(bench)
    key = str(body["shipmentPackageId"])

    told = [
        tell(bench, Op.ACCEPT, body),
        tell(bench, Op.INVOICE, body, invoice_number="KRV-7"),
        tell(bench, Op.TRACKING, body, tracking_number="TR123"),
    ]

    shown = package(bench.world, body["shipmentPackageId"])
    assert told == [[(key, Outcome.OK)]] * 3
    assert (shown["status"], shown["invoiceNumber"], shown["cargoSenderNumber"]) == ("Invoiced", "KRV-7", "TR123")


def test_telling_again_finds_that_it_was_told(bench: Bench) -> None:
    body = placed(bench)
    tell(bench, Op.ACCEPT, body)
    tell(bench, Op.INVOICE, body, invoice_number="KRV-7")

    again = tell(bench, Op.ACCEPT, body)

    assert again == [(str(body["shipmentPackageId"]), Outcome.SAME)]


@pytest.mark.parametrize("fault", ["late_answer", "error_after_write"])
def test_without_an_answer_it_is_read_back(bench: Bench, fault: str) -> None:
    body = placed(bench)
    bench.world.fault(fault, times=1)

    told = tell(bench, Op.ACCEPT, body)

    assert told == [(str(body["shipmentPackageId"]), Outcome.SAME)]


def test_a_move_that_is_not_possible_is_refused_in_the_markets_words(bench: Bench) -> None:
    body = placed(bench)
    item = PackageItem(
        package_id=str(body["shipmentPackageId"]),
        lines=[PackageLine(external_id=str(body["lines"][0]["lineId"]), quantity=2)],
        invoice_number="KRV-7",
    )

    [result] = bench.run(bench.connector.tell(Op.INVOICE, item)).results

    assert (result.outcome, result.code, result.text) == (
        Outcome.INVALID, "IllegalStatusException", "A package cannot go from Created to Invoiced.",
    )  # fmt: skip


def test_what_cannot_be_supplied_leaves_in_a_package_of_its_own(bench: Bench) -> None:
    body = placed(bench, 3)
    line = PackageLine(external_id=str(body["lines"][0]["lineId"]), quantity=1)

    told = tell(bench, Op.CANCEL, body, lines=[line], reason="out of stock")
    found = bench.run(bench.connector.fetch_order(body["orderNumber"]))

    assert told == [(str(body["shipmentPackageId"]), Outcome.OK)]
    assert isinstance(found, ChannelOrder)
    assert [(one.external_status, one.lines[0].quantity) for one in found.live_packages] == [
        ("UnSupplied", 1),
        ("Created", 2),
    ]
    assert b'"reasonId":500' in bench.wire.requests[0].read()


def test_a_revoked_key_is_named(bench: Bench) -> None:
    body = placed(bench)
    bench.world.fault("token_revoked", times=1)

    assert tell(bench, Op.ACCEPT, body) == [(str(body["shipmentPackageId"]), Outcome.AUTH)]


def test_stock_is_not_told_this_way(bench: Bench) -> None:
    with pytest.raises(NotOffered):
        bench.connector.tell(Op.STOCK, PackageItem(package_id="1"))
