"""Payments through their doors: prepared, answered, captured, refunded; the ledger always agrees."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arasta.contexts.payments import audit, queries
from arasta.contexts.payments.services import money, payments
from arasta.contexts.payments.types import (
    Account,
    CaptureExceedsAmount,
    EntryKind,
    GatewayResult,
    MoneyMove,
    Outcome,
    PaymentId,
    PaymentMoveRefused,
    PaymentResult,
    PaymentRow,
    PaymentStatus,
    PaymentTaken,
    PaymentToPrepare,
    RefundExceedsCaptured,
    Tender,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.money import Money
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


def to_prepare(minor: int = 10_000, **changes: object) -> PaymentToPrepare:
    details: dict[str, object] = {
        "id": PaymentId(new_id()),
        "order_id": new_id(),
        "cart_id": new_id(),
        "tender": Tender.CARD,
        "provider": "testpay",
        "amount": lira(minor),
    }
    return PaymentToPrepare(**{**details, **changes})  # type: ignore[arg-type]


def prepared(minor: int = 10_000) -> PaymentRow:
    return payments.prepare_payments([to_prepare(minor)])[0]


def answered(row: PaymentRow, outcome: Outcome, **details: object) -> PaymentRow:
    result = GatewayResult(outcome, **details)  # type: ignore[arg-type]
    return payments.record_results([PaymentResult(row.id, result)], actor=SYSTEM)[0]


def authorized(minor: int = 10_000) -> PaymentRow:
    return answered(prepared(minor), Outcome.AUTHORIZED, provider_reference="tp_1")


def capture(row: PaymentRow, minor: int, reference: str) -> PaymentRow:
    return money.record_captures([MoneyMove(row.id, lira(minor), reference)], actor=SYSTEM)[0]


def refund(row: PaymentRow, minor: int, reference: str) -> PaymentRow:
    return money.record_refunds([MoneyMove(row.id, lira(minor), reference)], actor=SYSTEM)[0]


def told(row: PaymentRow) -> list[tuple[str, int]]:
    """Return the facts told about a payment's order, each with its amount."""
    return db.rows(
        "SELECT name, (payload->'amount'->>'minor')::bigint FROM outbox_event WHERE subject = %s ORDER BY seq",
        [f"order:{row.order_id}"],
    )


def test_a_payment_is_prepared_once_however_often_it_is_asked() -> None:
    wanted = to_prepare()
    first = payments.prepare_payments([wanted])
    assert payments.prepare_payments([wanted]) == first
    assert (first[0].status, first[0].captured, first[0].refunded) == (PaymentStatus.PENDING, lira(0), lira(0))


def test_another_payment_cannot_be_the_same_attempt_of_a_cart() -> None:
    first = to_prepare()
    payments.prepare_payments([first])
    for rival in (to_prepare(cart_id=first.cart_id), to_prepare(9_999, id=first.id, cart_id=first.cart_id)):
        with refused(payments.AttemptTaken):
            payments.prepare_payments([rival])
    second = payments.prepare_payments([to_prepare(cart_id=first.cart_id, attempt=2)])[0]
    assert [row.id for row in queries.payments_of_carts([first.cart_id])] == [first.id, second.id]


def test_authorize_then_capture_tells_both_facts_and_moves_money_once(staff: Actor) -> None:
    row = authorized()
    assert row.status is PaymentStatus.AUTHORIZED
    assert queries.entries_of([row.id]) == []
    done = money.record_captures([MoneyMove(row.id, lira(10_000), "cap-1")], actor=staff)[0]
    again = money.record_captures([MoneyMove(row.id, lira(10_000), "cap-1")], actor=staff)[0]
    assert (done.status, done.captured) == (again.status, again.captured) == (PaymentStatus.CAPTURED, lira(10_000))
    (entry,) = queries.entries_of([row.id])
    assert (entry.kind, entry.debit_account, entry.credit_account, entry.amount, entry.actor_name) == (
        EntryKind.CAPTURED,
        Account.PROVIDER_CLEARING,
        Account.CUSTOMER_RECEIVABLE,
        lira(10_000),
        "Olcay",
    )
    assert told(row) == [("payments.payment_authorized", 10_000), ("payments.payment_captured", 10_000)]
    assert audit.find_lies() == []


def test_a_repeated_answer_changes_and_tells_nothing() -> None:
    row = authorized()
    assert answered(row, Outcome.AUTHORIZED, provider_reference="tp_1") == queries.payment(row.id)
    assert answered(row, Outcome.REQUIRES_ACTION).status is PaymentStatus.AUTHORIZED
    assert answered(row, Outcome.UNKNOWN).status is PaymentStatus.AUTHORIZED
    assert told(row) == [("payments.payment_authorized", 10_000)]


