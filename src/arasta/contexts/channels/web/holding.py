"""The page that says when a channel's carts hold units, and for how long."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import channels as services
from arasta.contexts.channels.types import (
    LONGEST_CHANGE_DAYS,
    LONGEST_HOLD_MINUTES,
    Channel,
    HoldPolicy,
    HoldTerms,
)
from arasta.contexts.channels.web import shown, words
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


class HoldForm(forms.Form):
    """When, how long, and how long at most."""

    policy = forms.ChoiceField(
        label=gettext_lazy("Stock is held"),
        choices=[(policy.value, word) for policy, word in words.HOLD_POLICIES.items()],
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that a cart holds stock"),
        min_value=1,
        max_value=LONGEST_HOLD_MINUTES,
        help_text=gettext_lazy("When the time is over, the units are free again; the cart stays as it is."),
    )
    longest_minutes = forms.IntegerField(
        label=gettext_lazy("Longest hold in minutes"),
        min_value=1,
        max_value=LONGEST_HOLD_MINUTES,
        help_text=gettext_lazy("What outside systems may ask for over the API, a week (10080) at most."),
    )
    change_days = forms.IntegerField(
        label=gettext_lazy("Days that a dearer delivery may stay unpaid"),
        min_value=1,
        max_value=LONGEST_CHANGE_DAYS,
        help_text=gettext_lazy(
            "An order whose delivery was changed to a dearer one is packed once the difference is paid. Its customer is"
            " reminded after a day; when the time is over, the former delivery stands again."
        ),
    )

    def clean(self) -> dict[str, object]:
        """Let no cart hold longer than the longest hold."""
        given = super().clean() or {}
        if "minutes" in given and "longest_minutes" in given and given["minutes"] > given["longest_minutes"]:
            self.add_error("longest_minutes", _("This may not be less than what a cart holds."))
        return given

    def terms(self) -> HoldTerms:
        """Return what was said."""
        given = self.cleaned_data
        return HoldTerms(
            policy=HoldPolicy(given["policy"]),
            minutes=given["minutes"],
            longest_minutes=given["longest_minutes"],
            change_days=given["change_days"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def terms(request: HttpRequest, code: str) -> HttpResponse:
    """Show when a channel's carts hold units; change it."""
    channel, status = reads.channel(code), 200
    form = HoldForm(request.POST or None, initial=_initial(channel))
    if request.method == "POST":
        if form.is_valid():
            services.set_hold_terms(channel.id, form.terms(), actor=actor_of(request))
            messages.success(request, _("Saved. Holds that live already keep their time."))
            return redirect("channels_channel", code=code)
        status = 422
    [one] = shown.channels([channel])
    context = {"form": form, "channel": one, "tabs": shown.tabs(one, "channels_channel"), "may_change": True}
    return render(request, "channels/holding.html", context, status=status)


def _initial(channel: Channel) -> dict[str, object]:
    return {
        "policy": channel.hold_policy,
        "minutes": channel.hold_minutes,
        "longest_minutes": channel.longest_hold_minutes,
        "change_days": channel.change_days,
    }
