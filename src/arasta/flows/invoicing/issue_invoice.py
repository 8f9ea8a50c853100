"""Issue the invoices of completed orders, once, and draw them: seller from the brand, the rest from what the order remembers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from arasta.contexts.brand import queries as brands
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.inventory.queries import locations
from arasta.contexts.invoices import queries
from arasta.contexts.invoices import services as invoices
from arasta.contexts.invoices.invoices_pdf import draw
from arasta.contexts.invoices.types import (
    InvoiceDocument,
    InvoiceLine,
    InvoiceRow,
    InvoiceTax,
    InvoiceToIssue,
    NotInvoiced,
    NotIssued,
    may_be_invoiced,
)
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.queries.worth import gone_of, gone_worth
from arasta.contexts.orders.types import AddressRole, UnknownOrder
from arasta.kernel.access import Actor
from arasta.kernel.calendar import day_of
from arasta.kernel.money import Money, total
from arasta.kernel.web.templatetags.arasta import percent


@dataclass(frozen=True, slots=True)
class Part:
    """Money on a paper with its rate and the tax in it."""

    rate: Decimal
    gross: Money
    tax: Money


def issue_invoice(order_id: UUID, *, at: datetime, actor: Actor) -> InvoiceRow:
    """Give an order its invoice, or return the one it has. Raises UnknownOrder, NotInvoiced."""
    issued = issue_invoices([order_id], at=at, actor=actor)
    if issued:
        return issued[0]
    raise NotInvoiced if order_id in order_book.rows_of([order_id]) else UnknownOrder


def issue_invoices(order_ids: Collection[UUID], *, at: datetime, actor: Actor) -> list[InvoiceRow]:
    """Give the completed ones of some orders their invoices, once; the others wait until they are completed."""
    found = order_book.orders(sorted(set(order_ids)))
    due = [order for order in found.values() if may_be_invoiced(order.row.status.value)]
    if not due:
        return []
    known = channels.channels_by_id(sorted({order.row.channel_id for order in due}))
    wanted = [
        InvoiceToIssue(order.row.id, series_of(known[order.row.channel_id], at), gone_worth(order)) for order in due
    ]
    return invoices.issue(wanted, at=at, actor=actor)


def invoice_pdf(order_id: UUID) -> tuple[str, bytes]:
    """Return the number of an order's invoice and its PDF. Raises UnknownOrder, NotInvoiced, NotIssued."""
    order, row = order_book.order(order_id), queries.of_orders([order_id]).get(order_id)
    if row is None:
        raise NotIssued if may_be_invoiced(order.row.status.value) else NotInvoiced
    with override(order.language):
        return row.number, draw(paper_of(order, Numbered(row.number, row.issued_at), _lines(order), _taxes(order)))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paper's number, when it was issued, and for a credit note the invoice it is about and why."""

    number: str
    issued_at: datetime
    credits: str = ""
    reason: str = ""


def series_of(channel: Channel, at: datetime) -> str:
    """Return what the numbers of a channel's papers begin with."""
    return f"{channel.code.upper()}{day_of(at).year}"


def paper_of(
    order: OrderDetail, paper: Numbered, lines: tuple[InvoiceLine, ...], taxes: tuple[InvoiceTax, ...]
) -> InvoiceDocument:
    """Return what stands on a paper of an order."""
    kit = brands.kit_of(order.row.channel_id)
    legal = kit.said(order.language).legal.splitlines()
    return InvoiceDocument(
        language=order.language,
        seller=(kit.name, *(line.strip() for line in legal if line.strip())),
        buyer=_buyer(order),
        number=paper.number,
        order_number=order.row.number,
        issued_at=paper.issued_at,
        ordered_at=order.row.placed_at,
        lines=lines,
        taxes=taxes,
        total=total([line.total for line in lines], order.row.total.currency),
        credits=paper.credits,
        reason=paper.reason,
        look=brands.paper_look(kit),
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
            line.name,
            _note(line, order),
            line.shipped,
            line.unit_price,
            percent(line.tax_rate),
            gone_of(line, line.total),
        )
        for line in order.lines
        if line.shipped
    ]
    if order.delivery_price:
        price, rate = order.delivery_price, percent(delivery_rate(order))
        lines.append(InvoiceLine(_("Delivery"), "", 1, price, rate, price))
    return tuple(lines)


def _note(line: LineRow, order: OrderDetail) -> str:
    """Say what was chosen and, of an order that was sent, where the rest was picked up."""
    place = locations.by_id(language=order.language).get(order.row.location_id) if order.row.location_id else None
    where = _("picked up at %(place)s") % {"place": place.name} if line.is_fetched and place else ""
    return " · ".join(part for part in (line.options, where) if part)


def _taxes(order: OrderDetail) -> tuple[InvoiceTax, ...]:
    return sums_of(parts_of(order), order.row.total.currency)


def parts_of(order: OrderDetail) -> list[Part]:
    """Return what is charged, with its rate and the tax in it."""
    parts = [
        Part(line.tax_rate, gone_of(line, line.total), gone_of(line, line.tax)) for line in order.lines if line.shipped
    ]
    if order.delivery_price:
        parts.append(Part(delivery_rate(order), order.delivery_price, delivery_tax(order)))
    return parts


def sums_of(parts: Sequence[Part], currency: str) -> tuple[InvoiceTax, ...]:
    """Return net and tax by rate, the lowest first."""
    sums = []
    for rate in sorted({part.rate for part in parts}):
        these = [part for part in parts if part.rate == rate]
        tax = total([part.tax for part in these], currency)
        sums.append(InvoiceTax(percent(rate), total([part.gross for part in these], currency) - tax, tax))
    return tuple(sums)


def delivery_tax(order: OrderDetail) -> Money:
    """Return the tax in the price of delivery."""
    return order.tax - total([line.tax for line in order.lines], order.tax.currency)


def delivery_rate(order: OrderDetail) -> Decimal:
    """Return the rate that delivery was taxed with, in whole percents: what its price and its tax say."""
    tax, price = delivery_tax(order).minor, order.delivery_price.minor
    return (Decimal(tax) / (price - tax)).quantize(Decimal("0.01")) if price > tax else Decimal(0)
