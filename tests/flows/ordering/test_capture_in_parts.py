"""Money is taken parcel by parcel where the provider can; whatever happens, what is kept is what the customer keeps."""

from __future__ import annotations

from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ACTIVE, ShipmentToMake
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import PaymentStatus as P
from arasta.flows.ordering.cancel_order import cancel_rest, drop_lines
from arasta.flows.ordering.capture_payments import capture_order
from arasta.flows.ordering.order_payments import note_payments
from arasta.flows.ordering.place_order import PayWith, place_order
from arasta.flows.returning.give_refund import give_refund
from arasta.flows.returning.refund_order import RefundWish, ask_refund, refundable
from arasta.flows.shipping import ship as shipping
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.flows.bank import a_bank
from tests.flows.ordering.shop import Shop, open_shop

pytestmark = pytest.mark.django_db(transaction=True)
S = PaymentStatus


def ordered(shop: Shop, units: int) -> UUID:
    """An order of so many units at 100 lira each, with 50 for the delivery; its money is promised."""
    placed = place_order(
        shop.cart(units),
        pay_with=PayWith("bank", "card", capture=False),
        seen_total=None,
        at=makers.DAY,
        actor=ANONYMOUS,
    )
    assert placed.order is not None
    deliver_pending()
    return placed.order.id


def send(order: UUID, units: int) -> None:
    """Let a parcel leave."""
    part = next(row for row in fulfillment.of_orders([order]) if row.status in ACTIVE)
    if part.accepted_at is None:
        requests.accept([part.id], at=makers.DAY, actor=SYSTEM)
    parcel = ShipmentToMake(part.id, "Kargo", "T", quantities={part.lines[0].id: units})
    shipping.ship([parcel], at=makers.DAY, actor=SYSTEM)
    deliver_pending()


def cancel(order: UUID, units: int) -> None:
    with db.transaction():
        drop_lines(order, {line_of(order): units}, reason="no", at=makers.DAY, actor=SYSTEM)
        note_payments(order, actor=SYSTEM)
    deliver_pending()


def refund(order: UUID, units: int, extra: int = 0, key: str = "k") -> None:
    wish = RefundWish(f"{order}:{key}", "bad", {line_of(order): units}, Money(extra, "TRY"))
    give_refund(ask_refund(order, wish, actor=SYSTEM).id, actor=SYSTEM)
    deliver_pending()


def line_of(order: UUID) -> UUID:
    return orders.order(order).lines[0].id


def how(order: UUID) -> tuple[PaymentStatus, P, int, int]:
    row = payments.payments_of([order])[-1]
    return orders.order(order).row.payment_status, row.status, row.captured.minor, row.refunded.minor


def test_each_parcel_takes_its_part_and_the_last_one_the_rest() -> None:
    bank, order = a_bank(in_parts=True), ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 1)
    assert how(order) == (S.PARTLY_PAID, P.PARTLY_CAPTURED, 15_000, 0)
    send(order, 2)
    assert how(order) == (S.PAID, P.CAPTURED, 35_000, 0)
    assert bank.asked == ["capture 15000", "capture 20000"]
    assert find_lies() == []


def test_what_was_not_sent_is_let_go_when_it_is_canceled() -> None:
    bank, order = a_bank(in_parts=True), ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 1)
    cancel_rest(order, reason="broken", at=makers.DAY, actor=SYSTEM)
    deliver_pending()
    assert how(order) == (S.PAID, P.CAPTURED, 15_000, 0)
    assert bank.asked == ["capture 15000", "void"]
    assert find_lies() == []


def test_who_captures_once_takes_all_with_the_first_parcel_and_gives_back_what_is_canceled() -> None:
    bank, order = a_bank(in_parts=False), ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 1)
    assert how(order) == (S.PAID, P.CAPTURED, 35_000, 0)
    cancel(order, 2)
    assert how(order) == (S.PARTLY_REFUNDED, P.PARTLY_REFUNDED, 35_000, 20_000)
    assert bank.asked == ["capture 35000", "refund 20000"]


def test_who_captures_once_takes_only_what_leaves_when_the_rest_was_canceled_before() -> None:
    bank, order = a_bank(in_parts=False), ordered(open_shop(warehouse=3, store=0), 3)
    cancel(order, 2)
    assert how(order) == (S.AUTHORIZED, P.AUTHORIZED, 0, 0)
    send(order, 1)
    assert how(order) == (S.PAID, P.CAPTURED, 15_000, 0)
    assert bank.asked == ["capture 15000"]
    assert find_lies() == []


def test_a_silent_bank_never_takes_a_part_twice() -> None:
    bank, order = a_bank(in_parts=True), ordered(open_shop(warehouse=3, store=0), 3)
    bank.silent = True
    send(order, 1)
    assert (how(order)[1:3], bank.captured) == ((P.AUTHORIZED, 0), 15_000)
    send(order, 1)  # before anybody asked again
    capture_order(order, actor=SYSTEM)
    assert (how(order)[2], bank.captured) == (25_000, 25_000)
    assert bank.asked == ["capture 15000", "capture 25000", "capture 10000"]


def test_an_order_canceled_line_by_line_lets_its_money_go() -> None:
    bank, order = a_bank(in_parts=True), ordered(open_shop(warehouse=3, store=0), 2)
    cancel(order, 1)
    cancel(order, 1)
    assert (how(order), bank.asked) == ((S.VOIDED, P.VOIDED, 0, 0), ["void"])
    assert find_lies() == []


def test_goodwill_is_not_taken_back_by_a_cancellation() -> None:
    bank, order = a_bank(in_parts=False), ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 1)
    refund(order, 0, extra=1_000)
    cancel(order, 1)
    assert (bank.captured, bank.refunded) == (35_000, 11_000)


STEP = st.tuples(st.sampled_from(["send", "cancel", "refund", "goodwill"]), st.integers(1, 3))


@given(in_parts=st.booleans(), units=st.integers(2, 5), steps=st.lists(STEP, min_size=2, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_what_is_kept_is_what_the_customer_keeps(in_parts: bool, units: int, steps: list[tuple[str, int]]) -> None:
    bank = a_bank(in_parts=in_parts)
    order = ordered(open_shop(warehouse=units, store=0), units)
    given_back = sent = canceled = refunded = 0
    for number, (step, wanted) in enumerate(steps):
        count = min(wanted, units - sent - canceled)
        if step == "send" and count:
            send(order, count)
            sent += count
        elif step == "cancel" and count:
            cancel(order, count)
            canceled += count
        elif step == "refund" and (count := min(wanted, sent - refunded)):
            refund(order, count, key=str(number))
            refunded += count
            given_back += count * 10_000
        elif step == "goodwill" and refundable(orders.order(order)).left.minor >= wanted:
            refund(order, 0, extra=wanted, key=str(number))
            given_back += wanted
        promised = sent if in_parts else (units - canceled if sent else 0)
        owed = promised * 10_000 + (5_000 if sent else 0)
        assert bank.captured - bank.refunded == owed - given_back
        assert truth(orders.order(order)) == (bank.captured, bank.refunded)
    assert find_lies() == []


def truth(order: OrderDetail) -> tuple[int, int]:
    return order.paid.minor, order.refunded.minor
