"""Lots with their expiry dates, numbered units, and which products are kept by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.inventory.queries import lots as book
from arasta.contexts.inventory.queries import serials
from arasta.contexts.inventory.queries.lots import LotRow, LotView, Tracking
from arasta.contexts.inventory.queries.serials import SerialRow
from arasta.contexts.inventory.services import expiry, tracking
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import TrackingMode
from arasta.contexts.orders.queries import orders as order_book
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import lot_words, words
from arasta.surfaces.backoffice.naming_forms import LotForm, TrackingForm
from arasta.surfaces.backoffice.views.stock import Places, language, place_of, spoken_places, variant_of

SOON_DAYS = 30
MOST_FOUND = 200


@require_safe
@permitted("stock.read")
def lots(request: HttpRequest) -> HttpResponse:
    """List lots, what expires first at the top; a lot's own code leads to it."""
    places, text = spoken_places(), request.GET.get("q", "")[:100].strip()
    named = book.lots_with(text) if text else []
    if len(named) == 1:
        return redirect("backoffice_lot", key=to_public("lot", named[0].id))
    view = LotView(request.GET["view"]) if request.GET.get("view", "") in set(LotView) else LotView.ALL
    chosen = request.GET.get("location", "")
    page = book.lot_page(
        view=view,
        days=SOON_DAYS,
        location_id=place_of(chosen, places),
        variant_ids=_meant(text, [one.variant_id for one in named]),
        cursor=request.GET.get("after"),
    )
    described = variants.variants({row.variant_id for row in page.items}, language=language())
    context = {
        "rows": [_shown(row, described, places) for row in page.items],
        "next_cursor": page.next_cursor,
        "text": text,
        "view": view,
        "location": chosen,
        "places": [(to_public("loc", key), place) for key, place in places.items()],
        "tabs": _tabs(view, chosen),
    }
    part = "backoffice/lots/rows.html" if request.headers.get("HX-Request") else "backoffice/lots/lots.html"
    return render(request, part, context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.read")
def lot(request: HttpRequest, key: str) -> HttpResponse:
    """Show a lot: where it lies, who bought of it, what became of it; put its date right."""
    found, actor, status = book.lot_by_id(from_public("lot", key)), actor_of(request), 200
    form = LotForm(request.POST or None, initial={"expires_on": found.expires_on})
    if request.method == "POST":
        actor.require("stock.write")
        if form.is_valid():
            expiry.correct(found.id, expires_on=form.cleaned_data["expires_on"], actor=actor)
            messages.success(request, _("Saved."))
            return redirect("backoffice_lot", key=key)
        status = 422
    places, described = spoken_places(), variants.variants([found.variant_id], language=language())
    bought = book.orders_with(found.id)
    orders = order_book.rows_of(list(bought))
    context = {
        "lot": found,
        "variant": described.get(found.variant_id),
        "variant_key": to_public("var", found.variant_id),
        "here": [_shown(row, described, places) for row in book.places_of(found.id)],
        "orders": [(to_public("ord", one), orders[one], units) for one, units in bought.items() if one in orders],
        "units_sold": sum(bought.values()),
        "moves": [_moved(move, places) for move in book.moves_of(found.id)],
        "form": form,
        "may_change": actor.may("stock.write"),
    }
    return render(request, "backoffice/lots/lot.html", context, status=status)


@require_safe
@permitted("orders.read")
def of_order(request: HttpRequest, key: str) -> HttpResponse:
    """Show which lots and numbered units an order got: a panel of its page, empty for most orders."""
    order_id = from_public("ord", key)
    went = book.went([order_id])
    described = variants.variants({one.variant_id for one in went}, language=language()) if went else {}
    rows = [(one, described.get(one.variant_id)) for one in went]
    return render(request, "backoffice/lots/of_order.html", {"rows": rows})


@require_safe
@permitted("stock.read")
def units(request: HttpRequest) -> HttpResponse:
    """Find a unit by its serial number: where it is, or who bought it, and what became of it."""
    text, places = request.GET.get("q", "")[:100].strip(), spoken_places()
    found = serials.serials_with(text) if text else []
    described = variants.variants({row.variant_id for row in found}, language=language()) if found else {}
    orders = order_book.rows_of([row.order_id for row in found if row.order_id])
    context = {"text": text, "found": [_unit(row, described, places, orders) for row in found]}
    return render(request, "backoffice/lots/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.write")
def tracked(request: HttpRequest, key: str) -> HttpResponse:
    """Say how a product's units are told apart."""
    variant = variant_of(key)
    how, status = book.tracking([variant.id]).get(variant.id), 200
    form = TrackingForm(request.POST or None, initial=_initial(how))
    if request.method == "POST":
        status = _try(request, variant, form)
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect("backoffice_stock_item", key=key)
    context = {"variant": variant, "key": key, "form": form, "how": how}
    return render(request, "backoffice/lots/tracking.html", context, status=status)


def _try(request: HttpRequest, variant: VariantRow, form: TrackingForm) -> int:
    """Begin or end to tell units apart; return the status, 200 if it is done. A refusal lands on the form."""
    if not form.is_valid():
        return 422
    given, actor = form.cleaned_data, actor_of(request)
    try:
        if given["mode"]:
            opening = (given["opening_lot"].strip(), given["opening_expires_on"])
            wish = TrackingInput(variant.id, TrackingMode(given["mode"]), given["stop_days"], *opening)
            tracking.track(wish, actor=actor)
        else:
            tracking.untrack(variant.id, actor=actor)
    except DomainError as refusal:
        form.add_error("opening_lot" if refusal.code == "opening_lot_required" else "mode", sentence(refusal))
        return STATUS[refusal.kind]
    return 200


def _initial(how: Tracking | None) -> dict[str, object]:
    return {"mode": how.mode.value if how else "", "stop_days": how.stop_days if how else 0}


def _meant(text: str, named: Sequence[UUID]) -> list[UUID] | None:
    """Return the variants that a search means, or nothing for all."""
    if not text:
        return None
    found = variants.find_variants(text, language=language(), limit=MOST_FOUND, active_only=False)
    return [*named, *(row.id for row in found)]


def _shown(row: LotRow, described: dict[UUID, VariantRow], places: Places) -> dict[str, Any]:
    place = places.get(row.location_id)
    return {
        "row": row,
        "key": to_public("lot", row.lot_id),
        "variant": described.get(row.variant_id),
        "variant_key": to_public("var", row.variant_id),
        "place": place.name if place else "",
        "place_key": to_public("loc", row.location_id),
        "chip": lot_words.chip_of(row),
    }


def _moved(move: book.LotMove | serials.SerialMove, places: Places) -> dict[str, Any]:
    place = places.get(move.location_id)
    return {
        "row": move,
        "chip": words.MOVEMENT[move.kind],
        "place": place.name if place else "",
        "order": to_public("ord", move.order_id) if move.order_id else "",
    }


def _unit(
    row: SerialRow, described: dict[UUID, VariantRow], places: Places, orders: dict[UUID, order_book.OrderRow]
) -> dict[str, Any]:
    place = places.get(row.location_id) if row.location_id else None
    return {
        "row": row,
        "variant": described.get(row.variant_id),
        "variant_key": to_public("var", row.variant_id),
        "place": place.name if place else "",
        "order": orders.get(row.order_id) if row.order_id else None,
        "order_key": to_public("ord", row.order_id) if row.order_id else "",
        "chip": lot_words.SERIAL[row.status],
        "moves": [_moved(move, places) for move in serials.moves_of(row.id)],
    }


def _tabs(view: LotView, location: str) -> list[dict[str, object]]:
    names = {LotView.ALL: _("All lots"), LotView.SOON: _("Expiring soon"), LotView.BLOCKED: _("Blocked")}
    base = reverse("inventory_lots")
    return [
        {"label": label, "url": f"{base}?{urlencode({'view': name, 'location': location})}", "active": name == view}
        for name, label in names.items()
    ]
