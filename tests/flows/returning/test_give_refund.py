"""Several refunds of one payment at a time: each is given once, whatever becomes of the others meanwhile."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import GatewayResult, Outcome
from arasta.contexts.returns import queries
from arasta.contexts.returns.types import RefundRow, RefundStatus
from arasta.flows.returning.give_refund import RefundUnclear, give_by_hand, give_refund
from arasta.flows.returning.refund_order import MoreThanPaid, RefundWish, ask_refund
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests.flows.bank import Bank, a_bank
from tests.flows.ordering.shop import open_shop
from tests.flows.ordering.test_capture_in_parts import cancel, ordered, send

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN, REFUSED = RefundStatus.GIVEN, RefundStatus.REFUSED


@pytest.fixture
def bank() -> Bank:
    return a_bank(in_parts=False)


@pytest.fixture
def sent(bank: Bank) -> UUID:
    """An order of three at 100, with 50 for the delivery; they left, and all was paid by card."""
    order = ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 3)
    return order


def asked(order: UUID, minor: int, key: str) -> RefundRow:
    return ask_refund(order, RefundWish(key, "too loud", {}, Money(minor, "TRY")), actor=SYSTEM)


def given(order: UUID) -> int:
    return sum(row.refunded.minor for row in payments.payments_of([order]))


def lose(bank: Bank, monkeypatch: pytest.MonkeyPatch, row: RefundRow) -> None:
    """Ask for a refund on a line that breaks before the bank hears anything."""
    with monkeypatch.context() as broken:
        broken.setattr(bank, "refund", lambda *_args, **_more: GatewayResult(Outcome.UNKNOWN))
        with pytest.raises(RefundUnclear):
            give_refund(row.id, actor=SYSTEM)


def test_one_that_the_bank_never_heard_of_is_not_taken_for_another(
    sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(sent, 10_000, "one")
    lose(bank, monkeypatch, first)
    second = give_refund(asked(sent, 7_000, "two").id, actor=SYSTEM)
    deliver_pending()
    assert (second.status, queries.refund(first.id).status) == (GIVEN, GIVEN)
    assert (bank.refunded, given(sent), find_lies()) == (17_000, 17_000, [])


def test_one_that_the_bank_never_heard_of_is_not_taken_for_what_was_canceled(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 1)
    first = asked(order, 10_000, "one")
    lose(bank, monkeypatch, first)
    cancel(order, 2)
    with pytest.raises(MoreThanPaid, match=r"Only 50\.00 TRY"):
        asked(order, 5_001, "two")
    deliver_pending()
    assert (queries.refund(first.id).status, bank.refunded, given(order), find_lies()) == (GIVEN, 30_000, 30_000, [])


def test_a_later_one_waits_for_no_answer_of_an_earlier_one(sent: UUID, bank: Bank) -> None:
    first = asked(sent, 10_000, "one")
    bank.silent = True
    with pytest.raises(RefundUnclear):
        give_refund(first.id, actor=SYSTEM)
    second = give_refund(asked(sent, 7_000, "two").id, actor=SYSTEM)
    deliver_pending()
    assert (second.status, queries.refund(first.id).status) == (GIVEN, GIVEN)
    assert (bank.refunded, given(sent), find_lies()) == (17_000, 17_000, [])


def test_what_was_given_by_hand_is_not_what_the_bank_gave(
    sent: UUID, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = GatewayResult(Outcome.CAPTURED, "ref", decline_code="too_old", captured=Money(35_000, "TRY"))
    with monkeypatch.context() as closed:
        closed.setattr(bank, "refund", lambda *_args, **_more: no)
        first = give_refund(asked(sent, 10_000, "one").id, actor=SYSTEM)
    give_by_hand(first.id, actor=SYSTEM)
    second = give_refund(asked(sent, 10_000, "two").id, actor=SYSTEM)
    again = give_refund(asked(sent, 15_000, "three").id, actor=SYSTEM)
    assert (first.status, second.status, again.status) == (REFUSED, GIVEN, GIVEN)
    assert (bank.refunded, given(sent), find_lies()) == (25_000, 35_000, [])
