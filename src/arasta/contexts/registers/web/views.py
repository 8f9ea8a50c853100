"""Pages about registers, and the panel with an order's receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from arasta.contexts.registers import queries
from arasta.contexts.registers.types import ReceiptTender
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

TENDERS: dict[ReceiptTender, Promise] = {
    ReceiptTender.CASH: pgettext_lazy("receipt", "Cash"),
    ReceiptTender.CARD: pgettext_lazy("receipt", "Card"),
    ReceiptTender.TERMINAL: pgettext_lazy("receipt", "Card"),
}


@require_safe
@permitted("channels.read")
def registers(request: HttpRequest) -> HttpResponse:
    """List the tills of all stores."""
    rows = [{"register": row, "key": to_public("reg", row.id)} for row in queries.registers()]
    context = {"rows": rows, "may_change": actor_of(request).may("channels.write")}
    return render(request, "registers/registers.html", context)


@require_safe
@permitted("orders.read")
def order_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show the receipt of an order; nothing if it was not sold at a till."""
    rows = queries.receipts_of([from_public("ord", key)])
    context = {"rows": [{"receipt": row, "tender": TENDERS[row.tender]} for row in rows]}
    return render(request, "registers/order_panel.html", context)
