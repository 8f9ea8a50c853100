"""What a channel shows otherwise than we want: the list with its filter, what is so on purpose, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels, listings, outbound
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.types import LISTING_PREFIX, Channel
from arasta.contexts.channels.types.content import OwnValue, Resolved
from arasta.contexts.channels.types.outbound import KEEPABLE, SAID, Drift, DriftField
from arasta.flows.publishing import listed_goods, settle_drift
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import channel_places, listing_words
from arasta.surfaces.backoffice.views.stock import language

FIELDS = {
    DriftField.QUANTITY: pgettext_lazy("drift", "Quantity"),
    DriftField.PRICE: pgettext_lazy("drift", "Price"),
    DriftField.STATE: pgettext_lazy("drift", "On offer or not"),
    DriftField.TITLE: pgettext_lazy("drift", "Title"),
    DriftField.DESCRIPTION: pgettext_lazy("drift", "Description"),
    DriftField.IMAGES: pgettext_lazy("drift", "Pictures"),
    DriftField.CATEGORY: pgettext_lazy("drift", "Category"),
}
MOST_CHOSEN = 200


@dataclass(frozen=True, slots=True)
class ShownDrift:
    """A difference in words; amounts as money, pictures as addresses."""

    row: Drift
    key: str
    field: object
    variant: VariantRow | None
    ours: object
    theirs: object
    kind: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a listing says on purpose, beside what it would inherit."""

    own: OwnValue
    key: str
    field: object
    title: str
    sku: str
    said: Resolved


@require_safe
@permitted("channels.read")
def drift(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the channel shows otherwise than we want, by field."""
    channel, asked = channels.channel(code), request.GET.get("field", "")
    chosen = DriftField(asked) if asked in set(DriftField) else None
    page = outbound.drift_page(channel.id, field=chosen, cursor=request.GET.get("after"))
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_listing_drift"),
        "tabs": _tabs(channel, "" if chosen is None else chosen.value),
        "rows": shown(channel, page.items),
        "chosen": chosen or "",
        "next_cursor": page.next_cursor,
        "may_change": actor_of(request).may("channels.write"),
    }
    return render(request, "backoffice/channel_care/drift.html", context)


@require_safe
@permitted("channels.read")
def deviations(request: HttpRequest, code: str) -> HttpResponse:
    """Show what listings say on purpose instead of what they would inherit, and why."""
    channel = channels.channel(code)
    page = content_book.deviations_page(channel.id, cursor=request.GET.get("after"))
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_listing_drift"),
        "tabs": _tabs(channel, "purpose"),
        "rows": _deviations(channel, page.items),
        "next_cursor": page.next_cursor,
    }
    return render(request, "backoffice/channel_care/deviations.html", context)


@require_POST
@permitted("channels.write")
def settle(request: HttpRequest, code: str) -> HttpResponse:
    """Say ours again, or let what the channel shows stay on purpose."""
    channel, at, actor = channels.channel(code), clock.now(), actor_of(request)
    ids = [UUID(key) for key in request.POST.getlist("drift")[:MOST_CHOSEN] if _is_id(key)]
    try:
        if request.POST.get("act") == "keep":
            reason = request.POST.get("reason", "")
            settle_drift.keep_theirs(channel, ids, reason=reason, at=at, actor=actor)
            messages.success(request, _("Kept on purpose. Under Edits it can be taken back."))
        else:
            count = settle_drift.say_ours_again(channel, ids, at=at)
            said = ngettext("%(n)s listing is told again.", "%(n)s listings are told again.", count) % {"n": count}
            messages.success(request, said)
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("backoffice_listing_drift", code=code)


def shown(channel: Channel, rows: Sequence[Drift]) -> list[ShownDrift]:
    """Say differences in words."""
    known = variants.variants({row.variant_id for row in rows}, language=language())
    return [
        ShownDrift(
            row=row,
            key=to_public(LISTING_PREFIX, row.listing_id),
            field=FIELDS[row.field],
            variant=known.get(row.variant_id),
            ours=_said(channel, row.field, row.ours),
            theirs=_said(channel, row.field, row.theirs),
            kind="money" if row.field is DriftField.PRICE else "images" if row.field is DriftField.IMAGES else "text",
            is_open=row.field in KEEPABLE | SAID | {DriftField.QUANTITY},
        )
        for row in rows
    ]


def _tabs(channel: Channel, active: str) -> list[dict[str, object]]:
    here = reverse("backoffice_listing_drift", args=[channel.code])
    fields = [{"label": word, "url": f"{here}?field={one}", "active": one == active} for one, word in FIELDS.items()]
    return [
        {"label": _("All"), "url": here, "active": not active},
        *fields,
        {
            "label": _("On purpose"),
            "url": reverse("backoffice_deviations", args=[channel.code]),
            "active": active == "purpose",
        },
    ]


def _said(channel: Channel, name: DriftField, text: str) -> object:
    if name is DriftField.PRICE:
        return Money(int(text), channel.currency) if text.lstrip("-").isdigit() else None
    return text.splitlines() if name is DriftField.IMAGES else text


def _deviations(channel: Channel, rows: Sequence[OwnValue]) -> list[Deviation]:
    known = listings.listings(list({one.listing_id for one in rows}))
    says = {one.listing.id: one for one in listed_goods.listed(channel, known, at=clock.now())}
    return [
        Deviation(
            own=own,
            key=to_public(LISTING_PREFIX, own.listing_id),
            field=listing_words.field(own.field),
            title=one.goods.title,
            sku=one.goods.sku,
            said=one.content[own.field],
        )
        for own in rows
        if (one := says.get(own.listing_id)) and own.field in one.content
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
