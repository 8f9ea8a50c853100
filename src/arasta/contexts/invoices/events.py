"""Facts that invoices tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event
from arasta.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    """An order has its invoice."""

    name: ClassVar[str] = "invoices.invoice_issued"

    invoice_id: UUID
    number: str
    order_id: UUID
    total: Money

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class CreditNoteIssued(Event):
    """Part of an invoice, or all of it, is taken off again."""

    name: ClassVar[str] = "invoices.credit_note_issued"

    credit_note_id: UUID
    number: str
    order_id: UUID
    refund_id: UUID
    total: Money

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"
