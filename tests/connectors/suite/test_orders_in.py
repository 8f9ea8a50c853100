"""Orders come in once each, whatever happens while they are read."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ChannelOrder, PackageState, Stream, Trouble, Unmapped
from arasta.twins.faults import Fault
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import PRICE_MINOR

OVER = {PackageState.CANCELLED, PackageState.REPLACED}


def ids(orders: list[ChannelOrder | Unmapped]) -> list[str]:
    return [order.external_id for order in orders]


@pytest.fixture(autouse=True)
def sells(bench: Bench) -> None:
    needs.stream(bench, Stream.ORDERS)


def test_an_order_says_what_was_bought_for_how_much(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bought = bench.rig.buy(goods, 2)

    [order], _ = bench.read_orders()

    assert isinstance(order, ChannelOrder)
    [package] = order.packages
    [line] = package.lines
    assert (order.external_id, package.external_id) == (bought.order_id, bought.package_id)
    assert (line.quantity, line.unit_price.minor, order.currency) == (2, PRICE_MINOR, bench.rig.account.currency)
    assert goods.external_id == line.sku


def test_what_was_read_is_not_read_again_for_ever(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    first = bench.rig.buy(goods)
    _, watermark = bench.read_orders()
    bench.rig.wait(3600)
    second = bench.rig.buy(goods)

    bench.rig.wait(3600)
    between, later = bench.read_orders(watermark)
    bench.rig.wait(3600)
    nothing, _ = bench.read_orders(later)

    assert (second.order_id in ids(between), ids(nothing)) == (True, [])
    assert set(ids(between)) <= {first.order_id, second.order_id}


def test_many_orders_come_whole(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=500)
    placed = [bench.rig.buy(goods).order_id for _ in range(7)]

    orders, _ = bench.read_orders()

    assert sorted(set(ids(orders))) == sorted(placed)


@pytest.mark.parametrize("fault", [Fault.CURSOR_EXPIRED, Fault.PAGE_SHIFT, Fault.UNKNOWN_FIELD, Fault.RATE_LIMITED])
def test_nothing_is_lost_on_the_way(bench: Bench, fault: Fault) -> None:
    needs.fault(bench, fault)
    [goods] = bench.rig.offer("CEZVE-1", units=500)
    placed = [bench.rig.buy(goods).order_id for _ in range(5)]
    bench.rig.break_down(fault)

    orders, watermark = bench.read_orders()
    bench.rig.recover()
    again, _ = bench.read_orders(watermark)

    assert sorted({*ids(orders), *ids(again)}) == sorted(placed)


def test_a_status_that_is_not_known_is_no_guess(bench: Bench) -> None:
    needs.fault(bench, Fault.UNKNOWN_STATUS)
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bench.rig.break_down(Fault.UNKNOWN_STATUS, times=3)
    bench.rig.buy(goods)

    [order], _ = bench.read_orders()

    states = {package.state for package in order.packages} if isinstance(order, ChannelOrder) else set()
    assert isinstance(order, Unmapped) or PackageState.UNKNOWN in states


def test_an_order_is_read_alone_and_again_from_what_was_kept(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bought = bench.rig.buy(goods)

    order = bench.run(bench.connector.fetch_order(bought.order_id))
    unseen = bench.run(bench.connector.fetch_order("987654321"))

    assert isinstance(order, ChannelOrder)
    assert bench.connector.read_order(order.raw) == order
    assert unseen is None


def test_a_canceled_order_is_read_as_canceled(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bought = bench.rig.buy(goods)
    _, watermark = bench.read_orders()
    bench.rig.wait(60)
    bench.rig.cancel(bought)

    orders, _ = bench.read_orders(watermark)

    [order] = [one for one in orders if isinstance(one, ChannelOrder)]
    assert {package.state for package in order.packages if package.lines} <= OVER


def test_a_revoked_grant_is_named(bench: Bench) -> None:
    needs.fault(bench, Fault.TOKEN_REVOKED)
    bench.rig.break_down(Fault.TOKEN_REVOKED, times=10)

    with pytest.raises(ChannelTrouble) as caught:
        bench.read_orders()

    assert caught.value.trouble is Trouble.AUTH
