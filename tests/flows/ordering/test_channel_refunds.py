"""What a marketplace gives back is known to our order once, whatever is heard of first and however it is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import parking, returns
from arasta.contexts.channels.services import returns as return_book
from arasta.contexts.channels.types import PackageState
from arasta.contexts.channels.types.parking import ParkedReason
from arasta.contexts.channels.types.returning import ChannelReturn, ChannelReturnLine, ReturnState
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.flows.ordering.follow_channel_orders import follow_channel_orders
from arasta.flows.ordering.follow_channel_returns import follow_channel_returns
from arasta.flows.ordering.import_channel_orders import import_channel_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.channels.making import make_line, make_order, make_package
from tests.contexts.channels.offering import offer_in_stock

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PRICE = 10_000


class Market:
    """A marketplace that sold three units for a hundred each."""

    def __init__(self) -> None:
        self.channel = makers.make_channel(kind="marketplace")
        self.variant, self.location = offer_in_stock(self.channel, "A", units=9)
        self.version = 0

    def show(self, units: int, *, state: PackageState = PackageState.OPEN) -> None:
        """Show the order as it is now."""
        self.version += 1
        lines = [make_line("L-1", "A", units, PRICE)] if units else []
        order = make_order("O-1", [make_package("P-1", lines, version=self.version, state=state)])
        known = import_channel_orders(self.channel, [order], actor=SYSTEM).known
        follow_channel_orders(self.channel, known, at=NOW, actor=SYSTEM)
        follow_channel_returns(self.channel, actor=SYSTEM)

    def refund(self, minor: int, *, key: str = "R-1", currency: str = "TRY", never_left: int = 0) -> None:
        """Tell of a refund as it is now."""
        self.version += 1
        lines: Sequence[ChannelReturnLine] = ()
        if never_left:
            line = ChannelReturnLine(external_id="1", line_id="L-1", sku="A", quantity=never_left, never_left=True)
            lines = [line]
        told = ChannelReturn(
            external_id=key,
            order_id="O-1",
            state=ReturnState.REFUNDED,
            external_status="done",
            version=self.version,
            asked_at=NOW,
            lines=lines,
            refunded=Money(minor, currency),
        )
        return_book.record_returns(self.channel, [told], actor=SYSTEM)
        follow_channel_returns(self.channel, actor=SYSTEM)

    @property
    def order(self) -> OrderDetail:
        [row] = orders.page(OrderFilter(channel_id=self.channel)).items
        return orders.order(row.id)

    @property
    def refunded(self) -> int:
        """Return what our order and its payment agree was given back."""
        [payment] = payments.payments_of([self.order.row.id])
        assert payment.refunded == self.order.refunded
        return payment.refunded.minor


@pytest.fixture
def market() -> Market:
    return Market()


def test_a_refund_is_noted_on_the_order_and_its_payment(market: Market) -> None:
    market.show(3)
    market.refund(2_500)

    assert (market.refunded, market.order.row.payment_status) == (2_500, PaymentStatus.PARTLY_REFUNDED)
    assert find_lies() == []


def test_a_refund_is_noted_once_however_often_it_is_heard_of(market: Market) -> None:
    market.show(3)
    for _ in range(3):
        market.refund(2_500)
        market.show(3)

    assert market.refunded == 2_500
    assert returns.orders_with_news(market.channel) == []


def test_a_refund_that_grows_is_noted_as_it_stands(market: Market) -> None:
    market.show(3)
    market.refund(2_500)
    market.refund(4_000)
    market.refund(1_000, key="R-2")

    assert market.refunded == 5_000


def test_a_refund_heard_of_before_its_order_is_noted_when_the_order_enters(market: Market) -> None:
    market.refund(2_500)
    market.show(3)

    assert market.refunded == 2_500


@pytest.mark.parametrize("refund_first", [True, False])
def test_units_taken_back_before_they_left_are_given_back_once(market: Market, *, refund_first: bool) -> None:
    market.show(3)
    if refund_first:
        market.refund(PRICE, never_left=1)
    market.show(2)
    if not refund_first:
        market.refund(PRICE, never_left=1)

    assert (market.refunded, market.order.lines[0].canceled) == (PRICE, 1)
    assert makers.level_of(market.variant, market.location) == (9, 2, 0)


def test_a_cancellation_and_a_refund_of_something_else_add_up(market: Market) -> None:
    market.show(3)
    market.refund(2_500)
    market.show(2)
    market.refund(1_000, key="R-2")
    market.show(1)

    assert market.refunded == 2 * PRICE + 3_500
    assert find_lies() == []


def test_a_canceled_order_is_given_back_whole_and_not_more(market: Market) -> None:
    market.show(3)
    market.refund(3 * PRICE + 5_000, never_left=3)
    market.show(3, state=PackageState.CANCELLED)

    assert (market.refunded, market.order.row.payment_status) == (3 * PRICE, PaymentStatus.REFUNDED)
    assert makers.level_of(market.variant, market.location) == (9, 0, 0)


def test_a_line_that_left_its_package_is_canceled(market: Market) -> None:
    market.show(3)
    market.show(0)

    assert market.refunded == 3 * PRICE
    assert makers.level_of(market.variant, market.location) == (9, 0, 0)
    assert find_lies() == []


def test_a_refund_in_another_currency_is_left_to_a_person(market: Market) -> None:
    market.show(3)
    market.refund(2_500, currency="EUR")

    [item] = parking.parked_page(market.channel).items
    assert (market.refunded, item.reason, list(item.about)) == (0, ParkedReason.OTHER_CURRENCY, ["EUR"])
    assert returns.orders_with_news(market.channel) == []
