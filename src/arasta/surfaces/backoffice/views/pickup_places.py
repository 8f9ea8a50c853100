"""When places are open, and how they serve whoever comes: the list, and one place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.types import LocationKind, UnknownLocation
from arasta.contexts.pickup.queries import hours
from arasta.contexts.pickup.services import places
from arasta.kernel import clock
from arasta.kernel.errors import DomainError, Forbidden, gettext_noop
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.pickup_forms import PlaceForm

_COME_TO = {LocationKind.STORE, LocationKind.POPUP, LocationKind.PARTNER, LocationKind.LOCKER}


class HoursOfAnotherPlace(Forbidden):
    code = "hours_of_another_place"
    template = gettext_noop("You work at certain locations only, so the hours of this one are not yours to change.")


@require_safe
@permitted("fulfillment.read")
def place_list(request: HttpRequest) -> HttpResponse:
    """List the places one can come to, with what they promise now."""
    found = [row for row in locations.locations(language=get_language() or "en") if row.kind in _COME_TO]
    calendars, at = hours.calendars([row.id for row in found]), clock.now()
    rows = [
        {
            "place": row,
            "key": to_public("loc", row.id),
            "calendar": calendars.get(row.id),
            "is_open": row.id in calendars and hours.is_open(calendars[row.id], at),
            "ready_by": hours.ready_at(calendars[row.id], at) if row.id in calendars else None,
        }
        for row in found
    ]
    return render(request, "backoffice/pickup/places.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("fulfillment.read")
def place(request: HttpRequest, key: str) -> HttpResponse:
    """Show the hours and terms of a place; change them."""
    actor, location_id = actor_of(request), from_public("loc", key)
    row = locations.by_id(language=get_language() or "en").get(location_id)
    if row is None:
        raise UnknownLocation(location=key)
    calendar = hours.calendars([location_id]).get(location_id)
    form, status = PlaceForm(calendar, request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        actor.require("stock.write")
        if not actor.may_at(location_id):
            raise HoursOfAnotherPlace
        status = 422
        if form.is_valid():
            try:
                places.save_places([form.to_save(location_id)])
            except DomainError as refusal:
                form.add_error(None, sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved. Shoppers see it at once."))
                return redirect("backoffice_pickup_places")
    may_change = actor.may("stock.write") and actor.may_at(location_id)
    context = {"form": form, "place": row, "may_change": may_change, "is_new": calendar is None}
    return render(request, "backoffice/pickup/place.html", context, status=status)
