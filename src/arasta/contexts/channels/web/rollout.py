"""The page that lets a channel out step by step: nothing, chosen products, a share of them, all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.ports import VariantName, variant_facts
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import outbound
from arasta.contexts.channels.services import rollout as services
from arasta.contexts.channels.types import VARIANT_PREFIX, Channel, Installation, ListingStatus
from arasta.contexts.channels.types.outbound import Rollout, RolloutStage
from arasta.contexts.channels.web import shown
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

_MOST_SHOWN = 200
STAGES = {
    RolloutStage.NONE: pgettext_lazy("roll-out", "Nothing yet"),
    RolloutStage.CHOSEN: pgettext_lazy("roll-out", "Chosen products"),
    RolloutStage.PERCENT: pgettext_lazy("roll-out", "A share of all products"),
    RolloutStage.ALL: pgettext_lazy("roll-out", "All products"),
}


class StageForm(forms.Form):
    """How much of the catalog is published on the channel."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Published are"),
        choices=[(stage.value, word) for stage, word in STAGES.items()],
        widget=forms.RadioSelect,
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Share in percent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("A wider share keeps what was in the narrower one."),
    )


class ChosenForm(forms.Form):
    """SKUs to be published first."""

    skus = forms.CharField(
        label=gettext_lazy("SKUs"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Separated by commas, spaces or lines."),
    )

    def clean_skus(self) -> list[UUID]:
        """Return the variants, or name the SKUs that there are not."""
        asked = list(dict.fromkeys(str(self.cleaned_data["skus"]).replace(",", " ").split()))
        known = variant_facts().ids_by_sku(asked)
        unknown = [sku for sku in asked if sku not in known]
        if unknown:
            raise forms.ValidationError(_("There is no SKU %(given)s.") % {"given": ", ".join(unknown[:10])})
        return [known[sku] for sku in asked]


@dataclass(frozen=True, slots=True)
class ShownChosen:
    """A product that is published first."""

    key: str
    name: VariantName | None


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def rollout(request: HttpRequest, code: str) -> HttpResponse:
    """Show the stage and what it lets through; set it; choose products."""
    actor, channel, status = actor_of(request), reads.channel(code), 200
    if request.method == "POST":
        actor.require("channels.write")
    installation = reads.installation(channel.id)
    now = outbound.rollout(installation.id)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    stage = StageForm(request.POST if what == "stage" else None, initial={"stage": now.stage, "percent": now.percent})
    chosen = ChosenForm(request.POST if what == "choose" else None)
    if request.method == "POST":
        if _set(request, channel, what, stage, chosen):
            return redirect("channels_rollout", code=code)
        status = 422
    context = {**_shown(channel, installation, now), "stage_form": stage, "chosen_form": chosen}
    return render(
        request, "channels/rollout.html", {**context, "may_change": actor.may("channels.write")}, status=status
    )


def _set(request: HttpRequest, channel: Channel, what: str, stage: StageForm, chosen: ChosenForm) -> bool:
    """Do what was asked; tell whether it was done."""
    actor = actor_of(request)
    if what == "stage" and stage.is_valid():
        given = stage.cleaned_data
        percent = 100 if given["percent"] is None else given["percent"]
        services.set_rollout(channel.id, RolloutStage(given["stage"]), percent=percent, actor=actor)
        messages.success(request, _("Saved. The channel follows with the next round."))
        return True
    if what == "choose" and chosen.is_valid():
        added = services.choose_variants(channel.id, chosen.cleaned_data["skus"], actor=actor)
        said = ngettext("%(n)s product was added.", "%(n)s products were added.", added)
        messages.success(request, said % {"n": added})
        return True
    if what == "drop":
        services.drop_variants(channel.id, [from_public(VARIANT_PREFIX, request.POST.get("variant", ""))], actor=actor)
        return True
    return False


def _shown(channel: Channel, installation: Installation, now: Rollout) -> dict[str, object]:
    [one] = shown.channels([channel])
    picked = outbound.chosen_variants(installation.id)
    names = variant_facts().named(picked[:_MOST_SHOWN], language=get_language() or channel.language)
    reach = outbound.reach(channel.id, now)
    return {
        "channel": one,
        "tabs": shown.tabs(one, "channels_rollout"),
        "now": now,
        "stage": STAGES[now.stage],
        "reach": reach,
        "failed": one.listings[ListingStatus.FAILED],
        "chosen": [ShownChosen(to_public(VARIANT_PREFIX, key), names.get(key)) for key in picked[:_MOST_SHOWN]],
        "chosen_in_all": len(picked),
    }
