"""Goods that are to come: the list, announcing, altering, receiving, canceling; and the orders that wait for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.inventory.queries import lots, promises, supplies
from arasta.contexts.inventory.queries.promises import Waiting
from arasta.contexts.inventory.queries.supplies import SupplyRow, SupplyView, WaitingView
from arasta.contexts.inventory.services import supplies as supplying
from arasta.contexts.inventory.services.supplies import Alteration, Arrival, SupplyInput, UnknownSupply
from arasta.contexts.inventory.types import SupplyKind, SupplyStatus
from arasta.contexts.orders.queries import orders as order_book
from arasta.kernel import clock
from arasta.kernel.calendar import day_of
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import naming_forms, words
from arasta.surfaces.backoffice.scope import require_at
from arasta.surfaces.backoffice.supply_forms import AlterForm, AnnounceForm, ArriveForm
from arasta.surfaces.backoffice.views.stock import Places, language, spoken_places

View = TypeVar("View", SupplyView, WaitingView)


@require_safe
@permitted("stock.read")
def coming(request: HttpRequest) -> HttpResponse:
    """List announced goods: to come, past their day, or closed."""
    view = _view(SupplyView.EXPECTED, request)
    today = day_of(clock.now())
    page = supplies.supply_page(view=view, today=today, cursor=request.GET.get("after"))
    described, places = _described([row.variant_id for row in page.items]), spoken_places()
    context = {
        "rows": [_shown(row, described, places) for row in page.items],
        "today": today,
        "view": view,
        "tabs": _tabs(
            "inventory_supplies",
            view,
            [
                (SupplyView.EXPECTED, _("To come")),
                (SupplyView.LATE, _("Past their day")),
                (SupplyView.CLOSED, pgettext("supplies", "Closed")),
            ],
        ),
        "next": _next("inventory_supplies", view, page.next_cursor),
        "may_announce": actor_of(request).may("stock.write"),
    }
    return render(request, "backoffice/supplies/supplies.html", context)


@require_safe
@permitted("stock.read")
def waiting(request: HttpRequest) -> HttpResponse:
    """List the orders that wait for goods: all, or those whose promised day moved or passed."""
    view = _view(WaitingView.ALL, request)
    page = supplies.waiting_page(view=view, today=day_of(clock.now()), cursor=request.GET.get("after"))
    described, places = _described([row.variant_id for row in page.items]), spoken_places()
    orders = order_book.rows_of([row.order_id for row in page.items])
    context = {
        "rows": [
            {
                "row": row,
                "order": orders[row.order_id],
                "order_key": to_public("ord", row.order_id),
                "variant": described[row.variant_id],
                "place": places[row.location_id].name if row.location_id in places else "–",
            }
            for row in page.items
            if row.order_id in orders
        ],
        "view": view,
        "today": day_of(clock.now()),
        "tabs": _tabs(
            "inventory_backorders", view, [(WaitingView.ALL, _("All")), (WaitingView.LATE, _("Later than promised"))]
        ),
        "next": _next("inventory_backorders", view, page.next_cursor),
    }
    return render(request, "backoffice/supplies/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.write")
def announce(request: HttpRequest) -> HttpResponse:
    """Announce goods."""
    actor = actor_of(request)
    places = [(to_public("loc", key), place.name) for key, place in spoken_places().items() if actor.may_at(key)]
    form = AnnounceForm(request.POST or None, places=places, initial={"sku": request.GET.get("sku", "")[:100]})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _try(form, lambda: supplying.announce([_announced(form)], actor=actor))
        if status == 200:
            messages.success(request, _("Announced. It counts as incoming until it is received."))
            return redirect("inventory_supplies")
    return render(request, "backoffice/supplies/announce.html", {"form": form}, status=status)


@require_safe
@permitted("stock.read")
def supply(request: HttpRequest, key: str) -> HttpResponse:
    """Show announced goods, and who waits for them."""
    return _page(request, key)


@require_POST
@permitted("stock.write")
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """Take announced goods in."""
    row, actor = _row(key), actor_of(request)
    form = _arrive(row, request.POST)
    require_at(actor, row.location_id)
    if not form.is_valid():
        return _page(request, key, arrive=form, status=422)
    units = form.cleaned_data["quantity"]
    came = Arrival(row.id, units, form.cleaned_data["is_last"], naming_forms.traced(form, units))
    status = _try(form, lambda: supplying.receive([came], actor=actor))
    if status != 200:
        return _page(request, key, arrive=form, status=status)
    messages.success(request, _("Received. Orders that waited for it have it now."))
    return redirect("backoffice_supply", key=key)


@require_POST
@permitted("stock.write")
def alter(request: HttpRequest, key: str) -> HttpResponse:
    """Announce another day or quantity."""
    row, form, actor = _row(key), AlterForm(request.POST), actor_of(request)
    require_at(actor, row.location_id)
    if not form.is_valid():
        return _page(request, key, alter=form, status=422)
    change = Alteration(row.id, form.cleaned_data["quantity"], form.cleaned_data["expected_on"])
    status = _try(form, lambda: supplying.alter([change], actor=actor))
    if status != 200:
        return _page(request, key, alter=form, status=status)
    messages.success(request, _("Saved. The promises that rest on it moved along."))
    return redirect("backoffice_supply", key=key)


@require_POST
@permitted("stock.write")
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Say that what is left will not come."""
    row, actor = _row(key), actor_of(request)
    require_at(actor, row.location_id)
    supplying.cancel([row.id], actor=actor)
    messages.success(request, _("Canceled. Orders that counted on it stand under “Later than promised”."))
    return redirect("inventory_supplies")


