"""Orders are read to the end of a window, within the slowest bucket there is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arasta.connectors.amazon import client
from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.types import ChannelOrder, PackageState, PulledPage, Stream, Trouble
from arasta.twins.faults import Fault
from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.suite.bench import Bench


def placed(rig: AmazonRig, count: int) -> list[str]:
    [goods] = rig.offer("CEZVE-1", units=50)
    return [rig.buy(goods).order_id for _ in range(count)]


def ids(page: PulledPage) -> list[str]:
    return [order.external_id for order in page.orders]


def test_the_watermark_moves_only_with_the_last_page(
    rig: AmazonRig, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ORDERS_PAGE", 2)
    orders = placed(rig, 5)

    page = bench.read_page()
    found, marks = ids(page), [page.watermark]
    while page.cursor:
        page = bench.read_page("", page.cursor)
        found += ids(page)
        marks.append(page.watermark)

    assert found == orders
    assert marks[:2] == ["", ""]
    assert marks[2] == client.iso(rig.now - timedelta(minutes=3))


def test_a_token_that_is_no_longer_taken_begins_the_window_again(
    rig: AmazonRig, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ORDERS_PAGE", 2)
    orders = placed(rig, 3)
    first = bench.read_page()
    rig.break_down(Fault.CURSOR_EXPIRED)

    again = bench.read_page("", first.cursor)

    assert ids(again) == orders[:2]
    assert again.cursor


def test_windows_overlap_and_what_changed_comes_again(rig: AmazonRig, bench: Bench) -> None:
    [order_id] = placed(rig, 1)
    _, watermark = bench.read_orders()
    rig.wait(3600)
    rig.act(order_id, "cancel")

    [order], later = bench.read_orders(watermark)

    assert isinstance(order, ChannelOrder)
    assert order.packages[0].state is PackageState.CANCELLED
    assert later > watermark


def test_twenty_searches_at_once_and_then_one_in_three_minutes(rig: AmazonRig, bench: Bench) -> None:
    for _ in range(20):
        bench.read_page()

    with pytest.raises(ChannelTrouble) as caught:
        bench.read_page()
    rig.wait(179)
    page = bench.read_page()

    searches = [call for call in rig.calls if call.url.path.endswith("/orders")]
    assert caught.value.trouble is Trouble.THROTTLED
    assert (len(searches), page.orders) == (21, [])


def test_the_same_token_is_used_for_an_hour_and_renewed_when_it_ends(rig: AmazonRig, bench: Bench) -> None:
    placed(rig, 1)
    bench.read_page()
    bench.read_page()
    rig.wait(3601)
    bench.read_page()
    rig.break_down(Fault.TOKEN_EXPIRED)
    bench.read_page()

    tokens = [call for call in rig.calls if call.url.path.endswith("/token")]
    assert len(tokens) == 3


def test_orders_are_taken_from_a_given_moment(rig: AmazonRig) -> None:
    placed(rig, 1)
    rig.wait(7200)
    [goods] = rig.offer("CEZVE-1", units=50)
    second = rig.buy(goods).order_id
    rig.account.settings["orders_since"] = (rig.now - timedelta(hours=1)).isoformat()  # type: ignore[index]

    assert ids(Bench(rig).read_page()) == [second]


def test_what_amazon_ships_is_told_apart_and_has_no_parcels(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    rig.hold("CEZVE-1", 4)
    bought = rig.buy(goods)
    rig.act(bought.order_id, "ship")

    [order], _ = bench.read_orders()

    assert isinstance(order, ChannelOrder)
    assert order.held_by_channel
    assert [package.state for package in order.packages] == [PackageState.SHIPPED]
    assert order.customer.email == ""


def test_a_part_that_is_canceled_leaves_the_rest(rig: AmazonRig, bench: Bench) -> None:
    rig.offer("CEZVE-1", "CEZVE-2", units=5)
    lines = [{"sku": "CEZVE-1", "quantity": 1}, {"sku": "CEZVE-2", "quantity": 2}]
    order_id = rig.control("POST", "/orders", json={"lines": lines})["orderId"]
    body = rig.control("GET", f"/orders/{order_id}")
    rig.act(order_id, "cancel", lines=[body["orderItems"][0]["orderItemId"]])

    [order], _ = bench.read_orders()

    assert isinstance(order, ChannelOrder)
    assert [(one.state, [line.sku for line in one.lines]) for one in order.packages] == [
        (PackageState.OPEN, ["CEZVE-2"]),
        (PackageState.CANCELLED, ["CEZVE-1"]),
    ]


def test_a_pending_order_only_holds_units(rig: AmazonRig, bench: Bench) -> None:
    rig.offer("CEZVE-1", units=5)
    order_id = rig.control("POST", "/orders", json={"lines": [{"sku": "CEZVE-1"}], "pending": True})["orderId"]

    [waiting], _ = bench.read_orders()
    rig.act(order_id, "pay")
    paid = bench.run(bench.connector.fetch_order(order_id))

    assert isinstance(waiting, ChannelOrder)
    assert isinstance(paid, ChannelOrder)
    assert [one.packages[0].state for one in (waiting, paid)] == [PackageState.AWAITING_PAYMENT, PackageState.OPEN]
    assert paid.packages[0].total.minor == 10_000


def test_streams_that_are_not_there_are_not_offered(bench: Bench) -> None:
    with pytest.raises(NotOffered):
        bench.connector.pull(Stream.STOCK, watermark="", cursor="", now=bench.rig.now)
