"""Read invoices."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.invoices.models import Invoice
from arasta.contexts.invoices.types import InvoiceId, InvoiceRow
from arasta.kernel.money import Money


def of_orders(order_ids: Collection[UUID]) -> dict[UUID, InvoiceRow]:
    """Return the invoices of orders; one that has none is absent."""
    return {
        one.order_id: InvoiceRow(
            InvoiceId(one.id), one.number, one.order_id, Money(one.total_minor, one.currency), one.issued_at
        )
        for one in Invoice.objects.filter(order_id__in=list(order_ids))
    }
