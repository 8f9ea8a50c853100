"""Draw an invoice on A4, in the language of its document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import override, pgettext

from arasta.contexts.invoices.types import InvoiceDocument, InvoiceLine
from arasta.kernel.papers import typeset
from arasta.kernel.web.templatetags.arasta import moment, money

TEMPLATE = Path(__file__).parent / "invoice.typ"


def draw(document: InvoiceDocument) -> bytes:
    """Return an invoice as a PDF."""
    return typeset(TEMPLATE, "invoice", _content(document), at=document.issued_at, look=document.look)


def _content(document: InvoiceDocument) -> dict[str, Any]:
    with override(document.language):
        return {
            "language": document.language[:2],
            "title": pgettext("invoice", "Credit note") if document.credits else pgettext("invoice", "Invoice"),
            "seller": document.seller,
            "buyer_head": pgettext("invoice", "For"),
            "buyer": document.buyer,
            "facts": [
                [pgettext("invoice", "Number"), document.number],
                [pgettext("invoice", "Date"), moment(document.issued_at, "date")],
                *([[pgettext("invoice", "To invoice"), document.credits]] if document.credits else []),
                [pgettext("invoice", "Order"), document.order_number],
                [pgettext("invoice", "Ordered on"), moment(document.ordered_at, "date")],
            ],
            "head": [
                pgettext("invoice", "What"),
                pgettext("invoice", "Quantity"),
                pgettext("invoice", "Price"),
                pgettext("invoice", "VAT"),
                pgettext("invoice", "Amount"),
            ],
            "lines": [_line(line) for line in document.lines],
            "taxes": [
                [pgettext("invoice", "Net at %(rate)s") % {"rate": tax.rate}, money(tax.base)] for tax in document.taxes
            ]
            + [[pgettext("invoice", "VAT %(rate)s") % {"rate": tax.rate}, money(tax.tax)] for tax in document.taxes],
            "total": [pgettext("invoice", "Total, VAT included"), money(document.total)],
            "reason": document.reason,
        }


def _line(line: InvoiceLine) -> dict[str, str]:
    return {
        "name": line.name,
        "note": line.note,
        "quantity": str(line.quantity),
        "price": money(line.unit_price),
        "rate": line.rate,
        "total": money(line.total),
    }
