"""What staff do to a level: receive, adjust, block, unblock, keep back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arasta.contexts.inventory.queries import lots, stock
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import Level, StockLine, UnknownLocation
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import naming_forms
from arasta.surfaces.backoffice.forms import AdjustForm, ReceiveForm, SafetyForm, SetAsideForm
from arasta.surfaces.backoffice.scope import require_at
from arasta.surfaces.backoffice.views.stock import place_of, spoken_places, variant_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Do = Callable[[UUID, UUID, forms.Form, Actor], object]


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do with a level: its form, the sentence above it, the verb on the button, and the service call."""

    form: type[forms.Form]
    lead: _StrPromise
    verb: _StrPromise
    icon: str
    do: Do


def _receive(variant: UUID, place: UUID, form: forms.Form, actor: Actor) -> object:
    return levels.receive([_line(variant, place, form)], reference=form.cleaned_data["reason"], actor=actor)


def _adjust(variant: UUID, place: UUID, form: forms.Form, actor: Actor) -> object:
    given = form.cleaned_data
    named = naming_forms.traced(form, given["delta"])
    return levels.adjust([Correction(variant, place, given["delta"], named)], reason=given["reason"], actor=actor)


def _block(variant: UUID, place: UUID, form: forms.Form, actor: Actor) -> object:
    return levels.block([_line(variant, place, form)], reason=form.cleaned_data["reason"], actor=actor)


def _unblock(variant: UUID, place: UUID, form: forms.Form, actor: Actor) -> object:
    return levels.unblock([_line(variant, place, form)], reason=form.cleaned_data["reason"], actor=actor)


def _line(variant: UUID, place: UUID, form: forms.Form) -> StockLine:
    quantity = form.cleaned_data["quantity"]
    return StockLine(variant, place, quantity, traced=naming_forms.traced(form, quantity))


def _keep_back(variant: UUID, place: UUID, form: forms.Form, actor: Actor) -> None:
    levels.set_safety_stock([StockLine(variant, place, form.cleaned_data["quantity"])], actor=actor)


ACTS = {
    "receive": Act(
        ReceiveForm,
        gettext_lazy("Goods that arrived from a supplier."),
        gettext_lazy("Receive"),
        "package-check",
        _receive,
    ),
    "adjust": Act(
        AdjustForm,
        gettext_lazy("When the shelf and the screen disagree, the shelf is right."),
        gettext_lazy("Adjust"),
        "sliders-horizontal",
        _adjust,
    ),
    "block": Act(
        SetAsideForm,
        gettext_lazy("Set units aside that are damaged or in question: they stay here but are not sold."),
        gettext_lazy("Block"),
        "ban",
        _block,
    ),
    "unblock": Act(
        SetAsideForm,
        gettext_lazy("Put units back that were set aside: they can be sold again."),
        gettext_lazy("Unblock"),
        "lock-open",
        _unblock,
    ),
    "safety": Act(
        SafetyForm, gettext_lazy("Keep units back from online sale."), gettext_lazy("Keep back"), "shield", _keep_back
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.write")
def change(request: HttpRequest, key: str, place: str, act: str) -> HttpResponse:
    """Show the form of an act, or do it: the whole page, or for the drawer its part."""
    chosen, places = ACTS.get(act), spoken_places()
    location = place_of(place, places)
    if chosen is None:
        raise Http404
    if location is None:
        raise UnknownLocation(location=place[:60])
    actor, variant = actor_of(request), variant_of(key)
    require_at(actor, location)
    found = stock.levels([variant.id], location_id=location)
    level = found[0] if found else Level(variant.id, location)
    form, status = chosen.form(request.POST or None, initial={"quantity": _suggested(act, level)}), 200
    how = lots.tracking([variant.id]).get(variant.id)
    if how:
        here = lots.lot_page(location_id=location, variant_ids=[variant.id], limit=100).items
        naming_forms.ask(form, act, how.mode, here)
    if request.method == "POST":
        status = _try(chosen, form, variant.id, location, actor)
        if status == 200:
            messages.success(request, _("Saved. The ledger says who and why."))
            return _done(request, key)
    context = {
        "form": form,
        "act": chosen,
        "acts": ACTS.items(),
        "variant": variant,
        "key": key,
        "place": places[location],
        "place_key": place,
        "level": level,
    }
    return render(request, "backoffice/stock/change.html", context, status=status)


def _suggested(act: str, level: Level) -> int | None:
    return level.safety_stock if act == "safety" else None


def _try(act: Act, form: forms.Form, variant: UUID, location: UUID, actor: Actor) -> int:
    """Do the act; return the status, 200 if it is done. A refusal lands on the form."""
    if not form.is_valid():
        return 422
    try:
        act.do(variant, location, form, actor)
    except DomainError as refusal:
        form.add_error(next(iter(form.fields)), sentence(refusal))
        return STATUS[refusal.kind]
    return 200


def _done(request: HttpRequest, key: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("backoffice_stock_item", key=key)
