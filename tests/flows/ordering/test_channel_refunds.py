"""What a marketplace gives back is known to our order once, whatever is heard of first and however it is told."""

from __future__ import annotations

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import parking, returns
from arasta.contexts.channels.types import PackageState
from arasta.contexts.channels.types.parking import ParkedReason
from arasta.contexts.orders.types import PaymentStatus
from tests import makers
from tests.flows.ordering.market import PRICE, Market

pytestmark = pytest.mark.django_db(transaction=True)


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
