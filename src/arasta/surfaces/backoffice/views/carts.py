"""A cart, to read: whose units it holds, and until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.queries import carts, orders
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.views.stock import language, spoken_places


@require_safe
@permitted("orders.read")
def cart(request: HttpRequest, key: str) -> HttpResponse:
    """Show a cart and what it holds."""
    row = carts.cart(from_public("crt", key))
    held, places = stock.held_lines(row.id), spoken_places()
    described = variants.variants([line.variant_id for line in row.lines], language=language())
    order_id = orders.id_of_cart(row.id)
    context = {
        "cart": row,
        "key": key,
        "channel": channels.channel_by_id(row.channel_id),
        "lines": [
            (described[line.variant_id], to_public("var", line.variant_id), line.quantity)
            for line in row.lines
            if line.variant_id in described
        ],
        "held": [
            (described[variant], places[place].name, units)
            for variant, place, units in held
            if variant in described and place in places
        ],
        "held_until": stock.hold_of(row.id),
        "order": to_public("ord", order_id) if order_id else "",
    }
    return render(request, "backoffice/orders/cart.html", context)
