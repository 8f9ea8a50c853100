"""The audit: what was proved, what lies, and the rows behind each lie."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from arasta.kernel.audit import runs
from arasta.kernel.outbox import watching
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import drifts


@never_cache
@require_safe
@permitted("system.read")
def audit(request: HttpRequest) -> HttpResponse:
    """Show the state in words, the lies that stand, and the last runs; htmx gets what changes."""
    standing = runs.standing(cursor=request.GET.get("after"), limit=50)
    context = {
        **state(),
        "drifts": drifts.show(standing.items),
        "cursor": standing.next_cursor,
        "runs": runs.runs(limit=20),
        "is_silent": not any(worker.is_alive for worker in watching.workers()),
    }
    part = "backoffice/audit/found.html" if request.headers.get("HX-Request") else "backoffice/audit/audit.html"
    return render(request, part, context)


@never_cache
@require_safe
@permitted("system.read")
def drift(request: HttpRequest, drift: int) -> HttpResponse:
    """Explain one lie: the rows behind it, with running sums."""
    return render(request, "backoffice/audit/drift.html", {"told": drifts.explain(runs.drift(drift))})


@require_POST
@permitted("system.read")
def run(request: HttpRequest) -> HttpResponse:
    """Let the worker prove everything now."""
    runs.ask(actor=actor_of(request))
    messages.success(request, _("The audit begins. This page shows what it finds."))
    return redirect("backoffice_audit")


def state() -> dict[str, object]:
    """Return the last run, how many lies stand, and whether a run was asked for."""
    ended = [row for row in runs.runs(limit=5) if row.ended_at]
    return {"last": ended[0] if ended else None, "count": runs.count_standing(), "is_asked": runs.is_asked()}
