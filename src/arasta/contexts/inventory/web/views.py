"""Pages about locations: the list, add, change."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.services import locations as saving
from arasta.contexts.inventory.types import UnknownLocation
from arasta.contexts.inventory.web import words
from arasta.contexts.inventory.web.forms import LocationForm
from arasta.kernel.access import Actor
from arasta.kernel.errors import Forbidden, gettext_noop
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


class AnotherLocation(Forbidden):
    """The actor works elsewhere, or only at some locations and wants to open one more."""

    code = "another_location"
    template = gettext_noop("You work at certain locations only, so this one is not yours to change.")


@require_safe
@permitted("stock.read")
def location_list(request: HttpRequest) -> HttpResponse:
    """List the locations."""
    actor = actor_of(request)
    rows = [
        {
            "place": row,
            "key": to_public("loc", row.id),
            "kind": words.KINDS[row.kind],
            "icon": words.ICONS[row.kind],
        }
        for row in locations.locations(language=get_language() or "en")
    ]
    may_add = actor.may("stock.write") and not actor.locations
    return render(request, "inventory/locations.html", {"rows": rows, "may_add": may_add})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.write")
def add(request: HttpRequest) -> HttpResponse:
    """Open a location."""
    if actor_of(request).locations:
        raise AnotherLocation
    form, status = LocationForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _is_new(form):
            saving.save_locations([form.to_save()])
            messages.success(request, _("The location is open."))
            return redirect("inventory_locations")
    return render(request, "inventory/location.html", {"form": form, "may_change": True}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.read")
def location(request: HttpRequest, key: str) -> HttpResponse:
    """Show a location; change it."""
    actor, spoken, status = actor_of(request), _spoken(key), 200
    row = next(iter(spoken.values()))
    form = LocationForm(request.POST or None, spoken=spoken)
    if request.method == "POST":
        _require_change(actor, row)
        status = 422
        if form.is_valid():
            saving.save_locations([form.to_save()])
            messages.success(request, _("Saved."))
            return redirect("inventory_locations")
    may_change = actor.may("stock.write") and actor.may_at(row.id)
    context = {"form": form, "place": row, "kind": words.KINDS[row.kind], "may_change": may_change}
    return render(request, "inventory/location.html", context, status=status)


def _require_change(actor: Actor, row: LocationRow) -> None:
    actor.require("stock.write")
    if not actor.may_at(row.id):
        raise AnotherLocation


def _is_new(form: LocationForm) -> bool:
    """Tell whether the code is free; say so on the form if not."""
    code = form.cleaned_data["code"]
    if all(row.code != code for row in locations.locations()):
        return True
    form.add_error("code", _("There is a location with this code already."))
    return False


def _spoken(key: str) -> dict[str, LocationRow]:
    """Return a location in every language. Raises UnknownId, UnknownLocation."""
    location_id = from_public("loc", key)
    found = {code: locations.by_id(language=code).get(location_id) for code, _language in settings.LANGUAGES}
    spoken = {code: row for code, row in found.items() if row is not None}
    if not spoken:
        raise UnknownLocation(location=key)
    return spoken
