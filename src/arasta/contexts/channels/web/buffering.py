"""The page about what is kept back: how late the channel hears, at what risk, and how many of which product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.ports import VariantName, variant_facts
from arasta.contexts.channels.queries import buffers as reads
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import buffers as services
from arasta.contexts.channels.types.buffers import FEWEST_MEASURED, MOST_KEPT_BACK, Buffer, BufferTerms
from arasta.contexts.channels.web import shown, spans
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

_HOUR = timedelta(hours=1)
RISKS = [
    (1, gettext_lazy("0.1 %: hardly ever")),
    (5, gettext_lazy("0.5 %")),
    (10, gettext_lazy("1 %: one sale in a hundred at the edge")),
    (20, gettext_lazy("2 %")),
    (50, gettext_lazy("5 %")),
    (100, gettext_lazy("10 %: rather sell than keep")),
]


class TermsForm(forms.Form):
    """Whether units are kept back, at what risk, and how many at most."""

    is_on = forms.BooleanField(
        label=gettext_lazy("Keep units back from this channel"),
        required=False,
        help_text=gettext_lazy("Only of what sells elsewhere, and only as many as the delay makes needed."),
    )
    risk = forms.TypedChoiceField(
        label=gettext_lazy("Accepted risk that a unit is sold twice"), choices=RISKS, coerce=int
    )
    most = forms.IntegerField(label=gettext_lazy("At most, of each product"), min_value=1, max_value=MOST_KEPT_BACK)

    def terms(self) -> BufferTerms:
        """Return what was said."""
        given = self.cleaned_data
        return BufferTerms(is_on=given["is_on"], risk_permille=given["risk"], most=given["most"])


@dataclass(frozen=True, slots=True)
class ShownBuffer:
    """What is kept back of a product, and why so many."""

    row: Buffer
    name: VariantName | None
    why: str


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def kept_back(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is kept back and why; say at what risk."""
    actor, channel, status = actor_of(request), channels.channel(code), 200
    terms = reads.buffer_terms(channel.id)
    form = TermsForm(
        request.POST or None, initial={"is_on": terms.is_on, "risk": terms.risk_permille, "most": terms.most}
    )
    if request.method == "POST":
        actor.require("channels.write")
        if form.is_valid():
            services.set_terms(channel.id, form.terms(), actor=actor)
            messages.success(request, _("Saved. The numbers follow within five minutes."))
            return redirect("channels_buffers", code=code)
        status = 422
    [one] = shown.channels([channel])
    page = reads.buffers(channel.id, cursor=request.GET.get("after"))
    variants, units = reads.count_buffers(channel.id)
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_buffers"),
        "may_change": actor.may("channels.write"),
        "form": form,
        "terms": terms,
        "stock": one.stock,
        "fewest": FEWEST_MEASURED,
        "variants": variants,
        "units": units,
        "rows": _rows(page.items),
        "next_cursor": page.next_cursor,
    }
    return render(request, "channels/kept_back.html", context, status=status)


def _rows(rows: Sequence[Buffer]) -> list[ShownBuffer]:
    names = variant_facts().named([row.variant_id for row in rows], language=get_language() or "en")
    return [ShownBuffer(row, names.get(row.variant_id), explain(row)) for row in rows]


def explain(row: Buffer) -> str:
    """Say in a line what a number was computed from."""
    hours = Decimal(row.speed.over // timedelta(seconds=1)) / Decimal(_HOUR // timedelta(seconds=1))
    return _("%(speed)s sold an hour elsewhere × %(delay)s at a risk of %(risk)s %%") % {
        "speed": number_format(Decimal(row.speed.units) / hours, 1) if hours else "0",
        "delay": spans.short(row.delay_ms),
        "risk": number_format(Decimal(row.risk_permille) / 10, 1),
    }
