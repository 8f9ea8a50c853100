"""What becomes of an order reaches the channel, and saying it twice does no harm."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.types import ChannelOrder, Op, Outcome, PackageItem, PackageLine, Pushed, Stream
from arasta.twins.faults import Fault
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import Bought

TAKEN = {Outcome.OK, Outcome.SAME}
NUMBER = "728001234567890"


def sold(bench: Bench) -> tuple[Bought, PackageItem]:
    """Sell two units and say what our book knows of the package."""
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    bought = bench.rig.buy(goods, 2)
    order = bench.run(bench.connector.fetch_order(bought.order_id))
    assert isinstance(order, ChannelOrder)
    [package] = order.packages
    item = PackageItem(
        package_id=package.external_id,
        order_id=order.external_id,
        lines=[PackageLine(external_id=line.external_id, quantity=line.quantity) for line in package.lines],
        invoice_number="FT2026000000001",
        tracking_number=NUMBER,
        tracking_url="https://track.example/728001234567890",
        carrier="Yurtiçi Kargo",
        shipped_at=bench.rig.now,
        key=f"told-{package.external_id}",
    )
    return bought, item


def tell(bench: Bench, item: PackageItem, *ops: Op) -> list[Outcome]:
    """Say what the channel can be told of, one after another."""
    pushed: list[Pushed] = [bench.run(bench.connector.tell(op, item)) for op in ops if op in bench.able.push]
    return [result.outcome for one in pushed for result in one.results]


@pytest.fixture(autouse=True)
def sells(bench: Bench) -> None:
    needs.stream(bench, Stream.ORDERS)


def test_the_tracking_number_is_told(bench: Bench) -> None:
    needs.operation(bench, Op.TRACKING)
    bought, item = sold(bench)

    said = tell(bench, item, Op.ACCEPT, Op.INVOICE, Op.TRACKING)

    assert set(said) <= TAKEN
    assert bench.rig.told(bought).tracking_number == NUMBER


def test_saying_it_again_is_taken_and_changes_nothing(bench: Bench) -> None:
    needs.operation(bench, Op.TRACKING)
    bought, item = sold(bench)
    tell(bench, item, Op.ACCEPT, Op.INVOICE, Op.TRACKING)
    before = bench.rig.told(bought)

    said = tell(bench, item, Op.TRACKING)

    assert set(said) <= TAKEN
    assert bench.rig.told(bought) == before


@pytest.mark.parametrize("fault", [Fault.LATE_ANSWER, Fault.ERROR_AFTER_WRITE])
def test_a_saying_without_an_answer_ends_well_when_repeated(bench: Bench, fault: Fault) -> None:
    needs.operation(bench, Op.TRACKING)
    needs.fault(bench, fault)
    bought, item = sold(bench)
    tell(bench, item, Op.ACCEPT, Op.INVOICE)
    bench.rig.break_down(fault)

    tell(bench, item, Op.TRACKING)
    bench.rig.recover()
    said = tell(bench, item, Op.TRACKING)

    assert set(said) <= TAKEN
    assert bench.rig.told(bought).tracking_number == NUMBER


def test_an_order_that_we_cannot_supply_is_canceled_there(bench: Bench) -> None:
    needs.operation(bench, Op.CANCEL)
    bought, item = sold(bench)

    said = tell(bench, item, Op.CANCEL)

    assert set(said) <= {*TAKEN, Outcome.WAITING}
    assert bench.rig.told(bought).canceled
