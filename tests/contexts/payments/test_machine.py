"""Money against a simple model: what was promised, taken and given back, in any order of answers and in two currencies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from arasta.contexts.payments import audit, queries
from arasta.contexts.payments.services import money, payments
from arasta.contexts.payments.services.money import ReferenceReused
from arasta.contexts.payments.types import (
    CaptureExceedsAmount,
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
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

S = PaymentStatus
AMOUNT = st.integers(1, 60)
CURRENCY = st.sampled_from(["TRY", "JPY"])
REFERENCE = st.sampled_from(["a", "b", "c", "d"])
WAITING = {S.PENDING, S.REQUIRES_ACTION}
DEAD = {S.DECLINED, S.VOIDED, S.FAILED}
REFUSALS = (CaptureExceedsAmount, RefundExceedsCaptured, PaymentMoveRefused, ReferenceReused)


@dataclass
class Account:
    """A payment as a child would keep it: three numbers, a word, and the slips of paper seen so far."""

    id: PaymentId
    amount: int
    currency: str
    tender: Tender = Tender.CARD
    status: PaymentStatus = S.PENDING
    captured: int = 0
    refunded: int = 0
    slips: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def on_slips(self) -> int:
        return sum(amount for (kind, _), amount in self.slips.items() if kind == "refunded")

    @property
    def may_grow(self) -> bool:
        return self.status in {S.AUTHORIZED, S.PARTLY_CAPTURED}

    def taken_in_all(self, *, held: bool) -> PaymentStatus:
        if held and self.captured < self.amount:
            return S.PARTLY_CAPTURED
        if not self.refunded:
            return S.CAPTURED
        return S.PARTLY_REFUNDED if self.refunded < self.captured else S.REFUNDED


class Till(RuleBasedStateMachine):
    """Payments that are asked for, answered, captured and refunded in parts, and told about twice."""

    accounts = Bundle("accounts")

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Account] = []

    def known(self, account: Account) -> Account:
        self.all.append(account)
        return account

    @rule(target=accounts, amount=AMOUNT, currency=CURRENCY, again=st.booleans())
    def prepare(self, amount: int, currency: str, again: bool) -> Account:
        wanted = PaymentToPrepare(
            PaymentId(new_id()), new_id(), new_id(), Tender.CARD, "testpay", Money(amount, currency)
        )
        for _ in range(1 + again):
            payments.prepare_payments([wanted])
        return self.known(Account(wanted.id, amount, currency))

    @rule(target=accounts, amount=AMOUNT, currency=CURRENCY, tender=st.sampled_from([Tender.CASH, Tender.MARKETPLACE]))
    def take(self, amount: int, currency: str, tender: Tender) -> Account:
        taken = PaymentTaken(PaymentId(new_id()), new_id(), Money(amount, currency))
        act = money.take_cash if tender is Tender.CASH else money.record_marketplace
        rows = [act([taken], actor=SYSTEM)[0] for _ in range(2)]
        assert rows[0] == rows[1]
        slip = {("captured", f"total:{amount}"): amount}
        return self.known(Account(rows[0].id, amount, currency, tender, S.CAPTURED, amount, 0, slip))

    @rule(account=accounts, amount=AMOUNT, slip=REFERENCE)
    def capture(self, account: Account, amount: int, slip: str) -> None:
        """Take a part: never more than was promised, and one slip once."""
        before = account.slips.get(("captured", slip))
        expected: type[DomainError] | None = None
        if before is not None:
            expected = ReferenceReused if before != amount else None
        elif account.captured + amount > account.amount:
            expected = CaptureExceedsAmount
        elif account.status in DEAD:
            expected = PaymentMoveRefused
        self.do(expected, lambda: money.record_captures([self.move(account, amount, slip)], actor=SYSTEM))
        if expected is None and before is None:
            account.slips["captured", slip] = amount
            account.captured += amount
            account.status = account.taken_in_all(held=account.may_grow)

    @rule(account=accounts, amount=AMOUNT, slip=REFERENCE)
    def refund(self, account: Account, amount: int, slip: str) -> None:
        """Give a part back: never more than was taken, and one slip once."""
        before = account.slips.get(("refunded", slip))
        expected: type[DomainError] | None = None
        if before is not None:
            expected = ReferenceReused if before != amount else None
        elif account.refunded + amount > account.captured:
            expected = RefundExceedsCaptured
        self.do(expected, lambda: money.record_refunds([self.move(account, amount, slip)], actor=SYSTEM))
        if expected is None and before is None:
            account.slips["refunded", slip] = amount
            account.refunded += amount
            account.status = account.taken_in_all(held=account.may_grow)

    @rule(account=accounts)
    def hear_that_it_is_let_go(self, account: Account) -> None:
        """What was not taken of a promise is gone; what was taken stays taken."""
        may = bool(account.captured) or account.status in {*WAITING, S.AUTHORIZED, S.VOIDED}
        self.answer(None if may else PaymentMoveRefused, account, GatewayResult(Outcome.VOIDED))
        if may:
            account.status = account.taken_in_all(held=False) if account.captured else S.VOIDED

    @rule(account=accounts, outcome=st.sampled_from([Outcome.AUTHORIZED, Outcome.REQUIRES_ACTION, Outcome.UNKNOWN]))
    def hear_a_promise(self, account: Account, outcome: Outcome) -> None:
        """Old news changes nothing; a promise after a refusal is refused, for somebody must look at it."""
        expected = None
        if outcome is Outcome.AUTHORIZED and account.status in {S.DECLINED, S.FAILED}:
            expected = PaymentMoveRefused
        self.answer(expected, account, GatewayResult(outcome))
        if outcome is Outcome.AUTHORIZED and account.status in WAITING:
            account.status = S.AUTHORIZED
        if outcome is Outcome.REQUIRES_ACTION and account.status is S.PENDING:
            account.status = S.REQUIRES_ACTION

    @rule(account=accounts, outcome=st.sampled_from([Outcome.DECLINED, Outcome.FAILED, Outcome.MISSING]))
    def hear_a_no(self, account: Account, outcome: Outcome) -> None:
        """A no ends a payment that waits. Money that was taken stays taken."""
        target = S.DECLINED if outcome is Outcome.DECLINED else S.FAILED
        changes_nothing = bool(account.captured) or account.status is target
        may = changes_nothing or account.status in WAITING
        self.answer(None if may else PaymentMoveRefused, account, GatewayResult(outcome))
        if may and not changes_nothing:
            account.status = target

    @rule(account=accounts, captured=AMOUNT, refunded=st.integers(0, 60), more=st.booleans())
    def hear_totals(self, account: Account, captured: int, refunded: int, more: bool) -> None:
        """A provider tells totals, and whether it may take more; a smaller total than the one known is old news.

        It knows nothing of what was given on a slip. If it tells of more than all that was taken, somebody must look.
        """
        now = max(captured, account.captured)
        back = max(min(refunded + account.on_slips, max(refunded, now)), account.refunded)
        grows = (now, back) != (account.captured, account.refunded)
        ends = account.status is S.PARTLY_CAPTURED and not more
        expected: type[DomainError] | None = None
        if now > account.amount:
            expected = CaptureExceedsAmount
        elif back > now:
            expected = RefundExceedsCaptured
        elif grows and account.status in DEAD:
            expected = PaymentMoveRefused
        totals = GatewayResult(
            Outcome.CAPTURED,
            captured=Money(captured, account.currency),
            refunded=Money(refunded, account.currency),
            left=Money(1, account.currency) if more else None,
        )
        self.answer(expected, account, totals)
        if expected is None and (grows or ends):
            held = more and (account.may_grow or account.status in WAITING)
            account.captured, account.refunded = now, back
            account.status = account.taken_in_all(held=held)

    def move(self, account: Account, amount: int, slip: str) -> MoneyMove:
        return MoneyMove(account.id, Money(amount, account.currency), slip)

    def answer(self, expected: type[DomainError] | None, account: Account, result: GatewayResult) -> None:
        said = PaymentResult(account.id, result)
        self.do(expected, lambda: payments.record_results([said, said], actor=SYSTEM))

    def do(self, expected: type[DomainError] | None, act: Callable[[], list[PaymentRow]]) -> None:
        """Do something and be refused as the model says, with nothing left behind."""
        try:
            act()
            met: type[DomainError] | None = None
        except REFUSALS as refusal:
            met = type(refusal)
        assert met is expected

    @invariant()
    def rows_and_model_agree(self) -> None:
        rows = queries.payments([account.id for account in self.all])
        assert [(row.status, row.captured.minor, row.refunded.minor) for row in rows] == [
            (account.status, account.captured, account.refunded) for account in self.all
        ]
        assert all(row.refunded.minor <= row.captured.minor <= row.amount.minor for row in rows)

    @invariant()
    def the_ledger_balances_in_each_currency(self) -> None:
        sums = _legs([account.id for account in self.all])
        kept: dict[str, int] = {}
        for account in self.all:
            kept[account.currency] = kept.get(account.currency, 0) + account.captured - account.refunded
        owed = {currency: total for currency, name, total in sums if name == "customer_receivable"}
        held: dict[str, int] = {}
        for currency, name, total in sums:
            if name != "customer_receivable":
                held[currency] = held.get(currency, 0) + total
        assert {c: -n for c, n in owed.items() if n} == {c: n for c, n in held.items() if n}
        assert {c: n for c, n in held.items() if n} == {c: n for c, n in kept.items() if n}


def _legs(payment_ids: list[PaymentId]) -> list[tuple[str, str, int]]:
    """Return (currency, account, debits less credits) of some payments."""
    found = db.rows(
        "SELECT currency, account, sum(amount)::bigint FROM payments_money_entry m CROSS JOIN LATERAL"
        " (VALUES (debit_account, amount_minor), (credit_account, -amount_minor)) AS legs(account, amount)"
        " WHERE payment_id = ANY(%s) GROUP BY 1, 2",
        [payment_ids],
    )
    return [(row[0], row[1], row[2]) for row in found]


@pytest.mark.django_db
def test_money_does_what_a_simple_model_does() -> None:
    run_state_machine_as_test(
        Till,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

    assert audit.find_lies() == []
