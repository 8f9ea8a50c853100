"""What we cannot send is canceled at Amazon, whole items only, and once."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.types import Op, Outcome, PackageItem, PackageLine
from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.suite.bench import Bench


class Sold:
    """Two units that were bought."""

    def __init__(self, rig: AmazonRig, bench: Bench) -> None:
        self.rig, self.bench = rig, bench
        [goods] = rig.offer("CEZVE-1", units=5)
        self.bought = rig.buy(goods, 2)
        rig.wait(1)

    def cancel(self, units: int = 2) -> tuple[Outcome, str, str]:
        [line] = self.rig.control("GET", f"/orders/{self.bought.order_id}")["orderItems"]
        lines = [PackageLine(external_id=line["orderItemId"], quantity=units)]
        item = PackageItem(package_id=self.bought.order_id, order_id=self.bought.order_id, lines=lines)
        pushed = self.bench.run(self.bench.connector.tell(Op.CANCEL, item))
        [result] = pushed.results
        return result.outcome, result.code, pushed.ticket

    @property
    def status(self) -> str:
        body = self.rig.control("GET", f"/orders/{self.bought.order_id}")
        return str(body["fulfillment"]["fulfillmentStatus"])


@pytest.fixture
def sold(rig: AmazonRig, bench: Bench) -> Sold:
    return Sold(rig, bench)


def test_it_is_canceled_once_the_feed_is_worked_off(sold: Sold) -> None:
    outcome, _, ticket = sold.cancel()
    before = sold.status
    sold.rig.wait(2)
    polled = sold.bench.run(sold.bench.connector.poll(Op.CANCEL, ticket))

    assert (outcome, before, sold.status) == (Outcome.WAITING, "UNSHIPPED", "CANCELLED")
    assert (polled.is_done, polled.rest) == (True, Outcome.OK)
    assert sold.cancel()[0] is Outcome.SAME


def test_a_part_of_an_item_cannot_be_canceled(sold: Sold) -> None:
    said = sold.cancel(units=1)
    sold.rig.wait(2)

    assert said == (Outcome.INVALID, "part_of_an_item", "")
    assert sold.status == "UNSHIPPED"


def test_what_the_buyer_left_of_an_item_is_whole(sold: Sold) -> None:
    sold.rig.cancel_one(sold.bought)

    assert sold.cancel(units=2)[1] == "part_of_an_item"
    assert sold.cancel(units=1)[0] is Outcome.WAITING
    sold.rig.wait(2)
    assert (sold.status, sold.cancel(units=1)[0]) == ("CANCELLED", Outcome.SAME)


def test_a_feed_that_is_not_known_is_lost(sold: Sold) -> None:
    polled = sold.bench.run(sold.bench.connector.poll(Op.CANCEL, "404"))

    assert (polled.is_done, polled.lost) == (True, True)
