"""Guards of the till's pages: staff who may sell, standing at a register."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.pos.desk import desk_of

PERMISSION = "till.sell"
View = Callable[..., HttpResponse]


def is_partial(request: HttpRequest) -> bool:
    """Tell whether a part of the page is asked for."""
    return request.headers.get("HX-Request") == "true"


def go(request: HttpRequest, name: str) -> HttpResponse:
    """Lead the whole window to another page, from a page or from a part of one."""
    if not is_partial(request):
        return redirect(name)
    return HttpResponse(status=204, headers={"HX-Redirect": reverse(name)})


def seller(view: View) -> View:
    """Let staff in who may sell; a part of a page leads others to the whole page, which says why."""
    guarded = never_cache(permitted(PERMISSION)(view))

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_partial(request) and not actor_of(request).may(PERMISSION):
            return go(request, "till")
        return guarded(request, *args, **kwargs)

    return entered


def at_desk(view: View) -> View:
    """Hand the view the desk; without one, let the register be chosen first."""

    @wraps(view)
    def seated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        desk = desk_of(request)
        return go(request, "till_registers") if desk is None else view(request, desk, *args, **kwargs)

    return seller(seated)


def posted(view: View) -> View:
    """Lead whoever comes by an address that only takes forms (after a change of language, say) to the sale."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.method == "POST" else redirect("till")

    return answered
