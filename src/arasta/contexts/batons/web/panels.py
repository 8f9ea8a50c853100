"""The panel of an order's page: how its cart travelled before it was ordered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from arasta.contexts.batons import queries
from arasta.contexts.batons.types import Place, PlaceKind
from arasta.kernel.ids import from_public
from arasta.kernel.web.pages import permitted

PLACES: dict[PlaceKind, Promise] = {
    PlaceKind.WEB: pgettext_lazy("place of a cart", "Web shop"),
    PlaceKind.TILL: pgettext_lazy("place of a cart", "Till"),
    PlaceKind.DESK: pgettext_lazy("place of a cart", "Phone desk"),
    PlaceKind.CHAT: pgettext_lazy("place of a cart", "Chat"),
    PlaceKind.KIOSK: pgettext_lazy("place of a cart", "Kiosk"),
    PlaceKind.API: pgettext_lazy("place of a cart", "App"),
}


@require_safe
@permitted("orders.read")
def order_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show how an order's cart was carried; an order bears its cart's id."""
    rows = [
        {"row": row, "way": f"{_word(row.origin)} → {_word(row.destination)}"}
        for row in queries.journey_of(from_public("ord", key))
        if row.destination
    ]
    return render(request, "batons/order_panel.html", {"rows": rows})


def _word(place: Place) -> str:
    word = str(PLACES[place.kind])
    return f"{word} ({place.name})" if place.name else word
