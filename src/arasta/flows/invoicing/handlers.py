"""What invoicing hears: the last of an order left, or what was still to leave was canceled; money was given back."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.fulfillment.events import PickupHandedOver, ShipmentDispatched
from arasta.contexts.invoices.events import InvoiceIssued
from arasta.contexts.orders.events import OrderLinesCanceled
from arasta.contexts.returns.events import RefundGiven
from arasta.flows.invoicing.credit_refunds import credit_refunds
from arasta.flows.invoicing.issue_invoice import issue_invoices
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.publishing import EventContext, subscribe, subscribe_together


def on_completed(
    facts: Sequence[ShipmentDispatched | PickupHandedOver | OrderLinesCanceled],
) -> None:
    """Write the invoices of orders of which nothing is open any more."""
    issue_invoices({fact.order_id for fact in facts}, at=clock.now(), actor=SYSTEM)


def on_refund_given(fact: RefundGiven, context: EventContext) -> None:
    """Take it off the invoice."""
    credit_refunds(fact.order_id, at=clock.now(), actor=SYSTEM)


def on_invoice_issued(fact: InvoiceIssued, context: EventContext) -> None:
    """Take off it what was given back before."""
    credit_refunds(fact.order_id, at=clock.now(), actor=SYSTEM)


def register() -> None:
    """Subscribe; called once at start."""
    subscribe_together(ShipmentDispatched, on_completed)
    subscribe_together(PickupHandedOver, on_completed)
    subscribe_together(OrderLinesCanceled, on_completed)
    subscribe(RefundGiven, on_refund_given)
    subscribe(InvoiceIssued, on_invoice_issued)
