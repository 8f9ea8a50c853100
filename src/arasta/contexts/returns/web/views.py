"""Pages about returns: the list, and the panel on an order's page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from arasta.contexts.returns import queries
from arasta.contexts.returns.types import RETURN_PREFIX, LineToReturn, ReturnRow, ReturnStatus
from arasta.contexts.returns.web import words
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.web import goods
from arasta.kernel.web.pages import permitted


@dataclass(frozen=True, slots=True)
class Shown:
    """A return in words; `lines` pairs each line with its reason."""

    row: ReturnRow
    key: str
    order_id: str
    status: Promise
    tone: str
    lines: tuple[tuple[LineToReturn, Promise], ...]


@require_safe
@permitted("orders.read")
def returns(request: HttpRequest) -> HttpResponse:
    """List returns, the newest first; htmx gets the table alone."""
    status, text = request.GET.get("status", ""), request.GET.get("q", "")[:100]
    page = queries.page(
        status=ReturnStatus(status) if status in set(ReturnStatus) else None,
        text=text,
        cursor=request.GET.get("after"),
    )
    context = {
        "rows": [_shown(row) for row in goods.called(page.items)],
        "next_cursor": page.next_cursor,
        "text": text,
        "status": status,
        "is_filtered": bool(text or status),
        "statuses": words.STATUSES.items(),
    }
    part = "returns/rows.html" if request.headers.get("HX-Request") else "returns/returns.html"
    return render(request, part, context)


@require_safe
@permitted("orders.read")
def order_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show what an order's customer wants to send back."""
    rows = [_shown(row) for row in goods.called(queries.of_orders([from_public("ord", key)]))]
    return render(request, "returns/order_panel.html", {"rows": rows})


def _shown(row: ReturnRow) -> Shown:
    return Shown(
        row=row,
        key=to_public(RETURN_PREFIX, row.id),
        order_id=to_public("ord", row.order_id),
        status=words.STATUSES[row.status],
        tone=words.TONES[row.status],
        lines=tuple((line, words.REASONS[line.reason]) for line in row.lines),
    )
