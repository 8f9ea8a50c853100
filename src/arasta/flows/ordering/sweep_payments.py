"""Finish or undo online payments that a crash, a silent provider or a forgotten page at the bank left halfway."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.types import Outcome, PaymentRow, PaymentStatus, Tender
from arasta.flows.ordering.place_order import settle
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import DomainError

log = structlog.get_logger()

_TIME_AT_BANK = timedelta(hours=1)
_MOST_AT_BANK = 500


def sweep(*, older_than: timedelta, at: datetime) -> int:
    """Finish or undo payments that a crash or a silent provider left; return how many were settled.

    Payments at a till's terminal are another flow's (`give_up_sale.sweep_terminals`).
    """
    unanswered = payment_book.pending_since(older_than, statuses={PaymentStatus.PENDING})
    at_the_bank = payment_book.pending_since(older_than, statuses={PaymentStatus.REQUIRES_ACTION}, limit=_MOST_AT_BANK)
    settled = 0
    for payment in (*unanswered, *at_the_bank):
        if payment.tender is Tender.TERMINAL:
            continue
        try:
            _settle_late(payment, at)
        except DomainError as refusal:
            log.info("payment_swept", payment=str(payment.id), refusal=refusal.code)
        settled += payment_book.payment(payment.id).is_settled
    return settled


def _settle_late(payment: PaymentRow, at: datetime) -> None:
    """Ask what became of a payment; a page at the bank that nobody answered in its time is closed."""
    gateway = ports.gateway(payment.provider)
    result = gateway.fetch(payment.id, payment.provider_reference)
    if result.outcome is Outcome.REQUIRES_ACTION and at - payment.created_at > _TIME_AT_BANK:
        reference = result.provider_reference or payment.provider_reference
        result = gateway.void(ports.ProviderPayment(payment.id, reference))
    settle(payment, result, at=at, actor=SYSTEM)
