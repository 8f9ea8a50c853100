"""Money goes back to where it came from, once, to the last minor unit of price and tax; the invoice is put right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.inventory.queries import availability
from arasta.contexts.invoices import queries as invoices
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput, PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.ports import ProviderPayment
from arasta.contexts.payments.services import money
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId, PaymentTaken
from arasta.contexts.returns import queries
from arasta.contexts.returns.types import RefundKeyReused, RefundReasonMissing, RefundStatus
from arasta.flows.invoicing.credit_refunds import credit_note_pdf, credit_refunds, parts_taken
from arasta.flows.invoicing.issue_invoice import invoice_pdf, issue_invoice, parts_of
from arasta.flows.returning.give_refund import RefundUnclear, give_by_hand, give_refund
from arasta.flows.returning.refund_order import (
    MoreThanPaid,
    NothingToRefund,
    NotLeftToRefund,
    RefundWish,
    ask_refund,
    refundable,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.bank import Bank, a_bank
from tests.flows.ordering.shop import open_shop
from tests.flows.ordering.test_capture_in_parts import line_of, ordered, send

pytestmark = pytest.mark.django_db(transaction=True)


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


def wish(order: UUID, units: int = 0, extra: int = 0, key: str = "one", **more: UUID) -> RefundWish:
    return RefundWish(key, "too loud", {line_of(order): units}, lira(extra), **more)


def a_sale(*lines: tuple[int, int, int, str]) -> UUID:
    """Sell lines of (units, unit price, discount, rate) over the counter for cash, with 30 for bringing it home."""
    key, channel = new_id(), makers.make_channel()
    sold = tuple(
        LineInput(makers.make_variant(), f"S{place}", "Thing", "", units, lira(price), Decimal(rate), lira(less))
        for place, (units, price, less, rate) in enumerate(lines)
    )
    wanted = OrderInput(
        key, channel, "TRY", sold, DeliveryKind.DELIVERY, delivery_price=lira(3000), delivery_tax_rate=Decimal("0.20")
    )
    with db.transaction():
        order = placing.place_orders([wanted], actor=SYSTEM)[0]
        money.take_cash([PaymentTaken(PaymentId(new_id()), key, order.total)], actor=SYSTEM)
        statuses.record_shipped([(line.id, line.quantity) for line in order.lines], actor=SYSTEM)
    return key


@pytest.fixture
def bank() -> Bank:
    return a_bank(in_parts=False)


@pytest.fixture
def sent(bank: Bank) -> UUID:
    """An order of three at 100, with 50 for the delivery; it left, and was paid by card."""
    shop = open_shop(warehouse=3, store=0)
    order = ordered(shop, 3)
    send(order, 3)
    return order


def test_units_and_more_go_back_to_the_card_once(sent: UUID, bank: Bank) -> None:
    row = ask_refund(sent, wish(sent, 1, 500), actor=SYSTEM)
    again = ask_refund(sent, wish(sent, 1, 500), actor=SYSTEM)
    assert (row.id, row.amount, row.status) == (again.id, lira(10_500), RefundStatus.ASKED)

    done = give_refund(row.id, actor=SYSTEM)
    give_refund(row.id, actor=SYSTEM)
    deliver_pending()

    assert (done.status, bank.asked, bank.refunded) == (
        RefundStatus.GIVEN,
        ["capture 35000", "refund 10500"],
        10_500,
    )
    order = orders.order(sent)
    assert (order.row.payment_status, order.refunded) == (PaymentStatus.PARTLY_REFUNDED, lira(10_500))
    left = refundable(order)
    assert ([(units, worth) for _, units, worth in left.lines], left.left) == ([(2, lira(20_000))], lira(24_500))
    assert find_lies() == []


def test_nobody_gets_more_than_they_paid_or_bought(sent: UUID, bank: Bank) -> None:
    with pytest.raises(NothingToRefund):
        ask_refund(sent, wish(sent), actor=SYSTEM)
    with pytest.raises(NotLeftToRefund, match="Only 3 of"):
        ask_refund(sent, wish(sent, 4), actor=SYSTEM)
    with pytest.raises(MoreThanPaid, match=r"Only 350\.00 TRY"):
        ask_refund(sent, wish(sent, 3, 5_001), actor=SYSTEM)
    with pytest.raises(RefundReasonMissing):
        ask_refund(sent, RefundWish("k", " ", {}, lira(1)), actor=SYSTEM)
    ask_refund(sent, wish(sent, 3, key="a"), actor=SYSTEM)
    with pytest.raises(MoreThanPaid, match=r"Only 50\.00 TRY"):
        ask_refund(sent, wish(sent, 0, 5_001, key="b"), actor=SYSTEM)
    with pytest.raises(RefundKeyReused):
        ask_refund(a_sale((1, 700, 0, "0.20")), RefundWish("a", "x", {}, lira(1)), actor=SYSTEM)
    assert [row.amount for row in queries.refunds_of_orders([sent])] == [lira(30_000)]


def test_a_silent_bank_is_asked_again_by_whoever_hears_of_it(sent: UUID, bank: Bank) -> None:
    row = ask_refund(sent, wish(sent, 1), actor=SYSTEM)
    bank.silent = True
    with pytest.raises(RefundUnclear):
        give_refund(row.id, actor=SYSTEM)
    assert queries.refund(row.id).status is RefundStatus.ASKED
    deliver_pending()
    assert (queries.refund(row.id).status, bank.refunded) == (RefundStatus.GIVEN, 10_000)
    assert bank.asked == ["capture 35000", "refund 10000", "refund 10000"]


def test_what_the_bank_refuses_is_given_by_hand(sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    no = GatewayResult(Outcome.CAPTURED, "ref", decline_code="too_old", captured=lira(35_000), refunded=lira(0))
    monkeypatch.setattr(bank, "refund", lambda *_args, **_more: no)
    row = give_refund(ask_refund(sent, wish(sent, 1), actor=SYSTEM).id, actor=SYSTEM)
    assert (row.status, row.problem) == (RefundStatus.REFUSED, "too_old")
    give_by_hand(row.id, actor=SYSTEM)
    give_by_hand(row.id, actor=SYSTEM)
    assert (queries.refund(row.id).status, orders.order(sent).refunded) == (RefundStatus.GIVEN, lira(10_000))
    assert find_lies() == []


def paid_again(sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 200 come with a second payment, of which the bank gives nothing back."""
    [first] = payments.payments_of([sent])
    second = PaymentTaken(PaymentId(new_id()), sent, lira(20_000), attempt=2, provider=first.provider, reference="two")
    with db.transaction():
        money.record_elsewhere([second], actor=SYSTEM)
    gives, no = bank.refund, GatewayResult(Outcome.CAPTURED, "two", decline_code="too_old", captured=lira(20_000))

    def refund(payment: ProviderPayment, **more: Any) -> GatewayResult:
        return no if payment.payment_id == second.id else gives(payment, **more)

    monkeypatch.setattr(bank, "refund", refund)


