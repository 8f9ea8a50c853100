"""Pages for pickers: the list and one fulfillment order; the panel on an order's page."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.fulfillment.queries import orders
from arasta.contexts.fulfillment.types import ACTIVE, FulfillmentStatus
from arasta.contexts.fulfillment.web import words
from arasta.contexts.fulfillment.web.shown import shown
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import panels, places
from arasta.kernel.web.pages import permitted

_S = FulfillmentStatus

VIEWS: dict[str, frozenset[FulfillmentStatus]] = {
    "": ACTIVE,
    "open": frozenset({_S.OPEN}),
    "accepted": frozenset({_S.ACCEPTED}),
    "ready": frozenset({_S.READY}),
    "sent": frozenset({_S.SENT}),
    "done": frozenset({_S.SHIPPED, _S.PICKED_UP, _S.ARRIVED}),
    "canceled": frozenset({_S.CANCELED}),
}


@require_safe
@permitted("fulfillment.read")
def fulfillment_orders(request: HttpRequest) -> HttpResponse:
    """List what is to pick, ship and hand over; htmx gets the list alone."""
    actor, text = actor_of(request), request.GET.get("q", "")[:100]
    view = request.GET.get("view", "") if request.GET.get("view", "") in VIEWS else ""
    place = _place(request.GET.get("location", ""), actor)
    locations = [place] if place else list(actor.locations)
    page = orders.fulfillment_page(
        statuses=VIEWS[view] if not text else frozenset(_S),
        location_ids=locations,
        text=text,
        cursor=request.GET.get("after"),
    )
    context = {
        "rows": shown(page.items),
        "next_cursor": page.next_cursor,
        "text": text,
        "view": view,
        "location": to_public("loc", place) if place else "",
        "places": _places(actor),
        "tabs": _tabs(view, locations, to_public("loc", place) if place else ""),
    }
    part = "fulfillment/rows.html" if request.headers.get("HX-Request") else "fulfillment/orders.html"
    return render(request, part, context)


@require_safe
@permitted("fulfillment.read")
def fulfillment_order(request: HttpRequest, key: str) -> HttpResponse:
    """Show one fulfillment order; what can be done with it comes from the panels of the slot "fulfillment"."""
    row, actor = orders.fulfillment_order(from_public("ful", key)), actor_of(request)
    if not actor.may_at(row.location_id) and not (row.target_id and actor.may_at(row.target_id)):
        raise orders.UnknownFulfillmentOrder
    return render(request, "fulfillment/order.html", {"order": shown([row])[0], "panels": _panels(actor, key)})


@require_safe
@permitted("fulfillment.read")
def order_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show where an order's goods are."""
    rows = orders.of_orders([from_public("ord", key)])
    return render(request, "fulfillment/order_panel.html", {"rows": shown(rows)})


def _place(word: str, actor: Actor) -> UUID | None:
    """Return the location chosen, if it is one the actor works at."""
    try:
        place = from_public("loc", word)
    except DomainError:
        return None
    return place if actor.may_at(place) else None


def _places(actor: Actor) -> list[tuple[str, str]]:
    mine = [place for place in orders.picking_places() if actor.may_at(place.location_id)]
    known = places.names()
    return [(to_public("loc", place.location_id), known.get(place.location_id, place.name)) for place in mine]


def _tabs(view: str, locations: Collection[UUID], location: str) -> list[dict[str, object]]:
    counted = {one.status: one.count for one in orders.counts(location_ids=locations)}
    names = {
        "": _("To do"),
        "open": words.STATUSES[_S.OPEN],
        "accepted": words.STATUSES[_S.ACCEPTED],
        "ready": words.STATUSES[_S.READY],
        "sent": words.STATUSES[_S.SENT],
        "done": _("Done"),
        "canceled": words.STATUSES[_S.CANCELED],
    }
    return [
        {
            "label": label,
            "url": f"{reverse('fulfillment_orders')}?{urlencode({'view': name, 'location': location})}",
            "active": name == view,
            "count": None if name in {"done", "canceled"} else sum(counted[status] for status in VIEWS[name]),
        }
        for name, label in names.items()
    ]


def _panels(actor: Actor, key: str) -> list[str]:
    urls = []
    for panel in panels.panels_for("fulfillment", actor):
        try:
            urls.append(reverse(panel.url_name, kwargs={"key": key}))
        except NoReverseMatch:
            continue
    return urls
