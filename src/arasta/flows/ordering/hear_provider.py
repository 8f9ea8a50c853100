"""A payment provider calls: something became of a payment. The call is judged; what became of it is asked.

So doubled, late and reordered calls are harmless: each only makes us look, and looking twice changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import (
    AccountRow,
    GatewayResult,
    Outcome,
    PaymentResult,
    PaymentRow,
)
from arasta.flows.ordering.order_payments import note_payments
from arasta.flows.ordering.place_order import settle
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import DomainError


def hear_provider(account_id: UUID, call: ports.Call, *, at: datetime) -> bool:
    """Look at the payment a call is about; tell whether it was one of ours.

    Raises UnknownAccount, NoticeForged, PaymentUnclear (they shall call again).
    """
    account = payment_book.account(account_id)
    notice = ports.kind(account.provider).read_notice(ports.credentials(account.id), call, at)
    payment = _found(account, notice) if notice else None
    if notice is None or payment is None:
        return False
    reference = payment.provider_reference or notice.reference
    result = ports.gateway(payment.provider).fetch(payment.id, reference)
    if result.outcome is Outcome.UNKNOWN:
        raise PaymentUnclear
    if result.outcome is not Outcome.MISSING:
        _follow(payment, result, at)
    return True


def _found(account: AccountRow, notice: ports.Notice) -> PaymentRow | None:
    """Return the payment of this very account: nobody may speak of another one's."""
    if notice.payment_id is None:
        found = payment_book.payments_by_reference(account.code, notice.reference)
        return found[-1] if found else None
    try:
        payment = payment_book.payment(notice.payment_id)
    except payment_book.UnknownPayment:
        return None
    return payment if payment.provider == account.code else None


def _follow(payment: PaymentRow, result: GatewayResult, at: datetime) -> None:
    """Finish or undo what waits; note on an order what the provider did by itself."""
    try:
        if not payment.is_settled:
            settle(payment, result, at=at, actor=SYSTEM)
            return
        with db.transaction():
            statuses.lock([payment.order_id])
            payments.record_results([PaymentResult(payment.id, result)], actor=SYSTEM)
            if payment.is_good:
                note_payments(payment.order_id, actor=SYSTEM)
    except PaymentUnclear:
        raise
    except DomainError:
        return  # declined, or given back: that is recorded, and nobody waits here for an answer
