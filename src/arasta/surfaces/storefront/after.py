"""What a customer can still do with an order, and the word by which a page notices that it went on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.fulfillment.types import FulfillmentOrderRow
from arasta.contexts.invoices import queries as invoices
from arasta.contexts.invoices.types import may_be_invoiced
from arasta.contexts.orders.queries import links
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.returns import queries as returns
from arasta.contexts.returns.types import RETURN_PREFIX, ReturnReason, ReturnRow, ReturnStatus
from arasta.flows.ordering.cancel_own import may_cancel
from arasta.flows.returning.request_return import returnable
from arasta.kernel.ids import to_public

REASONS: dict[ReturnReason, Promise] = {
    ReturnReason.CHANGED_MIND: pgettext_lazy("return", "Changed my mind"),
    ReturnReason.TOO_SMALL: pgettext_lazy("return", "Too small"),
    ReturnReason.TOO_LARGE: pgettext_lazy("return", "Too large"),
    ReturnReason.NOT_AS_SHOWN: pgettext_lazy("return", "Not as shown"),
    ReturnReason.DAMAGED: pgettext_lazy("return", "Damaged"),
    ReturnReason.WRONG_ITEM: pgettext_lazy("return", "Not what I ordered"),
    ReturnReason.TOO_LATE: pgettext_lazy("return", "Came too late"),
    ReturnReason.OTHER: pgettext_lazy("return", "Something else"),
}


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return as its customer sees it."""

    row: ReturnRow
    key: str
    is_open: bool
    lines: tuple[tuple[str, int, Promise], ...]


@dataclass(frozen=True, slots=True)
class AfterView:
    """What can be done with an order now. `state` changes when the order goes on."""

    word: str
    state: str
    may_cancel: bool
    is_cash: bool
    is_paid: bool
    may_return: bool
    return_until: datetime | None
    has_invoice: bool
    may_have_invoice: bool
    credit_notes: tuple[str, ...]
    returns: tuple[ReturnView, ...]


def after_of(order: OrderDetail, parts: Sequence[FulfillmentOrderRow], *, at: datetime) -> AfterView:
    """Return what can be done with an order at a moment."""
    asked, left = returns.of_orders([order.row.id]), returnable(order)
    return AfterView(
        word=links.word_of(order.row.id),
        state=state_of(order, parts, asked),
        may_cancel=may_cancel(order, parts),
        is_cash=bool(payments.cash_of(order.row.id)),
        is_paid=bool(payments.kept_of(order.row.id)),
        may_return=left.is_open(at),
        return_until=left.until,
        has_invoice=bool(invoices.of_orders([order.row.id])),
        may_have_invoice=may_be_invoiced(order.row.status.value),
        credit_notes=tuple(note.number for note in invoices.credits_of_orders([order.row.id])),
        returns=tuple(_shown(row) for row in asked),
    )


def words_canceled(order_id: UUID) -> str:
    """Say what becomes of what was paid for an order that is canceled, if anything was."""
    if order_book.rows_of([order_id])[order_id].payment_status is PaymentStatus.UNPAID:
        return _("The order is canceled. Nothing of it was paid.")
    if payments.cash_of(order_id):
        return _("The order is canceled. What you paid in cash waits for you in the store where you paid.")
    return _("The order is canceled. What you paid goes back the way you paid.")


def state_of(order: OrderDetail, parts: Sequence[FulfillmentOrderRow], asked: Sequence[ReturnRow]) -> str:
    """Return a word that changes with everything that an order's page tells."""
    told = [
        *order.timeline,
        *(f"{part.id}{part.status}{part.ready_at}{[one.delivered_at for one in part.shipments]}" for part in parts),
        *(f"{row.id}{row.status}" for row in asked),
    ]
    return hashlib.blake2b("|".join(map(str, told)).encode(), digest_size=9).hexdigest()


def _shown(row: ReturnRow) -> ReturnView:
    lines = tuple((line.name, line.quantity, REASONS[line.reason]) for line in row.lines)
    return ReturnView(row, to_public(RETURN_PREFIX, row.id), row.status is ReturnStatus.REQUESTED, lines)
