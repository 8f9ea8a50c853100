"""How a channel shares the pool: what it is shown of it, what is kept for it alone, and what that does now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.queries import rules as rule_book
from arasta.contexts.inventory.queries.availability import Offered
from arasta.contexts.inventory.queries.rules import FenceRow, RuleRow
from arasta.contexts.inventory.services import rules
from arasta.contexts.inventory.services.rules import RuleInput
from arasta.contexts.inventory.types import RuleKind, StockLine
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import words
from arasta.surfaces.backoffice.rule_forms import FenceForm, RuleForm
from arasta.surfaces.backoffice.views.stock import Places, language, spoken_places

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A share or cap; of one variant with what there is of it and what the channel is shown of that."""

    row: RuleRow
    word: _StrPromise
    variant: VariantRow | None
    pool: int
    shown: int

    @property
    def key(self) -> str:
        return to_public("var", self.variant.id) if self.variant else ""


@dataclass(frozen=True, slots=True)
class ShownFence:
    """Units kept for the channel; what it may sell there now, and what that leaves to the others."""

    row: FenceRow
    variant: VariantRow
    place: str
    place_key: str
    free: int
    may_change: bool

    @property
    def key(self) -> str:
        return to_public("var", self.variant.id)

    @property
    def left(self) -> int:
        return max(0, self.free - self.row.quantity)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.read")
def channel_rules(request: HttpRequest, code: str) -> HttpResponse:
    """Show a channel's rules and fences; set or lift one."""
    actor, channel, places, status = actor_of(request), channels.channel(code), spoken_places(), 200
    given = request.POST if request.method == "POST" else None
    asked = given.get("what", "") if given is not None else ""
    rule_form = RuleForm(given if asked == "rule" else None)
    fence_form = FenceForm(given if asked == "fence" else None, places=_own(places, actor))
    if given is not None:
        actor.require("stock.write")
        status = _try(fence_form if asked == "fence" else rule_form, channel, actor)
        if status == 200:
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("backoffice_channel_rules", code=code)
    context = {
        "channel": channel,
        "rule_form": rule_form,
        "fence_form": fence_form,
        "may_change": actor.may("stock.write"),
        **_lists(request, channel, places, actor),
    }
    return render(request, "backoffice/rules/rules.html", context, status=status)


def _own(places: Places, actor: Actor) -> Places:
    return {key: place for key, place in places.items() if actor.may_at(key)}


def _try(form: forms.Form, channel: Channel, actor: Actor) -> int:
    """Set what a form says; return the status, 200 if it is done. A refusal lands on the form."""
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    try:
        if isinstance(form, FenceForm):
            line = StockLine(given["sku"], given["location"], given["quantity"])
            rules.set_fences([line], channel_id=channel.id, actor=actor)
        else:
            rule = RuleInput(RuleKind(given["kind"]), given["value"], given["sku"])
            rules.set_rules([rule], channel_id=channel.id)
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return STATUS[refusal.kind]
    return 200


def _lists(request: HttpRequest, channel: Channel, places: Places, actor: Actor) -> dict[str, Any]:
    shared = rule_book.rules(channel.id, cursor=request.GET.get("after"))
    kept = rule_book.fences(channel.id, cursor=request.GET.get("fences_after"))
    keys = {row.variant_id for row in shared.items if row.variant_id} | {row.variant_id for row in kept.items}
    described = variants.variants(keys, language=language())
    served = [place.location_id for place in channels.locations_of(channel.id)]
    offers = availability.offered(sorted(keys), channel_id=channel.id, location_ids=served)
    return {
        "rules": [_rule(row, described, offers) for row in shared.items],
        "rules_cursor": shared.next_cursor,
        "fences": _fences(kept.items, described, offers, places, actor),
        "fences_cursor": kept.next_cursor,
    }


def _rule(row: RuleRow, described: dict[UUID, VariantRow], offers: dict[UUID, Offered]) -> ShownRule:
    offer = offers.get(row.variant_id) if row.variant_id else None
    pool = sum(offer.by_location.values()) if offer else 0
    variant = described.get(row.variant_id) if row.variant_id else None
    return ShownRule(row, words.RULES[row.kind], variant, pool, offer.total if offer else 0)


def _fences(
    rows: Sequence[FenceRow],
    described: dict[UUID, VariantRow],
    offers: dict[UUID, Offered],
    places: Places,
    actor: Actor,
) -> list[ShownFence]:
    return [
        ShownFence(
            row=row,
            variant=described[row.variant_id],
            place=places[row.location_id].name if row.location_id in places else "",
            place_key=to_public("loc", row.location_id),
            free=offers[row.variant_id].by_location.get(row.location_id, 0),
            may_change=actor.may("stock.write") and actor.may_at(row.location_id),
        )
        for row in rows
    ]
