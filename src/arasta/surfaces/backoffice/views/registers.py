"""Make a register, call it something else, retire it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, ChannelKind
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.registers import queries, services
from arasta.contexts.registers.types import RegisterRow
from arasta.kernel.ids import from_public
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.first_forms import RegisterForm

_PLACES = {LocationKind.STORE, LocationKind.POPUP}
_CHANNELS = {ChannelKind.STORE, ChannelKind.POPUP}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def add(request: HttpRequest) -> HttpResponse:
    """Make a register of a store."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Give a register another name, or retire it."""
    return _edit(request, queries.register(from_public("reg", key)))


def _edit(request: HttpRequest, register: RegisterRow | None) -> HttpResponse:
    places, tills = _places(), _tills()
    form = RegisterForm(request.POST or None, places=places, channels=tills, register=register)
    if request.method == "POST" and form.is_valid():
        wanted = form.to_save(places, tills)
        if register is None and any(row.code == wanted.code for row in queries.registers()):
            form.add_error("code", _("Another register has this code."))
        else:
            services.save_registers([wanted])
            messages.success(request, _("Saved."))
            return redirect("registers_list")
    context = {"form": form, "register": register, "is_ready": bool(register or (places and tills))}
    return render(request, "backoffice/registers/register.html", context, status=422 if form.errors else 200)


def _places() -> list[LocationRow]:
    return [row for row in locations.locations(language=get_language() or "en") if row.kind in _PLACES]


def _tills() -> list[Channel]:
    return [one for one in channels.channels() if one.kind in _CHANNELS]
