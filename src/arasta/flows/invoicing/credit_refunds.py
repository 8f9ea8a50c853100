"""Take refunds off an order's invoice: a credit note for each, once, drawn from what the refund and the order remember."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from arasta.contexts.channels.queries import channels
from arasta.contexts.invoices import queries
from arasta.contexts.invoices import services as invoices
from arasta.contexts.invoices.invoices_pdf import draw
from arasta.contexts.invoices.types import CreditRow, CreditToIssue, InvoiceLine, UnknownCreditNote
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.returns import queries as refund_book
from arasta.contexts.returns.types import RefundRow, RefundStatus
from arasta.flows.invoicing.issue_invoice import Numbered, Part, paper_of, parts_of, series_of, sums_of
from arasta.kernel.access import Actor
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import percent


def credit_refunds(order_id: UUID, *, at: datetime, actor: Actor) -> list[CreditRow]:
    """Return the credit notes to an order's invoice, writing those that are missing; without an invoice there are none."""
    invoice = queries.of_orders([order_id]).get(order_id)
    given = [row for row in refund_book.refunds_of_orders([order_id]) if row.status is RefundStatus.GIVEN]
    if invoice is None or not given:
        return []
    series = f"{series_of(channels.channel_by_id(order_book.order(order_id).row.channel_id), at)}C"
    wanted = [CreditToIssue(invoice.id, row.id, series, row.amount) for row in given]
    return invoices.credit(wanted, order_id=order_id, at=at, actor=actor)


def credit_note_pdf(order_id: UUID, number: str) -> bytes:
    """Return the PDF of one of an order's credit notes. Raises UnknownOrder, UnknownCreditNote."""
    order = order_book.order(order_id)
    row = next((one for one in queries.credits_of_orders([order_id]) if one.number == number), None)
    if row is None:
        raise UnknownCreditNote
    refund, invoice = refund_book.refund(row.refund_id), queries.of_orders([order_id])[order_id]
    with override(order.language):
        taken = parts_taken(order, refund)
        lines = (*_goods(order, refund), *_others(order, refund))
        paper = Numbered(row.number, row.issued_at, invoice.number, refund.reason)
        return draw(paper_of(order, paper, lines, sums_of(taken, order.row.total.currency)))


def parts_taken(order: OrderDetail, refund: RefundRow) -> list[Part]:
    """Return what a refund takes off, negative, by rate."""
    rates = {line.id: line.tax_rate for line in order.lines}
    goods = [Part(rates[line.order_line_id], -line.amount, -line.tax) for line in refund.lines]
    return [*goods, *(Part(rate, -gross, -gross.included(rate)) for rate, gross in _by_rate(order, refund.extra))]


def _by_rate(order: OrderDetail, extra: Money) -> list[tuple[Decimal, Money]]:
    """Spread what is given back for no line over the rates of all that was charged, to the last minor unit."""
    charged: dict[Decimal, int] = {}
    for part in parts_of(order):
        charged[part.rate] = charged.get(part.rate, 0) + part.gross.minor
    if not extra or not sum(charged.values()):
        return []
    shares = zip(sorted(charged), extra.split([charged[rate] for rate in sorted(charged)]), strict=True)
    return [(rate, share) for rate, share in shares if share]


def _goods(order: OrderDetail, refund: RefundRow) -> list[InvoiceLine]:
    known = {line.id: line for line in order.lines}
    return [
        InvoiceLine(line.name, line.options, -back.quantity, line.unit_price, percent(line.tax_rate), -back.amount)
        for back in refund.lines
        for line in [known[back.order_line_id]]
    ]


def _others(order: OrderDetail, refund: RefundRow) -> list[InvoiceLine]:
    return [
        InvoiceLine(_("Reduction"), "", -1, share, percent(rate), -share)
        for rate, share in _by_rate(order, refund.extra)
    ]