def test_a_decline_is_kept_with_its_code_and_told() -> None:
    row = answered(prepared(), Outcome.DECLINED, decline_code="insufficient_funds")
    assert (row.status, row.decline_code) == (PaymentStatus.DECLINED, "insufficient_funds")
    assert told(row) == [("payments.payment_failed", 10_000)]


def test_an_unknown_outcome_stays_pending_until_the_provider_is_asked() -> None:
    row = answered(prepared(), Outcome.UNKNOWN)
    assert row.status is PaymentStatus.PENDING
    assert [waiting.id for waiting in queries.pending_since(timedelta(0))] == [row.id]
    assert queries.pending_since(timedelta(minutes=1)) == []
    assert answered(row, Outcome.CAPTURED).captured == lira(10_000)
    assert queries.pending_since(timedelta(0)) == []


def test_a_void_is_recorded_once() -> None:
    row = authorized()
    assert [answered(row, Outcome.VOIDED).status for _ in range(2)] == [PaymentStatus.VOIDED] * 2
    assert told(row)[1:] == [("payments.payment_voided", 10_000)]


def test_no_more_is_captured_than_authorized_and_no_more_refunded_than_captured() -> None:
    row = capture(authorized(), 6_000, "one")
    with refused(CaptureExceedsAmount) as over:
        capture(row, 4_001, "two")
    assert str(over.value) == "Only 40.00 TRY of the payment is left to capture, not 40.01 TRY."
    with refused(RefundExceedsCaptured):
        refund(row, 6_001, "back")
    assert refund(row, 2_000, "back").status is PaymentStatus.PARTLY_CAPTURED
    assert refund(row, 4_000, "rest").status is PaymentStatus.PARTLY_CAPTURED
    assert capture(row, 4_000, "two").status is PaymentStatus.PARTLY_REFUNDED
    assert refund(row, 4_000, "all").status is PaymentStatus.REFUNDED
    assert audit.find_lies() == []


def test_a_reference_stands_for_one_amount() -> None:
    row = capture(authorized(), 6_000, "one")
    with refused(money.ReferenceReused):
        capture(row, 5_000, "one")
    for nothing in (0, -1):
        with refused(money.MoneyMustBePositive):
            capture(row, nothing, "two")
    assert [entry.amount for entry in queries.entries_of([row.id])] == [lira(6_000)]
    assert queries.payment(row.id).captured == lira(6_000)


def test_cash_is_taken_once() -> None:
    taken = PaymentTaken(PaymentId(new_id()), new_id(), lira(2_550), cart_id=new_id())
    row = money.take_cash([taken], actor=SYSTEM)[0]
    assert money.take_cash([taken], actor=SYSTEM) == [row]
    assert (row.status, row.tender, row.captured) == (PaymentStatus.CAPTURED, Tender.CASH, lira(2_550))
    (entry,) = queries.entries_of([row.id])
    assert (entry.debit_account, entry.credit_account) == (Account.CASH_DRAWER, Account.CUSTOMER_RECEIVABLE)
    assert told(row) == [("payments.payment_captured", 2_550)]
    with refused(payments.AttemptTaken):
        money.take_cash([PaymentTaken(taken.id, taken.order_id, lira(1), cart_id=taken.cart_id)], actor=SYSTEM)


def test_an_order_is_paid_at_the_marketplace_once_whatever_the_id() -> None:
    order = new_id()
    first = money.record_marketplace(
        [PaymentTaken(PaymentId(new_id()), order, lira(900), provider="trendyol")], actor=SYSTEM
    )
    again = money.record_marketplace(
        [PaymentTaken(PaymentId(new_id()), order, lira(900), provider="trendyol")], actor=SYSTEM
    )
    assert again == first
    assert len(queries.entries_of([first[0].id])) == 1
    assert queries.payments_of([order]) == first


def test_the_table_itself_refuses_more_than_was_promised() -> None:
    row = authorized()
    for counters in ("captured_minor = 10001", "refunded_minor = 1", "captured_minor = -1"):
        with refused(IntegrityError):
            db.execute(f"UPDATE payments_payment SET {counters} WHERE id = %s", [row.id])
    found = queries.payment(row.id)
    assert (found.captured, found.refunded) == (lira(0), lira(0))


def lies() -> list[str]:
    return [str(lie) for lie in audit.find_lies()]


