"""What invoicing hears: money was given back for an order that has its invoice, or has it now."""

from __future__ import annotations

from arasta.contexts.invoices.events import InvoiceIssued
from arasta.contexts.returns.events import RefundGiven
from arasta.flows.invoicing.credit_refunds import credit_refunds
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.publishing import EventContext, subscribe


def on_refund_given(fact: RefundGiven, context: EventContext) -> None:
    """Take it off the invoice."""
    credit_refunds(fact.order_id, at=clock.now(), actor=SYSTEM)


def on_invoice_issued(fact: InvoiceIssued, context: EventContext) -> None:
    """Take off it what was given back before."""
    credit_refunds(fact.order_id, at=clock.now(), actor=SYSTEM)


def register() -> None:
    """Subscribe; called once at start."""
    subscribe(RefundGiven, on_refund_given)
    subscribe(InvoiceIssued, on_invoice_issued)
