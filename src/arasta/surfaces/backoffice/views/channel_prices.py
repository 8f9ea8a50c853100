"""How a channel's prices relate to those for all channels: its policy, what stands beside it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.queries import price_policy as policy_book
from arasta.contexts.channels.services import price_policy as policy_services
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.policies import PolicyKind, PricePolicy, Standing
from arasta.flows.publishing import keep_prices
from arasta.flows.publishing.keep_prices import Judged
from arasta.kernel import clock
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import exponent
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import channel_places, listing_words
from arasta.surfaces.backoffice.views.stock import language

MOST_JUDGED = 5_000
MOST_SHOWN = 200


class PolicyForm(forms.Form):
    """A policy; the services decide whether it makes sense."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Prices on this channel"),
        choices=[(one.value, word) for one, word in listing_words.POLICIES.items()],
        widget=forms.RadioSelect,
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Percent"),
        required=False,
        decimal_places=2,
        max_digits=6,
        help_text=gettext_lazy("12.5 makes them dearer, -5 cheaper."),
    )
    step = forms.DecimalField(
        label=gettext_lazy("Rounded to"),
        required=False,
        decimal_places=4,
        max_digits=12,
        help_text=gettext_lazy("0.90 or 1 or 5, in the channel’s currency; empty: to the smallest coin."),
    )
    tolerance = forms.DecimalField(
        label=gettext_lazy("Tolerance in percent"),
        required=False,
        decimal_places=2,
        max_digits=5,
        help_text=gettext_lazy("Smaller differences are no deviation."),
    )

    def policy(self, channel: Channel) -> PricePolicy:
        """Return what was said."""
        given = self.cleaned_data
        step = (given["step"] or Decimal(0)).scaleb(exponent(channel.currency))
        return PricePolicy(
            kind=PolicyKind(given["kind"]),
            percent=given["percent"] or Decimal(0),
            step_minor=max(1, int(step)),
            tolerance=given["tolerance"] or Decimal(0),
        )


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """A price with its goods and how it stands."""

    judged: Judged
    key: str
    variant: VariantRow
    word: object
    tone: str


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def channel_prices(request: HttpRequest, code: str) -> HttpResponse:
    """Show a channel's price policy and what stands beside it; change the policy."""
    channel, actor, status = channels.channel(code), actor_of(request), 200
    policy = policy_book.policy_of(channel.id)
    form = PolicyForm(request.POST or None, initial=_initial(channel, policy))
    if request.method == "POST":
        status = _set(request, form, channel, actor)
        if status == 200:
            return redirect("backoffice_channel_prices", code=code)
    keys = listings.variants_on(channel.id)[:MOST_JUDGED]
    judged = keep_prices.judge_prices(channel, keys, at=clock.now())
    beside = [one for one in judged.values() if one.price and one.standing in {Standing.BESIDE, Standing.ACCEPTED}]
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_channel_prices"),
        "form": form,
        "policy": listing_words.POLICIES[policy.kind],
        "counts": [
            (word, listing_words.STANDING_TONES[one], sum(price.standing is one for price in judged.values()))
            for one, word in listing_words.STANDINGS.items()
        ],
        "rows": _shown(sorted(beside, key=lambda one: one.standing is Standing.ACCEPTED)[:MOST_SHOWN]),
        "may_change": actor.may("prices.write"),
    }
    return render(request, "backoffice/channel_prices/prices.html", context, status=status)


@require_POST
@permitted("prices.write")
def decide_prices(request: HttpRequest, code: str) -> HttpResponse:
    """Stand up for the ticked prices with a reason, or bring them back to the policy."""
    channel, at, actor = channels.channel(code), clock.now(), actor_of(request)
    keys = [from_public("var", key) for key in request.POST.getlist("id")[:MOST_SHOWN]]
    judged = keep_prices.judge_prices(channel, keys, at=at)
    try:
        if request.POST.get("act") == "accept":
            prices = {key: one.price for key, one in judged.items() if one.price}
            reason = request.POST.get("reason", "")
            policy_services.accept_prices(channel.id, prices, reason=reason, now=at, actor=actor)
            messages.success(request, _("Accepted. They count as long as they stay as they are."))
        else:
            keep_prices.bring_back(channel, keys, at=at, actor=actor)
            messages.success(request, _("Brought back to the policy. The channel is told with the next round."))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("backoffice_channel_prices", code=code)


def _set(request: HttpRequest, form: PolicyForm, channel: Channel, actor: Actor) -> int:
    actor.require("prices.write")
    if not form.is_valid():
        return 422
    try:
        changed = keep_prices.set_policy(channel, form.policy(channel), at=clock.now(), actor=actor)
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return STATUS[refusal.kind]
    messages.success(request, _("Saved. %(count)s prices follow it anew.") % {"count": changed})
    return 200


def _initial(channel: Channel, policy: PricePolicy) -> dict[str, object]:
    step = Decimal(policy.step_minor).scaleb(-exponent(channel.currency)) if policy.step_minor > 1 else None
    return {"kind": policy.kind, "percent": policy.percent or None, "step": step, "tolerance": policy.tolerance or None}


def _shown(rows: Sequence[Judged]) -> list[ShownPrice]:
    known: dict[UUID, VariantRow] = variants.variants([one.variant_id for one in rows], language=language())
    return [
        ShownPrice(
            judged=one,
            key=to_public("var", one.variant_id),
            variant=known[one.variant_id],
            word=listing_words.STANDINGS[one.standing],
            tone=listing_words.STANDING_TONES[one.standing],
        )
        for one in rows
        if one.variant_id in known
    ]
