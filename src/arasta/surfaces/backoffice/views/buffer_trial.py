"""Try on real or made-up sales what buffers would cost and save on a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from arasta.contexts.channels.queries import buffers, channels, trials
from arasta.contexts.channels.types import Channel, Stream
from arasta.contexts.channels.types.buffers import MOST_KEPT_BACK
from arasta.contexts.channels.types.trials import Delays, TrialResult, TrialVariant
from arasta.flows.publishing import try_buffers
from arasta.kernel import clock
from arasta.kernel.web.pages import permitted

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_MADE_UP = 300
_BUSIEST = 2000
_HERE_PERCENT = 40
_READ_P50_MS, _READ_P95_MS = 10_000, 20_000
"""Orders are asked for every ten seconds."""


class TrialForm(forms.Form):
    """Which sales are played, how late the channel hears, and the accepted risk."""

    sales = forms.ChoiceField(
        label=gettext_lazy("Sales to play"),
        choices=[
            ("made-up", pgettext_lazy("sales to play", "A made-up busy day")),
            ("orders", pgettext_lazy("sales to play", "The orders of the last seven days")),
        ],
    )
    half = forms.IntegerField(label=gettext_lazy("Half are taken within, seconds"), min_value=0, max_value=86_400)
    most_of = forms.IntegerField(label=gettext_lazy("95 % within, seconds"), min_value=0, max_value=172_800)
    risk = forms.IntegerField(label=gettext_lazy("Accepted risk, in a thousand"), min_value=1, max_value=500)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=2**31,
        help_text=gettext_lazy("The same seed plays the same chance again."),
    )


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """What came of one way to keep units back."""

    label: str
    result: TrialResult
    is_computed: bool


@require_safe
@permitted("channels.read")
def trial(request: HttpRequest, code: str) -> HttpResponse:
    """Play the sales with every buffer and show what came of it."""
    channel = channels.channel(code)
    form = TrialForm({**_defaults(channel), **request.GET.dict()})
    context: dict[str, Any] = {"channel": channel, "form": form, "rows": [], "played": 0}
    status = 200
    if form.is_valid():
        variants, over = _sales(channel, form.cleaned_data)
        context["rows"] = _rows(variants, over, channel.id, form.cleaned_data)
        context["played"] = sum(len(one.demands) for one in variants)
    else:
        status = 422
    return render(request, "backoffice/connect/trial.html", context, status=status)


def _defaults(channel: Channel) -> dict[str, object]:
    """Return the measured delay where there is one, and the terms of the channel."""
    age = buffers.sync_ages([channel.id], at=clock.now())[channel.id].get(Stream.STOCK)
    half, most = (-(-age.p50_ms // 1000), -(-age.p95_ms // 1000)) if age else (20, 90)
    risk = buffers.buffer_terms(channel.id).risk_permille
    return {"sales": "made-up", "half": half, "most_of": most, "risk": risk, "seed": 1}


def _sales(channel: Channel, given: dict[str, Any]) -> tuple[list[TrialVariant], timedelta]:
    if given["sales"] == "orders":
        return try_buffers.sales_as_demands(channel.id, over=_WEEK, at=clock.now()), _WEEK
    names = [UUID(int=number) for number in range(_MADE_UP)]
    return trials.made_up(names, busiest=_BUSIEST, here_percent=_HERE_PERCENT, seed=given["seed"]), _DAY


def _rows(variants: list[TrialVariant], over: timedelta, channel_id: UUID, given: dict[str, Any]) -> list[ShownTrial]:
    late = max(given["half"], given["most_of"])
    delays = Delays(given["half"] * 1000, late * 1000, _READ_P50_MS, _READ_P95_MS)
    most = min(MOST_KEPT_BACK, buffers.buffer_terms(channel_id).most)
    played = trials.compare(
        variants, over=over, delays=delays, risk_permille=given["risk"], most=most, seed=given["seed"]
    )
    return [ShownTrial(_label(fixed), result, fixed is None) for fixed, result in played]


def _label(fixed: int | None) -> str:
    if fixed is None:
        return _("Computed for each product")
    return _("Always %(n)s") % {"n": fixed} if fixed else _("Nothing kept back")
