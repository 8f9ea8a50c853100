"""Pages about payments: the list, and the panel on an order's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from arasta.contexts.payments import queries
from arasta.contexts.payments.types import EntryRow, PaymentRow, PaymentStatus, Tender
from arasta.contexts.payments.web import words
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.web.pages import permitted

_S = PaymentStatus
_WITHOUT_PROMISE = frozenset({_S.PENDING, _S.REQUIRES_ACTION, _S.DECLINED, _S.FAILED})


@dataclass(frozen=True, slots=True)
class Shown:
    """A payment in words."""

    payment: PaymentRow
    id: str
    order_id: str
    tender: Promise
    icon: str
    status: Promise
    reason: Promise | str
    tone: str
    entries: tuple[EntryRow, ...] = ()

    @property
    def has_order(self) -> bool:
        """Whether money was promised with it: what was refused may never have become an order."""
        return self.payment.status not in _WITHOUT_PROMISE

    @property
    def ends_at(self) -> datetime | None:
        """When the promise of the money lapses, while it is only a promise."""
        return self.payment.ends_at if self.payment.is_held else None


@require_safe
@permitted("orders.read")
def payments(request: HttpRequest) -> HttpResponse:
    """List payments, newest first; htmx gets the table alone."""
    status, tender = request.GET.get("status", ""), request.GET.get("tender", "")
    text = request.GET.get("q", "")[:200]
    page = queries.payments_page(
        status=PaymentStatus(status) if status in set(PaymentStatus) else None,
        tender=Tender(tender) if tender in set(Tender) else None,
        text=text,
        cursor=request.GET.get("after"),
    )
    context = {
        "rows": [_shown(row) for row in page.items],
        "next_cursor": page.next_cursor,
        "text": text,
        "status": status,
        "tender": tender,
        "is_filtered": bool(text or status or tender),
        "statuses": words.STATUSES.items(),
        "tenders": words.TENDERS.items(),
    }
    part = "payments/rows.html" if request.headers.get("HX-Request") else "payments/payments.html"
    return render(request, part, context)


@require_safe
@permitted("orders.read")
def order_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show the payments of an order with the money that moved."""
    order_id = from_public("ord", key)
    rows = queries.payments_of([order_id])
    entries = queries.entries_of([row.id for row in rows])
    shown = [_shown(row, tuple(entry for entry in entries if entry.payment_id == row.id)) for row in rows]
    return render(request, "payments/order_panel.html", {"rows": shown})


def _shown(row: PaymentRow, entries: tuple[EntryRow, ...] = ()) -> Shown:
    return Shown(
        payment=row,
        id=to_public("pay", row.id),
        order_id=to_public("ord", row.order_id),
        tender=words.TENDERS[row.tender],
        icon=words.TENDER_ICONS[row.tender],
        status=words.STATUSES[row.status],
        reason=words.reason(row.decline_code),
        tone=words.TONES[row.status],
        entries=entries,
    )
