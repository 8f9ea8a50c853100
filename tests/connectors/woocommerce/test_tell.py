"""What becomes of an order is told once: parcels, cancellations, money given back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from arasta.contexts.channels.ports import Account, NotOffered
from arasta.contexts.channels.types import ChannelOrder, ItemResult, Op, Outcome, PackageItem, PackageLine
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.suite.bench import Bench
from tests.connectors.woocommerce.rig import WooRig


class Sale:
    """Three of one thing and two of another, sold."""

    def __init__(self, bench: Bench, rig: WooRig) -> None:
        self.bench, self.rig = bench, rig
        rig.offer("CEZVE-1", "CEZVE-2", units=9)
        lines = [{"sku": "CEZVE-1", "quantity": 3}, {"sku": "CEZVE-2", "quantity": 2}]
        self.order_id = str(rig.control("POST", "/orders", json={"lines": lines})["orderId"])
        order = bench.run(bench.connector.fetch_order(self.order_id))
        assert isinstance(order, ChannelOrder)
        self.pots, self.cups = [line.external_id for line in order.packages[0].lines]

    def tell(self, op: Op, bench: Bench | None = None, *, pots: int = 0, cups: int = 0, **more: Any) -> ItemResult:
        given = ((self.pots, pots), (self.cups, cups))
        lines = [PackageLine(external_id=line, quantity=units) for line, units in given if units]
        item = PackageItem(package_id=self.order_id, lines=lines, **more)
        used = bench or self.bench
        [result] = used.run(used.connector.tell(op, item)).results
        return result

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.rig.control("GET", f"/orders/{self.order_id}")
        return found

    @property
    def status(self) -> str:
        return str(self.shown()["order"]["status"])


@pytest.fixture
def sale(bench: Bench, rig: WooRig) -> Sale:
    return Sale(bench, rig)


def test_the_order_is_completed_with_its_last_parcel(sale: Sale) -> None:
    sale.tell(Op.TRACKING, pots=3, tracking_number="A1", carrier="PTT")
    halfway = sale.status
    sale.tell(Op.TRACKING, cups=2, tracking_number="A2", carrier="PTT", tracking_url="https://t.example/A2")

    shown = sale.shown()
    assert (halfway, sale.status) == ("processing", "completed")
    assert [note["note"] for note in shown["notes"]] == ["PTT A1", "PTT A2 https://t.example/A2"]
    [kept] = [one["value"] for one in shown["order"]["meta_data"] if one["key"] == "_arasta_parcels"]
    assert json.loads(kept) == {
        "A1": {"carrier": "PTT", "url": "", "lines": {sale.pots: 3}},
        "A2": {"carrier": "PTT", "url": "https://t.example/A2", "lines": {sale.cups: 2}},
    }


def test_a_parcel_that_was_told_is_told_no_more(sale: Sale) -> None:
    first = sale.tell(Op.TRACKING, tracking_number="A1")
    second = sale.tell(Op.TRACKING, tracking_number="A1")

    assert (first.outcome, second.outcome) == (Outcome.OK, Outcome.SAME)
    assert len(sale.shown()["notes"]) == 1


def test_an_order_is_canceled_whole_once(sale: Sale) -> None:
    first, second = sale.tell(Op.CANCEL, pots=3, cups=2), sale.tell(Op.CANCEL)

    assert (first.outcome, second.outcome, sale.status) == (Outcome.OK, Outcome.SAME, "cancelled")


def test_a_part_is_canceled_without_moving_money_or_goods(sale: Sale) -> None:
    before = sale.rig.units(sale.rig.goods_of(product(sale)))

    result = sale.tell(Op.CANCEL, pots=1, reason="broken", key="cancel-1")

    [refund] = sale.shown()["refunds"]
    assert (result.outcome, sale.status) == (Outcome.OK, "processing")
    assert (refund["amount"], refund["refunded_payment"], refund["reason"]) == ("100.00", False, "broken")
    assert [(one["quantity"], one["total"], one["total_tax"]) for one in refund["line_items"]] == [
        (-1, "-83.33", "-16.67")
    ]
    assert sale.rig.units(sale.rig.goods_of(product(sale))) == before


def product(sale: Sale) -> dict[str, Any]:
    found: list[dict[str, Any]] = sale.rig.control("GET", "/products", params={"sku": "CEZVE-1"})["products"]
    return found[0]


def test_money_goes_back_by_the_shops_own_provider(sale: Sale) -> None:
    result = sale.tell(Op.REFUND, amount=Money(1050, "TRY"), key="refund-1")

    [refund] = sale.shown()["refunds"]
    assert (result.outcome, refund["amount"], refund["refunded_payment"]) == (Outcome.OK, "10.50", True)
    assert refund["line_items"] == []


def test_a_shop_may_only_write_down_what_goes_back(sale: Sale) -> None:
    account = sale.rig.account
    sale.rig.account = Account({**account.settings, "refunds_move_money": "no"}, account.secrets, "TRY")

    sale.tell(Op.REFUND, Bench(sale.rig), amount=Money(1050, "TRY"))

    assert sale.shown()["refunds"][0]["refunded_payment"] is False


@pytest.mark.parametrize("fault", [None, Fault.LATE_ANSWER, Fault.ERROR_AFTER_WRITE])
@pytest.mark.parametrize("key", ["refund-1", ""])
def test_money_never_goes_back_twice(sale: Sale, fault: Fault | None, key: str) -> None:
    if fault is not None:
        sale.rig.break_down(fault)

    said = [sale.tell(Op.REFUND, amount=Money(1050, "TRY"), pots=1, key=key).outcome for _ in range(2)]

    assert said == [Outcome.OK, Outcome.SAME]
    assert len(sale.shown()["refunds"]) == 1


def test_two_refunds_of_the_same_amount_are_two(sale: Sale) -> None:
    said = [sale.tell(Op.REFUND, amount=Money(1050, "TRY"), key=key).outcome for key in ("one", "two")]

    assert said == [Outcome.OK, Outcome.OK]
    assert len(sale.shown()["refunds"]) == 2


def test_more_than_was_paid_is_refused(sale: Sale) -> None:
    result = sale.tell(Op.REFUND, amount=Money(10**7, "TRY"))

    assert (result.outcome, result.code) == (Outcome.INVALID, "woocommerce_rest_invalid_order_refund")


def test_an_order_that_is_gone_is_said_to_be(bench: Bench) -> None:
    [result] = bench.run(bench.connector.tell(Op.TRACKING, PackageItem(package_id="1", tracking_number="A"))).results

    assert (result.outcome, result.code) == (Outcome.INVALID, "no_order")


def test_a_revoked_key_is_named(sale: Sale) -> None:
    sale.rig.break_down(Fault.TOKEN_REVOKED)

    assert sale.tell(Op.CANCEL).outcome is Outcome.AUTH


@pytest.mark.parametrize("op", [Op.ACCEPT, Op.INVOICE])
def test_what_a_shop_has_no_word_for_is_not_offered(bench: Bench, op: Op) -> None:
    with pytest.raises(NotOffered):
        bench.connector.tell(op, PackageItem(package_id="1"))
