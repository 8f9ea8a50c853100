"""Give the money of a refund that was asked for: ask providers, note cash, tell the channel.

outside: ask; one transaction: record it, and what the order is paid. Doing it again changes nothing: a provider knows
the refund's name, and a share that was given is remembered with its money, also where others are refused. Several
refunds may be underway: what a payment gave for one is never taken for another.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import money, payments
from arasta.contexts.payments.types import (
    RECORDED,
    GatewayResult,
    MoneyMove,
    Outcome,
    PaymentId,
    PaymentResult,
    PaymentRow,
    Tender,
)
from arasta.contexts.returns import queries
from arasta.contexts.returns.services import refunds
from arasta.contexts.returns.types import RefundRow, RefundShare, RefundStatus
from arasta.flows.returning.adopt_refunds import adopt_refunds
from arasta.flows.returning.refund_order import require_left
from arasta.flows.returning.tell_refund import tell_refund
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop


class RefundUnclear(Conflict):
    code = "refund_unclear"
    is_final = False
    template = gettext_noop("The payment provider did not answer. We ask again by ourselves; nothing is given twice.")


def give_refund(refund_id: UUID, *, actor: Actor) -> RefundRow:
    """See that all who hold the money of a refund give it. Raises UnknownRefund, RefundUnclear, ChannelSilent."""
    row = queries.refund(refund_id)
    if row.status is not RefundStatus.ASKED:
        return row
    for share in row.shares:
        problem = _give(row, share, payment_book.payment(share.payment_id), actor)
        if problem:
            refunds.mark_refused(refund_id, problem=problem)
            adopt_refunds(row.order_id, actor=actor)
            return queries.refund(refund_id)
    return refunds.mark_given(refund_id, actor=actor)


def give_by_hand(refund_id: UUID, *, actor: Actor) -> RefundRow:
    """Note that staff gave back in another way what a provider refused, and not what others gave.

    Raises UnknownRefund, and NotLeftToRefund or MoreThanPaid where its units or its money were given back since.
    """
    row = queries.refund(refund_id)
    if row.status is RefundStatus.REFUSED:
        with db.transaction():
            statuses.lock([row.order_id])
            if not row.counts and queries.refund(refund_id).status is RefundStatus.REFUSED:
                require_left(row)
            given = refunds.mark_given(refund_id, actor=actor)
            for share in row.shares:
                if not share.is_given:
                    _note(row, share, actor)
            return given
    return row


def _give(row: RefundRow, share: RefundShare, payment: PaymentRow, actor: Actor) -> str:
    """Give one payment's share; return why it is not given, or nothing."""
    if share.is_given:
        return ""
    if payment.tender is Tender.MARKETPLACE:
        problem = tell_refund(row)
        if not problem:
            refunds.mark_share_given(row.id, payment.id)
        return problem
    if payment.tender is Tender.CASH or payment.provider == RECORDED:
        with db.transaction():
            statuses.lock([row.order_id])
            _note(row, share, actor)
        return ""
    known = ports.ProviderPayment(payment.id, payment.provider_reference)
    result = ports.gateway(payment.provider).refund(known, amount=share.amount, key=f"refund-{row.id}")
    if result.outcome is Outcome.UNKNOWN:
        raise RefundUnclear
    with db.transaction():
        statuses.lock([row.order_id])
        after = payments.record_results([PaymentResult(payment.id, result)], actor=actor)[0]
        statuses.note_payments(row.order_id, payment_book.paid_in_all(row.order_id), actor=actor)
        if _says_yes(result, share) or after.refunded >= payment.refunded + share.amount:
            refunds.mark_share_given(row.id, payment.id)
            return ""
    return result.decline_code or result.outcome.value


def _says_yes(result: GatewayResult, share: RefundShare) -> bool:
    """Tell whether a provider gave a share, now or when it was asked before; what it gave is a sum of all it ever gave."""
    has_given = result.outcome is Outcome.REFUNDED or (result.refunded is not None and result.refunded >= share.amount)
    return has_given and not result.decline_code


def _note(row: RefundRow, share: RefundShare, actor: Actor) -> None:
    money.record_refunds([MoneyMove(PaymentId(share.payment_id), share.amount, f"refund:{row.id}")], actor=actor)
    refunds.mark_share_given(row.id, share.payment_id)
    statuses.note_payments(row.order_id, payment_book.paid_in_all(row.order_id), actor=actor)
