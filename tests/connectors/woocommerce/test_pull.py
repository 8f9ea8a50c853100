"""Reading by the last change loses nothing, however pages shift."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ChannelOrder, PulledPage, Stream, Trouble
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.returning import ChannelReturn, ReturnState
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import HttpResponse
from arasta.twins.faults import Fault
from tests.connectors.suite.bench import Bench
from tests.connectors.woocommerce.rig import WooRig


def place(rig: WooRig, count: int, *, apart: int = 0) -> list[str]:
    """Place orders, all in one second or some seconds apart."""
    rig.offer("CEZVE-1", units=10_000)
    lines = [{"sku": "CEZVE-1", "quantity": 1}]
    if not apart:
        outcomes = rig.control("POST", "/orders", json={"orders": [{"lines": lines}] * count})["outcomes"]
        return [str(one["orderId"]) for one in outcomes]
    placed = []
    for _ in range(count):
        rig.wait(apart)
        placed.append(str(rig.control("POST", "/orders", json={"lines": lines})["orderId"]))
    return placed


def pages(bench: Bench, stream: Stream = Stream.ORDERS, watermark: str = "") -> list[PulledPage]:
    """Read a stream to its end."""
    found, cursor = [], ""
    while True:
        page = bench.run(bench.connector.pull(stream, watermark=watermark, cursor=cursor, now=bench.rig.now))
        found.append(page)
        cursor = page.cursor
        if not cursor:
            return found


def ids(found: list[PulledPage]) -> set[str]:
    return {order.external_id for page in found for order in page.orders}


def test_pages_go_on_where_the_last_one_ended(bench: Bench, rig: WooRig) -> None:
    placed = place(rig, 130, apart=2)

    found = pages(bench)

    assert ids(found) == set(placed)
    assert [len(page.orders) for page in found] == [100, 31]
    assert [bool(page.watermark) for page in found] == [False, True]


def test_more_orders_of_one_second_than_a_page_holds_are_read(bench: Bench, rig: WooRig) -> None:
    placed = place(rig, 250)

    assert ids(pages(bench)) == set(placed)


@pytest.mark.parametrize("apart", [0, 1])
def test_what_changes_while_we_read_makes_no_order_be_missed(bench: Bench, rig: WooRig, apart: int) -> None:
    placed = place(rig, 130, apart=apart)
    first = bench.read_page()
    rig.wait(5)
    for order_id in placed[:3]:
        rig.control("POST", f"/orders/{order_id}/status", json={"status": "completed"})

    second = bench.read_page(cursor=first.cursor)
    third = bench.read_page(cursor=second.cursor) if second.cursor else second

    assert ids([first, second, third]) == set(placed)


def test_a_page_that_shifts_within_one_second_makes_no_order_be_missed(bench: Bench, rig: WooRig) -> None:
    placed = place(rig, 250)
    rig.break_down(Fault.PAGE_SHIFT, times=5)

    assert ids(pages(bench)) == set(placed)


@pytest.mark.parametrize("offset", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_shop_whose_clock_is_wrong_loses_no_order(bench: Bench, rig: WooRig, offset: timedelta) -> None:
    rig.control("POST", "/clock", json={"offsetMs": offset // timedelta(milliseconds=1)})
    [first] = place(rig, 1)
    _, watermark = bench.read_orders()
    rig.wait(1)
    [goods] = [rig.goods_of(one) for one in rig.control("GET", "/products")["products"]]
    second = rig.buy(goods).order_id

    assert second in ids(pages(bench, watermark=watermark))
    assert first != second


def test_a_host_that_says_the_wrong_time_loses_no_order(bench: Bench, rig: WooRig) -> None:
    place(rig, 1)
    rig.break_down(Fault.CLOCK_SKEW, times=50)
    _, watermark = bench.read_orders()
    rig.wait(1)
    [goods] = [rig.goods_of(one) for one in rig.control("GET", "/products")["products"]]
    second = rig.buy(goods).order_id

    assert second in ids(pages(bench, watermark=watermark))


def test_orders_are_taken_from_a_moment_on(rig: WooRig) -> None:
    place(rig, 1)
    rig.wait(600)
    since = rig.now.isoformat()
    rig.account = type(rig.account)({**rig.account.settings, "orders_since": since}, rig.account.secrets, "TRY")
    [goods] = [rig.goods_of(one) for one in rig.control("GET", "/products")["products"]]
    later = rig.buy(goods).order_id

    assert ids(pages(Bench(rig))) == {later}


def test_an_order_is_read_with_what_was_refunded_of_it(bench: Bench, rig: WooRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=9)
    bought = rig.buy(goods, 3)
    give_back(rig, bought.order_id, 2, "200.00")

    [page] = pages(bench)
    alone = bench.run(bench.connector.fetch_order(bought.order_id))

    [order] = page.orders
    assert [line.quantity for line in order.packages[0].lines] == [1]
    assert alone == order


def test_refunds_are_returns(bench: Bench, rig: WooRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=9)
    bought = rig.buy(goods, 3)
    rig.buy(goods, 1)
    give_back(rig, bought.order_id, 2, "200.00")
    give_back(rig, bought.order_id, 0, "10.00")

    found = [one for page in pages(bench, Stream.RETURNS) for one in page.returns]

    units, money = found
    assert isinstance(units, ChannelReturn)
    [line] = units.lines
    order = bench.run(bench.connector.fetch_order(bought.order_id))
    assert isinstance(order, ChannelOrder)
    assert (units.order_id, units.state, units.refunded) == (bought.order_id, ReturnState.REFUNDED, Money(20000, "TRY"))
    assert (line.sku, line.quantity, line.line_id) == ("CEZVE-1", 2, order.packages[0].lines[0].external_id)
    assert (list(money.lines), money.refunded) == ([], Money(1000, "TRY"))
    assert units.version == money.version > 0


def give_back(rig: WooRig, order_id: str, units: int, amount: str) -> None:
    """Refund as the shop's staff."""
    line = rig.control("GET", f"/orders/{order_id}")["order"]["line_items"][0]
    lines = [{"id": line["id"], "quantity": units, "refund_total": amount}] if units else []
    rig.control("POST", f"/orders/{order_id}/refunds", json={"amount": amount, "line_items": lines})


