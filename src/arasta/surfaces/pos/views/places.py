"""Come to a register and leave it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.surfaces.pos import desk, frame
from arasta.surfaces.pos.desk import REGISTER_PREFIX
from arasta.surfaces.pos.guard import posted, seller


@require_http_methods(["GET", "HEAD", "POST"])
@seller
def choose(request: HttpRequest) -> HttpResponse:
    """Show the registers somebody may work at, or take one; the session remembers it."""
    if request.method == "POST":
        desk.take_place(request, from_public(REGISTER_PREFIX, request.POST.get("register", "")))
        return redirect("till")
    here = desk.desk_of(request)
    rows = [
        (to_public(REGISTER_PREFIX, row.id), row, here is not None and row.id == here.register.id)
        for row in desk.registers_for(actor_of(request))
    ]
    return frame.page(request, "registers", here, tab="till_registers", rows=rows)


@posted
@seller
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out and let somebody else sign in at the same register."""
    desk.leave(request)
    return redirect(f"{reverse('identity_sign_in')}?{urlencode({'next': reverse('till')})}")
