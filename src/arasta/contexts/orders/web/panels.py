"""Panels on the pages of other rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.web.pages import permitted

NEWEST = 10


@require_safe
@permitted("orders.read")
def of_customer(request: HttpRequest, key: str) -> HttpResponse:
    """Show a customer's newest orders."""
    page = orders.page(OrderFilter(customer_id=from_public("cus", key)), limit=NEWEST)
    rows = [(to_public("ord", row.id), row) for row in page.items]
    return render(request, "orders/customer_panel.html", {"rows": rows, "has_more": bool(page.next_cursor)})
