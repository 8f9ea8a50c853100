"""What was sent back is received once: fit units are sold again, damaged ones are not, and the money follows."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.channels.services import orders as links
from arasta.contexts.channels.services import returns as channel_returns
from arasta.contexts.channels.types.orders import LineLink, OrderLink
from arasta.contexts.channels.types.returning import ChannelReturn, ChannelReturnLine, ReturnState
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.types import StockPromised
from arasta.contexts.orders.queries import orders
from arasta.contexts.returns import queries
from arasta.contexts.returns.types import (
    MoreThanAsked,
    NothingToReturn,
    Received,
    RefundStatus,
    ReturnClosed,
    ReturnReason,
    ReturnRow,
    ReturnStatus,
)
from arasta.flows.returning.give_refund import give_refund
from arasta.flows.returning.receive_return import ask_refund_of, receive_return
from arasta.flows.returning.request_return import request_return, returnable
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.channels.making import NOW, make_line, make_order, make_package
from tests.flows.bank import Bank, a_bank
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.ordering.test_capture_in_parts import line_of, ordered, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank() -> Bank:
    return a_bank(in_parts=False)


@pytest.fixture
def shop(bank: Bank) -> Shop:
    return open_shop(warehouse=4, store=0)


@pytest.fixture
def sent(shop: Shop) -> UUID:
    order = ordered(shop, 4)
    send(order, 4)
    return order


def asked(order: UUID, units: int) -> ReturnRow:
    wanted = {line_of(order): (units, ReturnReason.DAMAGED)}
    return request_return(order, wanted, note="", at=makers.DAY, actor=SYSTEM)


def receive(row: ReturnRow, shop: Shop, resell: int, damaged: int) -> ReturnRow:
    came = [Received(line_of(row.order_id), resell, damaged)]
    return receive_return(row.id, came, location_id=shop.store, at=makers.DAY, actor=SYSTEM)


def sellable(shop: Shop) -> int:
    found = availability.sellable([shop.variant], channel_id=shop.channel, location_ids=[shop.store])
    return sum(level.sellable for level in found)


def test_fit_units_are_sold_again_and_damaged_ones_lie_aside(shop: Shop, sent: UUID, bank: Bank) -> None:
    row = receive(asked(sent, 3), shop, 1, 1)
    assert (row.status, row.location_id, [(line.resell, line.damaged) for line in row.lines]) == (
        ReturnStatus.RECEIVED,
        shop.store,
        [(1, 1)],
    )
    assert (sellable(shop), orders.order(sent).lines[0].returned) == (1, 2)
    with pytest.raises(StockPromised):
        levels.adjust([levels.Correction(shop.variant, shop.store, -2)], reason="gone", actor=SYSTEM)

    refund = give_refund(ask_refund_of(row.id, reason="R", actor=SYSTEM).id, actor=SYSTEM)
    again = ask_refund_of(row.id, reason="R", actor=SYSTEM)
    assert (refund.status, refund.amount, again.id) == (RefundStatus.GIVEN, Money(20_000, "TRY"), refund.id)
    assert bank.refunded == 20_000
    # The third unit never came: it may be asked for again.
    assert [units for _, units in returnable(orders.order(sent)).lines] == [2]
    assert find_lies() == []


def test_a_return_is_received_once_and_never_more_than_was_asked(shop: Shop, sent: UUID) -> None:
    row = asked(sent, 2)
    with pytest.raises(MoreThanAsked, match="2 were to come back, not 3"):
        receive(row, shop, 2, 1)
    with pytest.raises(NothingToReturn):
        receive(row, shop, 0, 0)
    with pytest.raises(NothingToReturn):
        receive(row, shop, 3, -1)
    assert sellable(shop) == 0
    receive(row, shop, 2, 0)
    with pytest.raises(ReturnClosed):
        receive(row, shop, 2, 0)
    assert sellable(shop) == 2


class Market:
    """A marketplace where the order was placed, and its claims."""

    def __init__(self, channel: UUID, order: UUID) -> None:
        self.channel, self.order = channel, order
        package = make_package("P-1", [make_line("L-1", "A", 4)])
        [recorded] = links.record_packages(channel, [make_order("O-1", [package])])
        with db.transaction():
            links.link_orders([OrderLink(channel_id=channel, external_id="O-1", order_id=order)])
            line = LineLink(package_id="P-1", external_line_id="L-1", order_line_id=line_of(order))
            links.link_lines(recorded.external_order_id, [line])

    def says(self, state: ReturnState, units: int, version: int) -> list[ReturnRow]:
        line = ChannelReturnLine(external_id="1", line_id="L-1", sku="A", quantity=units, reason="too small")
        told = ChannelReturn(
            external_id="C-1",
            order_id="O-1",
            state=state,
            external_status="x",
            version=version,
            asked_at=NOW,
            lines=[line],
        )
        channel_returns.record_returns(self.channel, [told], actor=SYSTEM)
        deliver_pending()
        return queries.of_orders([self.order])


def test_a_claim_of_a_channel_enters_the_list_once_and_moves_stock_when_it_is_here(shop: Shop, sent: UUID) -> None:
    market = Market(shop.channel, sent)
    [row] = market.says(ReturnState.REQUESTED, 2, 1)
    assert (row.external_id, row.note, row.units, sellable(shop)) == ("C-1", "too small", 2, 0)
    assert market.says(ReturnState.APPROVED, 2, 2) == [row]
    receive(row, shop, 2, 0)
    assert sellable(shop) == 2
    [after] = market.says(ReturnState.REFUNDED, 2, 3)
    assert (after.status, sellable(shop)) == (ReturnStatus.RECEIVED, 2)
    assert find_lies() == []


def test_a_claim_that_comes_before_the_parcel_enters_with_it(shop: Shop) -> None:
    order = ordered(shop, 4)
    assert Market(shop.channel, order).says(ReturnState.REQUESTED, 2, 1) == []
    send(order, 4)
    assert [(row.external_id, row.units) for row in queries.of_orders([order])] == [("C-1", 2)]


def test_a_claim_that_is_called_off_is_withdrawn(shop: Shop, sent: UUID) -> None:
    market = Market(shop.channel, sent)
    market.says(ReturnState.REQUESTED, 1, 1)
    [row] = market.says(ReturnState.CANCELLED, 1, 2)
    assert row.status is ReturnStatus.WITHDRAWN


def test_a_claim_for_what_was_asked_for_here_is_not_asked_twice(shop: Shop, sent: UUID) -> None:
    mine = asked(sent, 4)
    assert Market(shop.channel, sent).says(ReturnState.REQUESTED, 4, 1) == [mine]
