"""Draw a receipt for an 80 mm roll, in the language of its document."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override, pgettext

from arasta.contexts.registers.types import ReceiptDocument, ReceiptLine, ReceiptTax, ReceiptTender
from arasta.kernel.papers import typeset
from arasta.kernel.web.templatetags.arasta import money

TEMPLATE = Path(__file__).parent / "receipt.typ"


def receipt_pdf(document: ReceiptDocument) -> bytes:
    """Return the receipt as a PDF of one page, as long as it needs to be."""
    return typeset(TEMPLATE, "receipt", _content(document), at=document.printed_at, look=document.look)


def _content(document: ReceiptDocument) -> dict[str, Any]:
    with override(document.language):
        return {
            "language": document.language[:2],
            "shop": document.shop_name,
            "head": [*document.address, *_tax_id(document)],
            "facts": [
                [pgettext("receipt", "Receipt"), document.number],
                [pgettext("receipt", "Order"), document.order_number],
                [pgettext("receipt", "Time"), date_format(document.printed_at, "SHORT_DATETIME_FORMAT")],
                [pgettext("receipt", "Register"), document.register],
                [pgettext("receipt", "Served by"), document.cashier],
            ],
            "lines": [_line(line) for line in document.lines],
            "discounts": [[name, money(amount)] for name, amount in document.discounts],
            "total": [pgettext("receipt", "Total"), money(document.total)],
            "paid": _paid(document),
            "taxes": [_tax(tax) for tax in document.taxes],
            "tax_head": [pgettext("receipt", "Tax"), pgettext("receipt", "Net"), pgettext("receipt", "Amount")],
            "qr": _qr(document.qr_text),
            "footer": document.footer or pgettext("receipt", "Thank you for your visit."),
        }


def _tax_id(document: ReceiptDocument) -> list[str]:
    return [pgettext("receipt", "Tax no. %(number)s") % {"number": document.tax_id}] if document.tax_id else []


def _line(line: ReceiptLine) -> dict[str, str]:
    return {
        "name": line.name,
        "note": line.note,
        "count": f"{line.quantity} × {money(line.unit_price)}",
        "sku": line.sku,
        "total": money(line.total),
    }


def _tax(tax: ReceiptTax) -> list[str]:
    return [tax.label, money(tax.base), money(tax.tax)]


def _tender(tender: ReceiptTender) -> str:
    return pgettext("receipt", "Cash") if tender is ReceiptTender.CASH else pgettext("receipt", "Card")


def _paid(document: ReceiptDocument) -> list[list[str]]:
    paid = [[_tender(document.tender), money(document.tendered)]]
    if document.change:
        paid.append([pgettext("receipt", "Change"), money(document.change)])
    return paid


def _qr(text: str) -> str:
    if not text:
        return ""
    import segno

    drawing = io.BytesIO()
    segno.make(text, micro=False, error="m").save(drawing, kind="svg", border=0, xmldecl=False)
    return drawing.getvalue().decode()
