"""What a marketplace gives back by itself is credited to the invoice as what we give back is: once, to the last kuruş."""

from __future__ import annotations

from decimal import Decimal

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.invoices import queries as invoices
from arasta.contexts.payments import queries as payments
from arasta.contexts.returns import queries
from arasta.contexts.returns.services.refunds import mark_refused
from arasta.contexts.returns.types import RefundRow, RefundStatus
from arasta.flows.invoicing.credit_refunds import credit_note_pdf, parts_taken
from arasta.flows.invoicing.issue_invoice import Part, issue_invoice
from arasta.flows.returning.adopt_refunds import adopt_refunds
from arasta.flows.returning.refund_order import RefundWish, ask_refund, refundable
from arasta.flows.returning.tell_refund import NOT_OFFERED
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.ordering.market import PRICE, Market

pytestmark = pytest.mark.django_db(transaction=True)


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def sold(market: Market, staff: Actor) -> Market:
    """Three units were sold, sent and invoiced."""
    market.show(3)
    market.send(staff)
    issue_invoice(market.order.row.id, at=makers.DAY, actor=staff)
    return market


def refunds(market: Market) -> list[RefundRow]:
    deliver_pending()
    return queries.refunds_of_orders([market.order.row.id])


def credited(market: Market) -> list[int]:
    """Return what credit notes take off the invoice; the books are right, and all of it stands on the payment too."""
    deliver_pending()
    notes = [row.total.minor for row in invoices.credits_of_orders([market.order.row.id])]
    assert find_lies() == []
    return notes


def test_it_is_credited_with_its_units_and_their_tax(sold: Market) -> None:
    sold.refund(2 * PRICE, units=2)

    [row] = refunds(sold)
    [note] = invoices.credits_of_orders([sold.order.row.id])
    assert (row.status, row.amount, row.extra) == (RefundStatus.GIVEN, lira(2 * PRICE), lira(0))
    assert [(line.quantity, line.amount) for line in row.lines] == [(2, lira(2 * PRICE))]
    assert parts_taken(sold.order, row) == [Part(Decimal("0.20"), lira(-2 * PRICE), lira(-3333))]
    assert credit_note_pdf(sold.order.row.id, note.number).startswith(b"%PDF")
    assert (credited(sold), sold.refunded) == ([2 * PRICE], 2 * PRICE)
    assert [left for _, left, _ in refundable(sold.order).lines] == [1]


def test_told_twice_and_then_more_it_is_credited_once_and_then_the_rest(sold: Market) -> None:
    for _ in range(2):
        sold.refund(PRICE, units=1)
        deliver_pending()
    sold.refund(2_500, key="R-2")
    sold.refund(PRICE, units=1)

    assert credited(sold) == [PRICE, 2_500]
    assert [(len(row.lines), row.extra.minor) for row in refunds(sold)] == [(1, 0), (0, 2_500)]


def test_a_part_of_a_unit_is_a_reduction(sold: Market) -> None:
    sold.refund(4_000, units=1)

    [row] = refunds(sold)
    assert (row.lines, row.extra) == ((), lira(4_000))
    assert parts_taken(sold.order, row) == [Part(Decimal("0.20"), lira(-4_000), lira(-667))]


@pytest.mark.parametrize("units", [0, 1])
def test_heard_of_before_the_order_it_is_credited_when_the_goods_left(market: Market, staff: Actor, units: int) -> None:
    market.refund(PRICE, units=units)
    market.show(3)
    market.send(staff)
    issue_invoice(market.order.row.id, at=makers.DAY, actor=staff)

    assert (credited(market), market.refunded) == ([PRICE], PRICE)


@pytest.mark.parametrize("refund_first", [True, False])
def test_what_was_taken_back_before_it_left_is_no_refund(market: Market, staff: Actor, *, refund_first: bool) -> None:
    market.show(3)
    if refund_first:
        market.refund(PRICE, never_left=1)
        deliver_pending()
    market.show(2)
    if not refund_first:
        market.refund(PRICE, never_left=1)
    market.send(staff)
    issue_invoice(market.order.row.id, at=makers.DAY, actor=staff)

    assert (refunds(market), credited(market), market.refunded) == ([], [], PRICE)


def test_units_a_shop_shows_no_more_are_credited_where_they_had_left(sold: Market) -> None:
    sold.refund(PRICE, never_left=1)
    sold.show(2)

    assert (credited(sold), sold.order.lines[0].canceled) == ([PRICE], 0)


def test_what_staff_had_asked_the_channel_for_is_not_credited_again(sold: Market) -> None:
    order = sold.order
    with_units = RefundWish("ours", "too loud", {order.lines[0].id: 1}, lira(0))
    ask_refund(order.row.id, with_units, actor=SYSTEM)
    sold.refund(PRICE, units=1)
    adopt_refunds(order.row.id, actor=SYSTEM)

    assert [row.key for row in queries.refunds_of_orders([order.row.id])] == ["ours"]


def test_what_the_channel_lets_nobody_tell_it_is_given_once_it_says_so(sold: Market) -> None:
    order = sold.order
    asked = ask_refund(order.row.id, RefundWish("ours", "too loud", {order.lines[0].id: 1}, lira(0)), actor=SYSTEM)
    before = mark_refused(asked.id, problem=NOT_OFFERED)

    sold.refund(PRICE, units=1)

    [row] = refunds(sold)
    assert (before.status, row.status, row.key) == (RefundStatus.REFUSED, RefundStatus.GIVEN, "ours")
    assert (credited(sold), payments.paid_in_all(order.row.id).refunded) == ([PRICE], PRICE)


def test_more_than_was_paid_is_not_credited(sold: Market) -> None:
    sold.refund(4 * PRICE, units=3)

    assert credited(sold) == [3 * PRICE]
