"""How the system is doing: the audit, the outbox, the background processes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from arasta.kernel.outbox import delivery as deliveries
from arasta.kernel.outbox import watching
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.views import audit


@never_cache
@require_safe
@permitted("system.read")
def system(request: HttpRequest) -> HttpResponse:
    """Show what the last audit said, the state of the outbox and of the workers."""
    workers = watching.workers()
    context = {
        **audit.state(),
        "backlog": watching.backlog(),
        "parked": watching.parked_deliveries(),
        "workers": workers,
        "alive": sum(worker.is_alive for worker in workers),
        "jobs": watching.count_jobs(),
    }
    return render(request, "backoffice/system/system.html", context)


@require_POST
@permitted("system.read")
def replay(request: HttpRequest, delivery: int) -> HttpResponse:
    """Put a parked delivery back in line."""
    parked = {one.id: one for one in watching.parked_deliveries(limit=1000)}
    one = parked.get(delivery)
    if one is None:
        messages.info(request, _("That delivery is not parked any more."))
    else:
        deliveries.replay(delivery)
        messages.success(request, _("Back in line. It is tried at once."))
    return redirect("backoffice_system")
