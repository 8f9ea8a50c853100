"""What buyers take out of an order, and what a channel gives back by itself, reaches us once and whole."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.types import ChannelOrder, Stream
from arasta.contexts.channels.types.orders import OVER
from arasta.contexts.channels.types.returning import ChannelReturn
from tests.connectors.suite import needs
from tests.connectors.suite.bench import MOST_PAGES, Bench
from tests.connectors.suite.rig import PRICE_MINOR

LATE = 600


@pytest.fixture(autouse=True)
def sells(bench: Bench) -> None:
    needs.stream(bench, Stream.ORDERS)
    needs.stream(bench, Stream.RETURNS)


def returns(bench: Bench) -> list[ChannelReturn]:
    """Read all that came back up to now."""
    bench.rig.wait(LATE)
    found: list[ChannelReturn] = []
    watermark = cursor = ""
    for _ in range(MOST_PAGES):
        plan = bench.connector.pull(Stream.RETURNS, watermark=watermark, cursor=cursor, now=bench.rig.now)
        page = bench.run(plan)
        assert not page.unmapped
        found += page.returns
        watermark, cursor = page.watermark or watermark, page.cursor
        if not cursor and not page.is_behind:
            return found
    raise AssertionError("the stream has no end")


def test_a_unit_that_is_canceled_leaves_the_order(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bought = bench.rig.buy(goods, 3)

    bench.rig.cancel_one(bought)
    order = bench.run(bench.connector.fetch_order(bought.order_id))

    assert isinstance(order, ChannelOrder)
    wanted = [line for package in order.live_packages if package.state not in OVER for line in package.lines]
    assert [(line.quantity, line.total.minor) for line in wanted] == [(2, 2 * PRICE_MINOR)]
    assert list(order.doubts) == []


def test_money_given_back_is_told_once_and_of_its_order(bench: Bench) -> None:
    [goods] = bench.rig.offer("CEZVE-1", units=9)
    bought, _other = bench.rig.buy(goods, 2), bench.rig.buy(goods)
    bench.rig.give_back_one(bought)

    first, again = returns(bench), returns(bench)

    [told] = [one for one in first if one.refunded]
    assert (told.order_id, told.refunded and told.refunded.minor) == (bought.order_id, PRICE_MINOR)
    assert [one for one in again if one.refunded] == [told]