def test_the_auditor_names_the_row_that_lies() -> None:
    row = capture(authorized(), 6_000, "one")
    db.execute("UPDATE payments_payment SET captured_minor = 5999 WHERE id = %s", [row.id])
    about = f"payments: {to_public('pay', row.id)}:"
    assert lies() == [
        f"{about} It says 59.99 TRY captured and 0.00 TRY refunded, its entries say 60.00 TRY and 0.00 TRY."
    ]
    db.execute("UPDATE payments_payment SET captured_minor = 6000, status = 'authorized' WHERE id = %s", [row.id])
    assert lies() == [f"{about} It is authorized with 60.00 TRY captured and 0.00 TRY refunded."]
    db.execute("UPDATE payments_payment SET status = 'captured' WHERE id = %s", [row.id])
    db.execute("UPDATE payments_money_entry SET debit_account = 'cash_drawer', currency = 'EUR'")
    assert lies() == [
        f"{about} An entry is in EUR, its payment in TRY.",
        f"{about} An entry moves captured money from customer_receivable to cash_drawer.",
    ]


@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["capture", "refund"]), st.integers(1, 6_000), st.integers(0, 5)), max_size=12
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_captured_and_refunded_in_any_order_the_ledger_balances(
    moves: list[tuple[str, int, int]],
) -> None:
    row, captured, refunded, seen = authorized(), 0, 0, dict[tuple[str, int], int]()
    for kind, minor, number in moves:
        reused = seen.get((kind, number), minor) != minor
        repeated = (kind, number) in seen
        too_much = captured + minor > 10_000 if kind == "capture" else refunded + minor > captured
        act = capture if kind == "capture" else refund
        if reused or (too_much and not repeated):
            with refused(money.ReferenceReused, CaptureExceedsAmount, RefundExceedsCaptured, PaymentMoveRefused):
                act(row, minor, str(number))
            continue
        act(row, minor, str(number))
        if not repeated:
            seen[kind, number] = minor
            captured, refunded = captured + minor * (kind == "capture"), refunded + minor * (kind == "refund")
    now = queries.payment(row.id)
    assert (now.captured.minor, now.refunded.minor) == (captured, refunded)
    balance: dict[Account, int] = {}
    for entry in queries.entries_of([row.id]):
        balance[entry.debit_account] = balance.get(entry.debit_account, 0) + entry.amount.minor
        balance[entry.credit_account] = balance.get(entry.credit_account, 0) - entry.amount.minor
    assert sum(balance.values()) == 0
    assert balance.get(Account.PROVIDER_CLEARING, 0) == captured - refunded
    assert audit.find_lies() == []


def statements(count: int) -> list[int]:
    """Return how many statements it takes to prepare, authorize, capture and take so many payments."""
    wanted = [to_prepare() for _ in range(count)]
    with CaptureQueriesContext(connection) as preparing:
        rows = payments.prepare_payments(wanted)
    results = [PaymentResult(row.id, GatewayResult(Outcome.AUTHORIZED)) for row in rows]
    with CaptureQueriesContext(connection) as recording:
        payments.record_results(results, actor=SYSTEM)
    with CaptureQueriesContext(connection) as capturing:
        money.record_captures([MoneyMove(row.id, lira(5), "one") for row in rows], actor=SYSTEM)
    with CaptureQueriesContext(connection) as taking:
        money.take_cash([PaymentTaken(PaymentId(new_id()), new_id(), lira(5)) for _ in range(count)], actor=SYSTEM)
    return [len(done) for done in (preparing, recording, capturing, taking)]


def test_the_number_of_statements_does_not_grow_with_the_number_of_payments() -> None:
    assert statements(100) == statements(1)


def test_pages_follow_one_another_newest_first() -> None:
    rows = [prepared(minor) for minor in range(1, 6)]
    first = queries.payments_page(limit=2)
    second = queries.payments_page(limit=2, cursor=first.next_cursor)
    third = queries.payments_page(limit=2, cursor=second.next_cursor)
    shown = [row.id for page in (first, second, third) for row in page.items]
    assert shown == [row.id for row in reversed(rows)]
    assert third.next_cursor is None
    assert queries.payments_page(status=PaymentStatus.CAPTURED).items == []
    assert len(queries.payments_page(tender=Tender.CARD).items) == 5


@pytest.mark.django_db(transaction=True)
def test_two_captures_at_once_never_take_more_than_was_promised() -> None:
    row, outcomes = authorized(), list[str]()

    def take(reference: str) -> None:
        try:
            capture(row, 7_000, reference)
            outcomes.append("taken")
        except CaptureExceedsAmount:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[f"cap-{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["refused", "refused", "refused", "taken"]
    assert queries.payment(row.id).captured == lira(7_000)
    assert audit.find_lies() == []
