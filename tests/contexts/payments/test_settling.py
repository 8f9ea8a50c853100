"""What a gateway's answer does to a payment: the whole table of moves, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from arasta.contexts.payments.domain import settling
from arasta.contexts.payments.types import (
    LEGAL_MOVES,
    GatewayResult,
    Outcome,
    PaymentId,
    PaymentMoveRefused,
    PaymentRow,
    PaymentStatus,
    Tender,
)
from arasta.kernel.money import Money

S, SAID = PaymentStatus, Outcome
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LIRA = 10_000

MONEY_OF = {
    S.PARTLY_CAPTURED: (6_000, 0),
    S.CAPTURED: (LIRA, 0),
    S.PARTLY_REFUNDED: (LIRA, 4_000),
    S.REFUNDED: (LIRA, LIRA),
}


def payment(status: PaymentStatus) -> PaymentRow:
    captured, refunded = MONEY_OF.get(status, (0, 0))
    return PaymentRow(
        id=PaymentId(UUID(int=1)),
        order_id=UUID(int=2),
        cart_id=UUID(int=3),
        attempt=1,
        tender=Tender.CARD,
        provider="testpay",
        status=status,
        amount=Money(LIRA, "TRY"),
        captured=Money(captured, "TRY"),
        refunded=Money(refunded, "TRY"),
        provider_reference="",
        redirect_url="",
        decline_code="",
        created_at=AT,
        changed_at=AT,
    )


def reached(status: PaymentStatus, outcome: Outcome) -> PaymentStatus | str:
    """Return where an answer leads: a status, "same" for no change, "refused" for a refusal."""
    try:
        change = settling.settle(payment(status), GatewayResult(outcome))
    except PaymentMoveRefused:
        return "refused"
    return change.after.status if change else "same"


UNASKED = {S.DECLINED: "refused", S.VOIDED: "refused", S.FAILED: "refused"}
NEVER_PROMISED = {S.PENDING: S.FAILED, S.REQUIRES_ACTION: S.FAILED, S.AUTHORIZED: "refused", **UNASKED}

EXPECTED: dict[Outcome, dict[PaymentStatus, PaymentStatus | str]] = {
    SAID.AUTHORIZED: {
        S.PENDING: S.AUTHORIZED,
        S.REQUIRES_ACTION: S.AUTHORIZED,
        S.DECLINED: "refused",
        S.FAILED: "refused",
    },
    SAID.CAPTURED: {
        S.PENDING: S.CAPTURED,
        S.REQUIRES_ACTION: S.CAPTURED,
        S.AUTHORIZED: S.CAPTURED,
        S.PARTLY_CAPTURED: S.CAPTURED,
        **UNASKED,
    },
    SAID.REQUIRES_ACTION: {S.PENDING: S.REQUIRES_ACTION},
    SAID.DECLINED: {
        **UNASKED,
        S.PENDING: S.DECLINED,
        S.REQUIRES_ACTION: S.DECLINED,
        S.AUTHORIZED: "refused",
        S.DECLINED: "same",
    },
    SAID.VOIDED: {
        **UNASKED,
        S.PENDING: S.VOIDED,
        S.REQUIRES_ACTION: S.VOIDED,
        S.AUTHORIZED: S.VOIDED,
        S.PARTLY_CAPTURED: S.CAPTURED,
        S.VOIDED: "same",
    },
    SAID.FAILED: {**NEVER_PROMISED, S.FAILED: "same"},
    SAID.MISSING: {**NEVER_PROMISED, S.FAILED: "same"},
    SAID.REFUNDED: {
        S.PENDING: S.REFUNDED,  # taken and given back before we heard of either
        S.REQUIRES_ACTION: S.REFUNDED,
        S.AUTHORIZED: "refused",
        S.PARTLY_CAPTURED: S.REFUNDED,
        S.CAPTURED: S.REFUNDED,
        S.PARTLY_REFUNDED: S.REFUNDED,
        **UNASKED,
    },
    SAID.UNKNOWN: {},
}


@pytest.mark.parametrize(("outcome", "status"), list(product(Outcome, PaymentStatus)))
def test_an_answer_leads_where_the_table_says(outcome: Outcome, status: PaymentStatus) -> None:
    assert reached(status, outcome) == EXPECTED[outcome].get(status, "same")


def test_every_legal_move_is_taken_by_some_answer_or_sum() -> None:
    taken = {
        (status, to)
        for status, outcome in product(PaymentStatus, Outcome)
        if isinstance(to := reached(status, outcome), PaymentStatus)
    }
    by_sums = {
        (S.PENDING, S.PARTLY_REFUNDED),
        (S.REQUIRES_ACTION, S.PARTLY_REFUNDED),
        (S.PENDING, S.PARTLY_CAPTURED),
        (S.REQUIRES_ACTION, S.PARTLY_CAPTURED),
        (S.AUTHORIZED, S.PARTLY_CAPTURED),
        (S.PARTLY_CAPTURED, S.PARTLY_CAPTURED),
        (S.PARTLY_CAPTURED, S.PARTLY_REFUNDED),
        (S.CAPTURED, S.CAPTURED),
        (S.CAPTURED, S.PARTLY_REFUNDED),
        (S.PARTLY_REFUNDED, S.PARTLY_REFUNDED),
        (S.REFUNDED, S.PARTLY_REFUNDED),
    }
    assert taken | by_sums == {(status, to) for status, targets in LEGAL_MOVES.items() for to in targets}


def test_totals_are_believed_and_a_smaller_one_is_old_news() -> None:
    row = replace(payment(S.CAPTURED), captured=Money(6_000, "TRY"))
    told = settling.settle(
        row, GatewayResult(SAID.CAPTURED, captured=Money(9_000, "TRY"), refunded=Money(1_000, "TRY"))
    )
    assert told is not None
    assert (told.after.status, told.after.captured.minor, told.after.refunded.minor) == (
        S.PARTLY_REFUNDED,
        9_000,
        1_000,
    )
    assert [(entry.kind.value, entry.amount.minor, entry.reference) for entry in told.entries] == [
        ("captured", 3_000, "total:9000"),
        ("refunded", 1_000, "total:1000"),
    ]
    assert settling.settle(told.after, GatewayResult(SAID.CAPTURED, captured=Money(6_000, "TRY"))) is None


def test_a_decline_keeps_its_code_and_a_redirect_is_forgotten_when_it_was_used() -> None:
    waiting = settling.settle(
        payment(S.PENDING), GatewayResult(SAID.REQUIRES_ACTION, "tp_1", "https://pay.example/3ds")
    )
    assert waiting is not None
    assert (waiting.after.redirect_url, waiting.after.provider_reference) == ("https://pay.example/3ds", "tp_1")
    declined = settling.settle(waiting.after, GatewayResult(SAID.DECLINED, decline_code="do_not_honor"))
    assert declined is not None
    assert (declined.after.redirect_url, declined.after.provider_reference) == ("", "tp_1")
    assert declined.after.decline_code == "do_not_honor"
    missing = settling.settle(payment(S.PENDING), GatewayResult(SAID.MISSING))
    assert missing is not None
    assert missing.after.decline_code == "missing_at_provider"
