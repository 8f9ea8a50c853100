"""What the palette finds: orders, products and customers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.customers import queries as customers
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.templatetags.arasta import money
from arasta.surfaces.backoffice.views.stock import language

MOST = 5
SHORTEST = 2

Found = list[dict[str, str]]


@never_cache
@require_safe
@permitted("orders.read")
def find(request: HttpRequest) -> HttpResponse:
    """Answer what the words name, of each kind the first few."""
    text, actor = request.GET.get("q", "")[:100].strip(), actor_of(request)
    found: Found = []
    if len(text) >= SHORTEST:
        found += _orders(text)
        found += _stock(text) if actor.may("stock.read") else []
        found += _customers(text) if actor.may("customers.read") else []
    return JsonResponse(found, safe=False)


def _orders(text: str) -> Found:
    return [
        {
            "label": _("Order %(number)s") % {"number": row.number},
            "detail": f"{row.customer_name} {money(row.total)}".strip(),
            "icon": "receipt-text",
            "url": reverse("orders_order", args=[to_public("ord", row.id)]),
        }
        for row in order_book.page(OrderFilter(search=text), limit=MOST).items
    ]


def _stock(text: str) -> Found:
    return [
        {
            "label": f"{row.title} {row.options_text}".strip(),
            "detail": row.sku,
            "icon": "boxes",
            "url": reverse("backoffice_stock_item", args=[to_public("var", row.id)]),
        }
        for row in variants.find_variants(text, language=language(), limit=MOST, active_only=False)
    ]


def _customers(text: str) -> Found:
    return [
        {
            "label": row.name,
            "detail": row.number,
            "icon": "user",
            "url": reverse("customers_customer", args=[to_public("cus", row.id)]),
        }
        for row in customers.customers_page(text, limit=MOST).items
    ]
