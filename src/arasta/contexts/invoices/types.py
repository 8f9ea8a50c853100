"""Values of invoices: numbers, and the document that one is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Missing, gettext_noop
from arasta.kernel.money import Money
from arasta.kernel.papers import PLAIN, Look

InvoiceId = NewType("InvoiceId", UUID)
CreditId = NewType("CreditId", UUID)
_COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class InvoiceToIssue:
    """An invoice of one order. `series` is what its number begins with."""

    order_id: UUID
    series: str
    total: Money


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice as it was issued."""

    id: InvoiceId
    number: str
    order_id: UUID
    total: Money
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class CreditToIssue:
    """A credit note to an invoice, for one refund of its order. `series` is what its number begins with."""

    invoice_id: InvoiceId
    refund_id: UUID
    series: str
    total: Money


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A credit note as it was issued; `total` is what it takes off the invoice."""

    id: CreditId
    number: str
    invoice_id: InvoiceId
    order_id: UUID
    refund_id: UUID
    total: Money
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line on the paper; `rate` is ready to read."""

    name: str
    note: str
    quantity: int
    unit_price: Money
    rate: str
    total: Money


@dataclass(frozen=True, slots=True)
class InvoiceTax:
    """Tax contained in the total, per rate."""

    rate: str
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """Everything that stands on an invoice, or on a credit note: `credits` is the number of the invoice it is about."""

    language: str
    seller: tuple[str, ...]
    buyer: tuple[str, ...]
    number: str
    order_number: str
    issued_at: datetime
    ordered_at: datetime
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[InvoiceTax, ...]
    total: Money
    credits: str = ""
    reason: str = ""
    look: Look = PLAIN


class UnknownCreditNote(Missing):
    code = "unknown_credit_note"
    template = gettext_noop("There is no such credit note.")


class NotInvoiced(Conflict):
    code = "not_to_be_invoiced"
    template = gettext_noop("An order has its invoice as soon as all of it is handed over.")


class NotIssued(Conflict):
    code = "invoice_not_issued"
    template = gettext_noop("The invoice of this order is not written yet.")


def may_be_invoiced(order_status: str) -> bool:
    """Tell whether an order of this status may have an invoice: nothing of it changes any more."""
    return order_status == _COMPLETED
