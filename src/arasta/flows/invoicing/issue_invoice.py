"""Issue the invoice of a completed order, once, and draw it: seller from the brand, the rest from what the order remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from arasta.contexts.brand import queries as brands
from arasta.contexts.channels.queries import channels
from arasta.contexts.invoices import services as invoices
from arasta.contexts.invoices.invoices_pdf import draw
from arasta.contexts.invoices.types import (
    InvoiceDocument,
    InvoiceLine,
    InvoiceRow,
    InvoiceTax,
    InvoiceToIssue,
    NotInvoiced,
    may_be_invoiced,
)
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.types import AddressRole
from arasta.kernel.access import Actor
from arasta.kernel.calendar import day_of
from arasta.kernel.money import Money, round_minor, total
from arasta.kernel.web.templatetags.arasta import percent


def invoice_pdf(order_id: UUID, *, at: datetime, actor: Actor) -> tuple[str, bytes]:
    """Return the number of an order's invoice and its PDF. Raises UnknownOrder, NotInvoiced."""
    order = order_book.order(order_id)
    if not may_be_invoiced(order.row.status.value):
        raise NotInvoiced
    with override(order.language):
        lines, taxes = _lines(order), _taxes(order)
        came_to = total([line.total for line in lines], order.row.total.currency)
        wanted = InvoiceToIssue(order_id, _series(order, at), came_to)
        row = invoices.issue([wanted], at=at, actor=actor)[0]
        return row.number, draw(_document(order, row, lines, taxes))


def _series(order: OrderDetail, at: datetime) -> str:
    code = channels.channel_by_id(order.row.channel_id).code.upper()
    return f"{code}{day_of(at).year}"


def _document(
    order: OrderDetail, row: InvoiceRow, lines: tuple[InvoiceLine, ...], taxes: tuple[InvoiceTax, ...]
) -> InvoiceDocument:
    kit = brands.kit_of(order.row.channel_id)
    legal = kit.said(order.language).legal.splitlines()
    return InvoiceDocument(
        language=order.language,
        seller=(kit.name, *(line.strip() for line in legal if line.strip())),
        buyer=_buyer(order),
        number=row.number,
        order_number=order.row.number,
        issued_at=row.issued_at,
        ordered_at=order.row.placed_at,
        lines=lines,
        taxes=taxes,
        total=row.total,
    )


def _buyer(order: OrderDetail) -> tuple[str, ...]:
    address = order.addresses.get(AddressRole.BILLING) or order.addresses.get(AddressRole.SHIPPING)
    if address is None:
        return tuple(part for part in (order.row.customer_name, order.row.email) if part)
    city = " ".join(part for part in (address.postal_code, address.district, address.city) if part)
    return tuple(part for part in (address.name, address.line1, address.line2, city, address.country) if part)


def _lines(order: OrderDetail) -> tuple[InvoiceLine, ...]:
    """Return what was handed over, and its delivery; what was canceled is not charged."""
    lines = [
        InvoiceLine(
            line.name, line.options, line.shipped, line.unit_price, percent(line.tax_rate), _share(line, line.total)
        )
        for line in order.lines
        if line.shipped
    ]
    if order.delivery_price:
        price, rate = order.delivery_price, percent(_delivery_rate(order))
        lines.append(InvoiceLine(_("Delivery"), "", 1, price, rate, price))
    return tuple(lines)


def _taxes(order: OrderDetail) -> tuple[InvoiceTax, ...]:
    currency = order.row.total.currency
    parts = [(line.tax_rate, _share(line, line.total), _share(line, line.tax)) for line in order.lines if line.shipped]
    if order.delivery_price:
        parts.append((_delivery_rate(order), order.delivery_price, _delivery_tax(order)))
    rates = sorted({rate for rate, _gross, _tax in parts})
    return tuple(_tax(rate, [part for part in parts if part[0] == rate], currency) for rate in rates)


def _tax(rate: Decimal, parts: Sequence[tuple[Decimal, Money, Money]], currency: str) -> InvoiceTax:
    gross = total([amount for _rate, amount, _tax in parts], currency)
    tax = total([contained for _rate, _gross, contained in parts], currency)
    return InvoiceTax(percent(rate), gross - tax, tax)


def _share(line: LineRow, amount: Money) -> Money:
    """Return the part of a line's amount that its handed-over units bear."""
    return Money(round_minor(Decimal(amount.minor) * line.shipped / line.quantity), amount.currency)


def _delivery_tax(order: OrderDetail) -> Money:
    return order.tax - total([line.tax for line in order.lines], order.tax.currency)


def _delivery_rate(order: OrderDetail) -> Decimal:
    """Return the rate that delivery was taxed with, in whole percents: what its price and its tax say."""
    tax, price = _delivery_tax(order).minor, order.delivery_price.minor
    return (Decimal(tax) / (price - tax)).quantize(Decimal("0.01")) if price > tax else Decimal(0)
