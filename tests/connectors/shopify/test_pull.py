"""Orders, listings, returns and money are read to their ends, at the price the shop's points allow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ChannelOrder, Op, PackageItem, PulledPage, Stream, Trouble
from arasta.contexts.channels.types.inbound import SeenState
from arasta.contexts.channels.types.returning import EntryKind, ReturnState
from arasta.twins.faults import Fault
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import PRICE_MINOR, Goods


def pull(bench: Bench, stream: Stream, watermark: str = "") -> list[PulledPage]:
    """Read a stream to its end."""
    pages, cursor = [], ""
    while True:
        plan = bench.connector.pull(stream, watermark=watermark, cursor=cursor, now=bench.rig.now)
        pages.append(bench.run(plan))
        cursor = pages[-1].cursor
        if not cursor:
            return pages


def buy(shop: ShopifyRig, *lines: tuple[str, int], **more: Any) -> dict[str, Any]:
    shop.wait(2)
    body = {"lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines], **more}
    return dict(shop.control("POST", "/orders", json=body))


def fulfill(bench: Bench, bought: dict[str, Any]) -> None:
    package = bought["packages"][0]["id"]
    bench.run(bench.connector.tell(Op.TRACKING, PackageItem(package_id=str(package), tracking_number="T1")))


def test_pages_end_with_a_watermark_from_which_nothing_is_lost(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=100)
    bought = [str(buy(shop, ("CUP", 1))["orderId"]) for _ in range(14)]

    pages = pull(bench, Stream.ORDERS)
    shop.wait(3600)
    late = str(buy(shop, ("CUP", 1))["orderId"])
    after = pull(bench, Stream.ORDERS, pages[-1].watermark)
    broken_off = pull(bench, Stream.ORDERS, pages[0].watermark)

    assert [len(page.orders) for page in pages] == [6, 6, 2]
    assert [order.external_id for page in pages for order in page.orders] == bought
    assert late in {order.external_id for page in after for order in page.orders}
    assert set(bought[6:]) <= {order.external_id for page in broken_off for order in page.orders}


def test_an_order_that_does_not_fit_into_a_page_is_read_whole(bench: Bench, shop: ShopifyRig) -> None:
    skus = [f"CUP-{number}" for number in range(60)]
    shop.offer(*skus, units=5)
    buy(shop, *[(sku, 1) for sku in skus])

    [page] = pull(bench, Stream.ORDERS)

    [order] = page.orders
    assert sorted(line.sku for line in order.packages[0].lines) == sorted(skus)
    assert order.doubts == []
    assert bench.connector.read_order(order.raw) == order


def test_what_the_buyer_pays_in_another_currency_counts_in_the_shops(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=5)
    shop.break_down(Fault.ODD_CURRENCY)
    buy(shop, ("CUP", 2), shippingMinor=1990)

    [page] = pull(bench, Stream.ORDERS)

    [order] = page.orders
    assert (order.currency, order.packages[0].total.minor) == ("TRY", 2 * PRICE_MINOR)
    assert (order.delivery and order.delivery.minor, order.doubts) == (1990, [])


def test_tax_on_top_and_discounts_add_up_to_what_was_paid(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=9)
    shop.wait(1)
    lines = [{"sku": "CUP", "quantity": 3, "discountMinor": 1001}]
    shop.control("POST", "/orders", json={"lines": lines, "taxesIncluded": False})

    [page] = pull(bench, Stream.ORDERS)

    assert page.orders[0].doubts == []
    assert page.orders[0].packages[0].total.minor == (3 * PRICE_MINOR - 1001) + (3 * PRICE_MINOR - 1001) * 20 // 100


def test_a_throttled_answer_with_status_200_is_asked_again(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=5)
    buy(shop, ("CUP", 1))
    shop.break_down(Fault.RATE_LIMITED_BARE, times=2)

    [page] = pull(bench, Stream.ORDERS)

    assert len(page.orders) == 1


def test_a_shop_that_stays_throttled_is_left_alone(bench: Bench, shop: ShopifyRig) -> None:
    shop.break_down(Fault.RATE_LIMITED_BARE, times=50)

    with pytest.raises(ChannelTrouble) as caught:
        pull(bench, Stream.ORDERS)

    assert caught.value.trouble is Trouble.THROTTLED


def test_listings_are_read_with_their_places_and_ids(bench: Bench, shop: ShopifyRig) -> None:
    goods = shop.offer(*[f"CUP-{number:02}" for number in range(40)], units=5)

    pages = pull(bench, Stream.LISTINGS)

    found = [listing for page in pages for listing in page.listings]
    assert [len(page.listings) for page in pages] == [35, 5]
    assert [one.external_id for one in found] == [one.external_id for one in goods]
    assert (found[0].refs, dict(found[0].quantities)) == (goods[0].refs, {"71001": 5})
    assert (found[0].state, found[0].price and found[0].price.minor) == (SeenState.ACTIVE, PRICE_MINOR)
    assert [page.watermark != "" for page in pages] == [False, True]


def test_only_listings_that_changed_are_read_again(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=5)
    shop.wait(3600)
    [first] = pull(bench, Stream.LISTINGS)
    shop.wait(3600)
    shop.offer("BOWL", units=5)

    [after] = pull(bench, Stream.LISTINGS, first.watermark)

    assert [one.external_id for one in after.listings] == ["BOWL"]


def sent_back(bench: Bench, shop: ShopifyRig, status: str) -> dict[str, Any]:
    shop.offer("CUP", units=5)
    bought = buy(shop, ("CUP", 2))
    fulfill(bench, bought)
    asked = shop.control("POST", f"/orders/{bought['orderId']}/return", json={"reason": "Too small"})
    for step in {"REQUESTED": [], "OPEN": ["OPEN"], "CLOSED": ["OPEN", "CLOSED"], "DECLINED": ["DECLINED"]}[status]:
        shop.wait(5)
        shop.control("POST", f"/returns/{asked['id']}/status", json={"status": step})
    return bought


@pytest.mark.parametrize(
    ("status", "state", "minor"),
    [
        ("REQUESTED", ReturnState.REQUESTED, None),
        ("OPEN", ReturnState.APPROVED, None),
        ("DECLINED", ReturnState.REJECTED, None),
        ("CLOSED", ReturnState.REFUNDED, 2 * PRICE_MINOR),
    ],
)
def test_returns_are_read_as_they_stand(
    bench: Bench, shop: ShopifyRig, status: str, state: ReturnState, minor: int | None
) -> None:
    bought = sent_back(bench, shop, status)

    [page] = pull(bench, Stream.RETURNS)

    [one] = page.returns
    [line] = one.lines
    assert (one.order_id, one.state, one.external_status) == (str(bought["orderId"]), state, status)
    assert (one.refunded and one.refunded.minor, one.restocked) == (minor, minor is not None)
    assert (line.sku, line.quantity, line.reason) == ("CUP", 2, "Too small")
    assert line.line_id == str(bought["lines"][0]["id"])


def test_a_refund_before_goods_left_says_so(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=5)
    bought = buy(shop, ("CUP", 2))
    body = {"lines": [{"lineId": bought["lines"][0]["id"], "quantity": 1}], "amountMinor": PRICE_MINOR}
    shop.control("POST", f"/orders/{bought['orderId']}/refund", json=body)

    [page] = pull(bench, Stream.RETURNS)

    [one] = page.returns
    assert (one.state, one.refunded and one.refunded.minor) == (ReturnState.REFUNDED, PRICE_MINOR)
    assert [(line.quantity, line.never_left) for line in one.lines] == [(1, True)]


def test_orders_without_money_back_cost_one_cheap_call(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=50)
    for _ in range(10):
        buy(shop, ("CUP", 1))
    before = len(shop.calls)

    [page] = pull(bench, Stream.RETURNS)

    assert (len(page.returns), len(shop.calls) - before) == (0, 1)


def test_what_the_payment_service_booked_sums_to_the_payout(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=5)
    first, second = buy(shop, ("CUP", 1)), buy(shop, ("CUP", 2))
    shop.wait(5)
    shop.control("POST", f"/orders/{second['orderId']}/cancel")
    shop.wait(5)
    paid = shop.control("POST", "/payout")

    [page] = pull(bench, Stream.SETTLEMENTS)

    kinds = [entry.kind for entry in page.entries]
    assert kinds.count(EntryKind.SALE) == kinds.count(EntryKind.FEE) == 2
    assert (kinds.count(EntryKind.REFUND), kinds.count(EntryKind.PAYOUT)) == (1, 1)
    assert sum(entry.amount.minor for entry in page.entries) == 0
    assert {entry.payout_id for entry in page.entries} == {str(paid["payoutId"])}
    assert str(first["orderId"]) in {entry.order_id for entry in page.entries}


def test_clocks_that_differ_lose_no_order(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=50)
    shop.break_down(Fault.CLOCK_SKEW, times=1)
    [page] = pull(bench, Stream.ORDERS)
    placed = buy(shop, ("CUP", 1))

    [after] = pull(bench, Stream.ORDERS, page.watermark)

    assert [order.external_id for order in after.orders] == [str(placed["orderId"])]


def test_a_purchase_from_two_places_is_two_packages(bench: Bench, shop: ShopifyRig) -> None:
    [goods] = shop.offer("CUP", units=1)
    _stock_second_place(bench, goods)
    bought = shop.buy(goods, 2)

    order = bench.run(bench.connector.fetch_order(bought.order_id))

    assert isinstance(order, ChannelOrder)
    assert [[line.quantity for line in package.lines] for package in order.packages] == [[1], [1]]
    assert len({line.external_id for package in order.packages for line in package.lines}) == 2
    assert order.doubts == []


def _stock_second_place(bench: Bench, goods: Goods) -> None:
    item = replace(bench.stock(goods, 2), at_places={"71001": 1, "71002": 1})
    assert [result.outcome.value for result in bench.push(item).results] == ["ok"]


def test_more_refunds_than_one_call_shows_are_left_to_a_person(bench: Bench, shop: ShopifyRig) -> None:
    shop.offer("CUP", units=20)
    bought = buy(shop, ("CUP", 12))
    body = {"lines": [{"lineId": bought["lines"][0]["id"], "quantity": 1}], "amountMinor": 1}
    for _ in range(10):
        shop.control("POST", f"/orders/{bought['orderId']}/refund", json=body)

    [page] = pull(bench, Stream.RETURNS)

    assert page.returns == []
    assert [one.external_id for one in page.unmapped] == [f"order-{bought['orderId']}"]
