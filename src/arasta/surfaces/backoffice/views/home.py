"""The live screen: today's figures and the feed of all channels."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arasta.kernel import clock
from arasta.kernel.access import Actor
from arasta.kernel.audit import runs
from arasta.kernel.outbox import watching
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import feed as telling
from arasta.surfaces.backoffice import tickets
from arasta.surfaces.backoffice.today import today

LINES = 40


@never_cache
@require_safe
@permitted("orders.read")
def home(request: HttpRequest) -> HttpResponse:
    """Show the live screen."""
    actor, at = actor_of(request), clock.now()
    context = {
        "today": today(actor, at=at),
        "lines": _lines(actor),
        "now": at,
        "is_live": bool(settings.LIVE_URL),
        "count": runs.count_standing() if actor.may("system.read") else 0,
    }
    return render(request, "backoffice/home.html", context)


@never_cache
@require_safe
@permitted("orders.read")
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures alone, as they are now."""
    return render(
        request, "backoffice/today/figures.html", {"today": today(actor_of(request), at=clock.now()), "is_part": True}
    )


@never_cache
@require_safe
@permitted("orders.read")
def feed(request: HttpRequest) -> HttpResponse:
    """Show the feed's newest lines alone."""
    return render(request, "backoffice/today/lines.html", {"lines": _lines(actor_of(request))})


@never_cache
@require_safe
@permitted("orders.read")
def ticket(request: HttpRequest) -> HttpResponse:
    """Answer the address of the live stream, good for one connection of this reader."""
    if not settings.LIVE_URL:
        raise Http404
    word = tickets.write(actor_of(request), language=get_language() or "en")
    return JsonResponse({"url": f"{settings.LIVE_URL.rstrip('/')}/live/events?ticket={word}"})


def _lines(actor: Actor) -> list[telling.Line]:
    return telling.lines(watching.newest(telling.names_for(actor), limit=LINES))
