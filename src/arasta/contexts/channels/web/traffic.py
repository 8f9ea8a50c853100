"""The page about the calls we make: what may still be called, the breaker, the key, and what was said last."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import standing
from arasta.contexts.channels.types.standing import LastCall
from arasta.contexts.channels.web import shown, spans, words
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@dataclass(frozen=True, slots=True)
class ShownCall:
    """A call with what came of it in plain words."""

    row: LastCall
    outcome: str | Promise
    tone: str
    took: str


@require_safe
@permitted("channels.read")
def traffic(request: HttpRequest, code: str) -> HttpResponse:
    """Show how the channel's account stands and the last calls; by wish those that failed alone."""
    [one] = shown.channels([reads.channel(code)])
    account = standing.standing(one.row.id)
    only_failed = request.GET.get("view") == "failed"
    calls = standing.last_calls(reads.installation(one.row.id).id, only_failed=only_failed)
    address = reverse("channels_traffic", args=[code])
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_traffic"),
        "may_change": actor_of(request).may("channels.write"),
        "account": account,
        "filters": [
            {"label": _("All"), "url": address, "active": not only_failed},
            {"label": _("Failed"), "url": f"{address}?view=failed", "active": only_failed},
        ],
        "only_failed": only_failed,
        "calls": [_call(row) for row in calls],
    }
    return render(request, "channels/traffic.html", context)


def _call(row: LastCall) -> ShownCall:
    took = spans.short(row.elapsed_ms)
    if row.status is None:
        return ShownCall(row, words.SILENCES.get(row.silence, row.silence), "bad", took)
    tone = "good" if row.worked else "warn" if row.status < 500 else "bad"
    return ShownCall(row, str(row.status), tone, took)
