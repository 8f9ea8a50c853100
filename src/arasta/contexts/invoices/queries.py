"""Read invoices and credit notes."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.invoices.models import CreditNote, Invoice
from arasta.contexts.invoices.types import CreditId, CreditRow, InvoiceId, InvoiceRow
from arasta.kernel.money import Money


def of_orders(order_ids: Collection[UUID]) -> dict[UUID, InvoiceRow]:
    """Return the invoices of orders; one that has none is absent."""
    return {
        one.order_id: InvoiceRow(
            InvoiceId(one.id), one.number, one.order_id, Money(one.total_minor, one.currency), one.issued_at
        )
        for one in Invoice.objects.filter(order_id__in=list(order_ids))
    }


def credits_of_orders(order_ids: Collection[UUID]) -> list[CreditRow]:
    """Return the credit notes to the invoices of orders, the oldest first."""
    found = CreditNote.objects.filter(invoice__order_id__in=list(order_ids)).select_related("invoice").order_by("id")
    return [
        CreditRow(
            id=CreditId(one.id),
            number=one.number,
            invoice_id=InvoiceId(one.invoice_id),
            order_id=one.invoice.order_id,
            refund_id=one.refund_id,
            total=Money(one.total_minor, one.currency),
            issued_at=one.issued_at,
        )
        for one in found
    ]
