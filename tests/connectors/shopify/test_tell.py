"""What becomes of packages, units and money reaches the shop, in part and whole, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from arasta.contexts.channels.ports import NotOffered
from arasta.contexts.channels.types import Op, Outcome, PackageItem, PackageLine
from arasta.kernel.money import Money
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import PRICE_MINOR, Bought


class Sale:
    """An order of two cups and a bowl, and how we speak of it."""

    def __init__(self, bench: Bench, shop: ShopifyRig) -> None:
        self.bench, self.shop = bench, shop
        shop.offer("CUP", "BOWL", units=9)
        shop.wait(1)
        lines = [{"sku": "CUP", "quantity": 2}, {"sku": "BOWL"}]
        placed = shop.control("POST", "/orders", json={"lines": lines})
        self.cup, self.bowl = (str(line["id"]) for line in placed["lines"])
        self.bought = Bought(order_id=str(placed["orderId"]), package_id=str(placed["packages"][0]["id"]))

    def item(self, *lines: tuple[str, int], **more: Any) -> PackageItem:
        return PackageItem(
            package_id=self.bought.package_id,
            order_id=self.bought.order_id,
            lines=[PackageLine(external_id=line, quantity=count) for line, count in lines],
            **more,
        )

    def tell(self, op: Op, item: PackageItem) -> tuple[Outcome, str]:
        self.shop.wait(1)
        [result] = self.bench.run(self.bench.connector.tell(op, item)).results
        return result.outcome, result.code

    @property
    def there(self) -> dict[str, Any]:
        self.shop.wait(2)
        return dict(self.shop.order(self.bought))

    @property
    def left(self) -> list[int]:
        return [line["remaining"] for line in self.there["packages"][0]["lines"]]


@pytest.fixture
def sale(bench: Bench, shop: ShopifyRig) -> Sale:
    return Sale(bench, shop)


def test_a_part_leaves_and_the_rest_follows_in_a_parcel_of_its_own(sale: Sale) -> None:
    first = sale.tell(Op.TRACKING, sale.item((sale.cup, 1), tracking_number="T1", carrier="Yurtiçi Kargo"))
    between = sale.left
    second = sale.tell(Op.TRACKING, sale.item((sale.cup, 1), (sale.bowl, 1), tracking_number="T2"))

    assert (first, second) == ((Outcome.OK, ""), (Outcome.OK, ""))
    assert (between, sale.left) == ([1, 1], [0, 0])
    tracking = [one["tracking"] for one in sale.there["fulfillments"]]
    assert [(one["number"], one["company"]) for one in tracking] == [("T1", "Yurtiçi Kargo"), ("T2", None)]


def test_a_number_that_was_wrong_is_corrected(sale: Sale) -> None:
    sale.tell(Op.TRACKING, sale.item(tracking_number="T1"))

    corrected = sale.tell(Op.TRACKING, sale.item(tracking_number="T2"))

    assert corrected == (Outcome.OK, "")
    assert [one["tracking"]["number"] for one in sale.there["fulfillments"]] == ["T2"]


def test_a_package_nobody_knows_is_refused(sale: Sale) -> None:
    strange = replace(sale.item(tracking_number="T1"), package_id="987654321")

    assert sale.tell(Op.TRACKING, strange) == (Outcome.INVALID, "unknown_package")


def test_a_package_is_taken_on_once(sale: Sale) -> None:
    told = [sale.tell(Op.ACCEPT, sale.item()) for _ in range(2)]

    assert told == [(Outcome.OK, ""), (Outcome.SAME, "")]
    assert sale.there["packages"][0]["status"] == "IN_PROGRESS"


def test_what_we_cannot_supply_is_taken_out_with_its_money(sale: Sale) -> None:
    told = sale.tell(Op.CANCEL, sale.item((sale.cup, 2), key="cancel-1"))

    assert told == (Outcome.OK, "")
    assert (sale.left, sale.there["canceled"], sale.there["refundedMinor"]) == ([0, 1], False, 2 * PRICE_MINOR)


def test_the_same_part_is_not_taken_out_twice(sale: Sale) -> None:
    item = sale.item((sale.cup, 1), key="cancel-1")

    told = [sale.tell(Op.CANCEL, item) for _ in range(2)]

    assert told == [(Outcome.OK, ""), (Outcome.SAME, "")]
    assert (sale.left, sale.there["refundedMinor"]) == ([1, 1], PRICE_MINOR)


def test_an_order_is_canceled_by_a_job(sale: Sale) -> None:
    pushed = sale.bench.run(sale.bench.connector.tell(Op.CANCEL, sale.item(reason="broken")))
    early = sale.bench.run(sale.bench.connector.poll(Op.CANCEL, pushed.ticket))
    sale.shop.wait(1)
    late = sale.bench.run(sale.bench.connector.poll(Op.CANCEL, pushed.ticket))

    assert [one.outcome for one in pushed.results] == [Outcome.WAITING]
    assert (early.is_done, late.is_done) == (False, True)
    assert (sale.there["canceled"], sale.there["refundedMinor"]) == (True, 3 * PRICE_MINOR)
    assert sale.tell(Op.CANCEL, sale.item()) == (Outcome.SAME, "")


def test_canceling_gives_nothing_back_to_the_shops_stock(sale: Sale) -> None:
    sale.tell(Op.CANCEL, sale.item())
    sale.shop.wait(1)

    assert sale.there["canceled"]
    assert sale.shop.listing("CUP")["quantity"] == 7


def test_the_rest_of_an_order_of_which_a_part_left_is_taken_out(sale: Sale) -> None:
    sale.tell(Op.TRACKING, sale.item((sale.cup, 2), tracking_number="T1"))

    told = sale.tell(Op.CANCEL, sale.item((sale.bowl, 1)))

    assert told == (Outcome.OK, "")
    assert (sale.there["canceled"], sale.there["refundedMinor"]) == (False, PRICE_MINOR)


def test_money_goes_back_once_for_one_key(sale: Sale) -> None:
    item = sale.item(amount=Money(2500, "TRY"), reason="a scratch", key="refund-1")

    told = [sale.tell(Op.REFUND, item) for _ in range(2)]
    again = sale.tell(Op.REFUND, replace(item, key="refund-2"))

    assert (told, again) == ([(Outcome.OK, ""), (Outcome.SAME, "")], (Outcome.OK, ""))
    assert sale.there["refundedMinor"] == 5000


def test_money_for_units_that_came_back_is_what_the_shop_suggests(sale: Sale) -> None:
    sale.tell(Op.TRACKING, sale.item(tracking_number="T1"))

    told = sale.tell(Op.REFUND, sale.item((sale.cup, 1), key="refund-1"))

    assert told == (Outcome.OK, "")
    assert sale.there["refundedMinor"] == PRICE_MINOR


@pytest.mark.parametrize(("amount", "code"), [(Money(10**9, "TRY"), "too_much"), (Money(100, "EUR"), "currency")])
def test_money_that_cannot_go_back_is_refused(sale: Sale, amount: Money, code: str) -> None:
    assert sale.tell(Op.REFUND, sale.item(amount=amount, key="refund-1")) == (Outcome.INVALID, code)
    assert sale.there["refundedMinor"] == 0


def test_an_invoice_is_nothing_this_channel_hears_of(sale: Sale) -> None:
    with pytest.raises(NotOffered):
        sale.bench.connector.tell(Op.INVOICE, sale.item())