def _page(
    request: HttpRequest,
    key: str,
    *,
    arrive: ArriveForm | None = None,
    alter: AlterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    row, actor = _row(key), actor_of(request)
    described = _described([row.variant_id])
    lines = promises.waiting_at([(row.variant_id, row.location_id)])
    is_open = row.status is SupplyStatus.EXPECTED
    context = {
        **_shown(row, described, spoken_places()),
        "kind": words.SUPPLY_KIND[row.kind],
        "waiting": _waiting(lines),
        "may_change": is_open and actor.may("stock.write") and actor.may_at(row.location_id),
        "arrive_form": arrive or _arrive(row),
        "alter_form": alter or AlterForm(initial={"quantity": row.quantity, "expected_on": row.expected_on}),
    }
    return render(request, "backoffice/supplies/supply.html", context, status=status)


def _arrive(row: SupplyRow, given: QueryDict | None = None) -> ArriveForm:
    """Ask how many came and, of tracked goods, which."""
    form = ArriveForm(given, initial={"quantity": row.left})
    how = lots.tracking([row.variant_id]).get(row.variant_id)
    naming_forms.ask(form, "receive", how.mode if how else None, ())
    return form


def _announced(form: AnnounceForm) -> SupplyInput:
    given = form.cleaned_data
    found = variants.variants_by_sku([given["sku"].strip()], language=language())
    variant = next(iter(found.values()), None)
    if variant is None:
        raise UnknownSku(sku=given["sku"][:60])
    return SupplyInput(
        variant.id,
        from_public("loc", given["location"]),
        given["quantity"],
        given["expected_on"],
        SupplyKind(given["kind"]),
        given["reference"],
    )


def _try(form: forms.Form, act: Callable[[], object]) -> int:
    """Do it; return the status, 200 if it is done. A refusal lands on the form."""
    try:
        act()
    except DomainError as refusal:
        form.add_error("sku" if refusal.code == "unknown_sku" else None, sentence(refusal))
        return STATUS[refusal.kind]
    return 200


def _row(key: str) -> SupplyRow:
    supply_id = from_public("sup", key)
    found = supplies.supplies([supply_id])
    if supply_id not in found:
        raise UnknownSupply
    return found[supply_id]


def _described(variant_ids: list[UUID]) -> dict[UUID, VariantRow]:
    return variants.variants(set(variant_ids), language=language()) if variant_ids else {}


def _shown(row: SupplyRow, described: dict[UUID, VariantRow], places: Places) -> dict[str, Any]:
    return {
        "row": row,
        "key": to_public("sup", row.id),
        "variant": described[row.variant_id],
        "variant_key": to_public("var", row.variant_id),
        "place": places[row.location_id].name if row.location_id in places else "–",
        "chip": words.SUPPLY[row.status],
    }


def _waiting(lines: list[Waiting]) -> list[dict[str, Any]]:
    orders = order_book.rows_of([line.order_id for line in lines]) if lines else {}
    return [
        {"row": line, "order": orders[line.order_id], "order_key": to_public("ord", line.order_id)}
        for line in lines
        if line.order_id in orders
    ]


def _view(default: View, request: HttpRequest) -> View:
    word = request.GET.get("view", "")
    return next((one for one in type(default) if one.value == word), default)


def _tabs(name: str, view: str, words_of: list[tuple[str, str]]) -> list[dict[str, object]]:
    return [
        {"label": label, "url": f"{reverse(name)}?view={word}" if place else reverse(name), "active": word == view}
        for place, (word, label) in enumerate(words_of)
    ]


def _next(name: str, view: str, cursor: str | None) -> str:
    return f"{reverse(name)}?{urlencode({'view': view, 'after': cursor})}" if cursor else ""