def test_units_whose_refund_was_given_in_part_are_not_refunded_again(
    sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_again(sent, bank, monkeypatch)
    row = give_refund(ask_refund(sent, wish(sent, 3, 5_200), actor=SYSTEM).id, actor=SYSTEM)
    assert (row.status, row.given) == (RefundStatus.REFUSED, lira(35_000))

    left = refundable(orders.order(sent))
    with pytest.raises(NotLeftToRefund, match="Only 0 of"):
        ask_refund(sent, wish(sent, 1, key="again"), actor=SYSTEM)

    assert (left.lines, left.left) == ((), lira(19_800))
    assert give_by_hand(row.id, actor=SYSTEM).given == lira(35_200)


def test_a_refund_of_which_nothing_was_given_is_asked_again_and_its_hand_stays_free(
    sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = GatewayResult(Outcome.CAPTURED, "ref", decline_code="too_old", captured=lira(35_000), refunded=lira(0))
    with monkeypatch.context() as closed:
        closed.setattr(bank, "refund", lambda *_args, **_more: no)
        refused = give_refund(ask_refund(sent, wish(sent, 1), actor=SYSTEM).id, actor=SYSTEM)
    assert (refused.given, refundable(orders.order(sent)).left) == (lira(0), lira(35_000))

    give_refund(ask_refund(sent, wish(sent, 1, key="two"), actor=SYSTEM).id, actor=SYSTEM)
    assert give_by_hand(refused.id, actor=SYSTEM).given == lira(10_000)

    assert orders.order(sent).refunded == lira(20_000)


def test_what_was_refunded_since_is_not_given_by_hand_again(
    sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = GatewayResult(Outcome.CAPTURED, "ref", decline_code="too_old", captured=lira(35_000), refunded=lira(0))
    with monkeypatch.context() as closed:
        closed.setattr(bank, "refund", lambda *_args, **_more: no)
        units = give_refund(ask_refund(sent, wish(sent, 2), actor=SYSTEM).id, actor=SYSTEM)
        sum_of = give_refund(ask_refund(sent, wish(sent, extra=20_000, key="sum"), actor=SYSTEM).id, actor=SYSTEM)
    give_refund(ask_refund(sent, wish(sent, 2, key="two"), actor=SYSTEM).id, actor=SYSTEM)

    with pytest.raises(NotLeftToRefund, match="Only 1 of"):
        give_by_hand(units.id, actor=SYSTEM)
    with pytest.raises(MoreThanPaid):
        give_by_hand(sum_of.id, actor=SYSTEM)

    assert [queries.refund(one.id).status for one in (units, sum_of)] == [RefundStatus.REFUSED] * 2
    assert (orders.order(sent).refunded, bank.refunded, find_lies()) == (lira(20_000), 20_000, [])


def test_by_hand_is_noted_only_what_the_bank_did_not_give(
    sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_again(sent, bank, monkeypatch)
    row = give_refund(ask_refund(sent, wish(sent, extra=30_000 + 5_200), actor=SYSTEM).id, actor=SYSTEM)
    given = [one.refunded for one in payments.payments_of([sent])]
    give_by_hand(row.id, actor=SYSTEM)

    assert (row.status, given) == (RefundStatus.REFUSED, [lira(35_000), lira(0)])
    assert [one.refunded for one in payments.payments_of([sent])] == [lira(35_000), lira(200)]


def test_goods_that_are_here_lie_on_the_shelf_again(bank: Bank) -> None:
    shop = open_shop(warehouse=3, store=0)
    order = ordered(shop, 3)
    send(order, 3)
    ask_refund(order, wish(order, 2, back_at=shop.store), actor=SYSTEM)
    [there] = availability.sellable([shop.variant], channel_id=shop.channel, location_ids=[shop.store])
    assert (there.sellable, orders.order(order).lines[0].returned) == (2, 2)
    assert find_lies() == []


def test_three_refunds_of_an_odd_line_give_back_all_of_its_price_and_tax() -> None:
    order = a_sale((3, 3333, 1, "0.20"), (7, 999, 11, "0.01"))
    lines = orders.order(order).lines
    for number, (first, second) in enumerate([(1, 2), (1, 2), (1, 3)]):
        asked = RefundWish(str(number), "odd", {lines[0].id: first, lines[1].id: second}, lira(0))
        give_refund(ask_refund(order, asked, actor=SYSTEM).id, actor=SYSTEM)

    rows = queries.refunds_of_orders([order])
    told = [[(line.amount.minor, line.tax.minor) for line in row.lines] for row in rows]
    assert told == [[(3332, 555), (1994, 19)], [(3333, 555), (1995, 20)], [(3333, 556), (2993, 30)]]
    assert [sum(one[0][0] for one in told), sum(one[1][0] for one in told)] == [
        lines[0].total.minor,
        lines[1].total.minor,
    ]
    assert [sum(one[0][1] for one in told), sum(one[1][1] for one in told)] == [lines[0].tax.minor, lines[1].tax.minor]
    assert refundable(orders.order(order)).left == lira(3000)


def test_all_credit_notes_together_take_all_of_the_invoice_off() -> None:
    order = a_sale((3, 3333, 1, "0.20"), (7, 999, 11, "0.01"))
    issue_invoice(order, at=makers.DAY, actor=SYSTEM)
    number, pdf = invoice_pdf(order)
    lines = orders.order(order).lines
    for key, first, second, extra in (("a", 1, 2, 0), ("b", 2, 5, 3000)):
        asked = RefundWish(key, "odd", {lines[0].id: first, lines[1].id: second}, lira(extra))
        row = ask_refund(order, asked, actor=SYSTEM)
        give_refund(row.id, actor=SYSTEM)
        deliver_pending()

    notes = invoices.credits_of_orders([order])
    detail = orders.order(order)
    assert (pdf[:5], [note.number for note in notes]) == (b"%PDF-", [f"{number[:-7]}C-00000{n}" for n in (1, 2)])
    assert sum(note.total.minor for note in notes) == detail.paid.minor == 9998 + 6982 + 3000
    assert credit_refunds(order, at=makers.DAY, actor=SYSTEM) == notes
    taken = [part for row in queries.refunds_of_orders([order]) for part in parts_taken(detail, row)]
    assert sum(part.gross.minor for part in taken) == -sum(part.gross.minor for part in parts_of(detail))
    assert {part.rate for part in parts_taken(detail, row)} == {Decimal("0.20"), Decimal("0.01")}
    assert credit_note_pdf(order, notes[1].number)[:5] == b"%PDF-"


def test_a_refund_before_the_invoice_is_taken_off_as_soon_as_there_is_one() -> None:
    order = a_sale((1, 1000, 0, "0.20"))
    give_refund(ask_refund(order, RefundWish("a", "x", {}, lira(100)), actor=SYSTEM).id, actor=SYSTEM)
    deliver_pending()
    assert invoices.credits_of_orders([order]) == []
    issue_invoice(order, at=makers.DAY, actor=SYSTEM)
    deliver_pending()
    assert [note.total for note in invoices.credits_of_orders([order])] == [lira(100)]


def test_two_payments_share_a_refund_the_oldest_first() -> None:
    order = a_sale((2, 5000, 0, "0.20"))
    first = payments.payments_of([order])[0]
    money.take_cash([PaymentTaken(PaymentId(new_id()), order, lira(500), attempt=2)], actor=SYSTEM)
    row = ask_refund(order, RefundWish("a", "x", {}, lira(13_200)), actor=SYSTEM)
    assert [(share.payment_id == first.id, share.amount) for share in row.shares] == [
        (True, lira(13_000)),
        (False, lira(200)),
    ]
    give_refund(row.id, actor=SYSTEM)
    assert [one.refunded for one in payments.payments_of([order])] == [lira(13_000), lira(200)]