def shelf(bench: Bench) -> dict[str, SeenListing]:
    return {one.external_id: one for page in pages(bench, Stream.LISTINGS) for one in page.listings}


def test_all_that_the_shop_shows_is_read_with_variations(bench: Bench, rig: WooRig) -> None:
    rig.offer(*(f"SKU-{number}" for number in range(25)), units=2)
    parent = rig.put_up(name="Kilim", type="variable", description="wool", status="publish")
    for size, units in (("S", 4), ("L", 0)):
        rig.put_up(
            parent=parent["id"],
            sku=f"KILIM-{size}",
            stock_quantity=units,
            regular_price="150.00",
            sale_price="120.00",
            attributes=[{"name": "Size", "option": size}],
        )
    rig.put_up(name="nameless", manage_stock=False, status="draft")

    found = shelf(bench)

    small = found["KILIM-S"]
    assert len(found) == 28
    assert (small.title, small.group, small.description) == ("Kilim", "kilim", "wool")
    assert (small.quantity, small.options, small.state) == (4, {"Size": "S"}, SeenState.ACTIVE)
    assert (small.price, small.list_price) == (Money(12000, "TRY"), Money(15000, "TRY"))
    assert small.refs["product_id"] == str(parent["id"])
    nameless = next(one for code, one in found.items() if code.startswith("id:"))
    assert (nameless.quantity, nameless.state) == (None, SeenState.HIDDEN)


def test_a_variation_is_read_back_with_its_products_words(bench: Bench, rig: WooRig) -> None:
    parent = rig.put_up(name="Kilim", type="variable")
    made = rig.put_up(parent=parent["id"], sku="KILIM-S", stock_quantity=4)
    nameless = rig.put_up(name="Nameless", stock_quantity=1)
    refs: list[dict[str, Any]] = [
        {"external_id": "KILIM-S"},
        {"external_id": f"id:{nameless['id']}"},
        {"external_id": "id:999999"},
        {"external_id": "NONE"},
    ]

    found = bench.run(bench.connector.fetch_listings(refs))

    assert [one.state.value for one in found] == ["active", "active", "gone", "gone"]
    assert (found[0].title, found[0].refs["variation_id"]) == ("Kilim", str(made["id"]))
    assert found[1].external_id == f"id:{nameless['id']}"


def test_a_page_of_the_hosts_own_is_trouble(bench: Bench, rig: WooRig) -> None:
    plan = bench.connector.pull(Stream.ORDERS, watermark="", cursor="", now=rig.now)
    next(plan)

    with pytest.raises(ChannelTrouble) as caught:
        plan.send(HttpResponse(200, {}, b"<html>We are down for maintenance</html>"))
    assert caught.value.trouble is Trouble.UNREADABLE
