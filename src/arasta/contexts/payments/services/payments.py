"""Prepare payments, record what gateways answered, let authorizations go."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.payments import queries
from arasta.contexts.payments.domain import settling
from arasta.contexts.payments.services import ledger
from arasta.contexts.payments.types import PaymentResult, PaymentRow, PaymentToPrepare
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop

_INSERT = """
INSERT INTO payments_payment (id, order_id, cart_id, attempt, tender, provider, currency, amount_minor)
SELECT * FROM
  unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::smallint[], %s::text[], %s::text[], %s::text[], %s::bigint[])
ON CONFLICT DO NOTHING
"""

_BY_HAND = """
SELECT payment_id, sum(amount_minor)::bigint FROM payments_money_entry
WHERE payment_id = ANY(%s) AND kind = 'refunded' AND reference NOT LIKE %s GROUP BY 1
"""


class AttemptTaken(Conflict):
    """Another payment is this attempt of the cart, or the id means another payment."""

    code = "payment_attempt_taken"
    template = gettext_noop("This payment was already started with other details.")


def prepare_payments(payments: Sequence[PaymentToPrepare]) -> list[PaymentRow]:
    """Write payments down before anybody is asked for money; preparing one again answers it as it stands.

    Raises AttemptTaken.
    """
    with db.transaction():
        db.execute(
            _INSERT,
            [
                [payment.id for payment in payments],
                [payment.order_id for payment in payments],
                [payment.cart_id for payment in payments],
                [payment.attempt for payment in payments],
                [payment.tender.value for payment in payments],
                [payment.provider for payment in payments],
                [payment.amount.currency for payment in payments],
                [payment.amount.minor for payment in payments],
            ],
        )
        try:
            rows = queries.payments([payment.id for payment in payments])
        except queries.UnknownPayment as missing:
            raise AttemptTaken from missing
    if not all(map(_is_same, payments, rows)):
        raise AttemptTaken
    return rows


def record_results(results: Sequence[PaymentResult], *, actor: Actor) -> list[PaymentRow]:
    """Record what gateways answered; repetitions and old news change nothing. Rows come back in the order given.

    Raises UnknownPayment, PaymentMoveRefused, CaptureExceedsAmount, RefundExceedsCaptured.
    """
    with db.transaction():
        rows = ledger.lock([result.payment_id for result in results])
        by_hand = _given_by_hand([result.payment_id for result in results if result.result.refunded])
        changes = []
        for result in results:
            known = by_hand.get(result.payment_id, 0)
            change = settling.settle(rows[result.payment_id], result.result, by_hand=known)
            if change:
                changes.append(change)
                rows[result.payment_id] = change.after
        ledger.apply(changes, actor=actor)
    return [rows[result.payment_id] for result in results]


def _given_by_hand(payment_ids: Sequence[UUID]) -> dict[UUID, int]:
    return dict(db.rows(_BY_HAND, [list(payment_ids), f"{settling.TOTAL}%"])) if payment_ids else {}


def _is_same(asked: PaymentToPrepare, row: PaymentRow) -> bool:
    return (asked.order_id, asked.cart_id, asked.attempt, asked.tender, asked.provider, asked.amount) == (
        row.order_id,
        row.cart_id,
        row.attempt,
        row.tender,
        row.provider,
        row.amount,
    )
