"""Edit many listings: choose, say what to do, look at the differences, save, take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels, edits, listings
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import quality as quality_book
from arasta.contexts.channels.types import LISTING_PREFIX, Channel
from arasta.contexts.channels.types.content import (
    ASSORTMENT,
    CAP,
    EDIT_PREFIX,
    END_BELOW,
    MOST_AT_ONCE,
    PLAIN_FIELDS,
    PRICE,
    SHARE,
    Difference,
    EditChange,
    EditOp,
    EditPlan,
    EditStatus,
    EditStep,
)
from arasta.flows.publishing import edit_listings
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import channel_places, listing_words
from arasta.surfaces.backoffice.views.listings import wanted_of
from arasta.surfaces.backoffice.views.stock import language

STEPS = 3
MOST_SHOWN = 200
_TRADE = (PRICE, ASSORTMENT, SHARE, CAP, END_BELOW)


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A difference in words."""

    title: str
    sku: str
    field: str
    before: object
    after: object
    is_money: bool
    problem: object
    beside_policy: bool = False
    is_undone: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what to do with the chosen listings; show what would change; save it."""
    channel = channels.channel(code)
    chosen = _chosen(request, channel)
    context: dict[str, object] = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_listings"),
        "chosen": [to_public(LISTING_PREFIX, key) for key in chosen],
        "count": len(chosen),
        "too_many": len(chosen) > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "placeholders": content_book.placeholders(),
        "lines": _lines(request.POST),
        "fields": _choices(channel),
        "ops": [(one.value, word) for one, word in listing_words.OPS.items()],
        "reason": request.POST.get("reason", ""),
    }
    if request.method != "POST" or request.POST.get("act") == "choose" or not chosen:
        return render(request, "backoffice/listings/edit.html", context)
    return _show_or_save(request, channel, chosen, context)


@require_safe
@permitted("channels.read")
def edit_list(request: HttpRequest, code: str) -> HttpResponse:
    """List a channel's edits, the newest first."""
    channel = channels.channel(code)
    page = edits.edits_page(channel.id, cursor=request.GET.get("after"))
    rows = [
        {
            "row": row,
            "key": to_public(EDIT_PREFIX, row.id),
            "status": listing_words.EDIT_STATUSES[row.status],
            "tone": listing_words.EDIT_TONES[row.status],
        }
        for row in page.items
    ]
    places = channel_places.tabs(channel, "backoffice_edits")
    context = {"channel": channel, "places": places, "rows": rows, "next_cursor": page.next_cursor}
    return render(request, "backoffice/listings/edits.html", context)


@require_safe
@permitted("channels.read")
def saved(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show what an edit changed."""
    channel, row = channels.channel(code), edits.edit(from_public(EDIT_PREFIX, key))
    changes = edits.changes_of(row.id)
    context = {
        "channel": channel,
        "row": row,
        "key": key,
        "status": listing_words.EDIT_STATUSES[row.status],
        "tone": listing_words.EDIT_TONES[row.status],
        "differences": _shown(channel, changes[:MOST_SHOWN]),
        "hidden": max(0, len(changes) - MOST_SHOWN),
        "may_undo": row.status is EditStatus.SAVED and actor_of(request).may("channels.write"),
    }
    return render(request, "backoffice/listings/saved.html", context)


@require_POST
@permitted("channels.write")
def undo(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take an edit back where nothing changed since."""
    try:
        undone = edit_listings.undo(from_public(EDIT_PREFIX, key), at=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
        return redirect("backoffice_edit_saved", code=code, key=key)
    said = ngettext("%(n)s change was taken back.", "%(n)s changes were taken back.", undone.restored)
    messages.success(request, said % {"n": undone.restored})
    if undone.changed_since:
        named = ", ".join(sorted({one.external_id for one in undone.changed_since})[:10])
        messages.warning(request, _("Left as they are, since they were changed again: %(given)s") % {"given": named})
    return redirect("backoffice_edit_saved", code=code, key=key)


def _show_or_save(
    request: HttpRequest, channel: Channel, chosen: Sequence[UUID], context: dict[str, object]
) -> HttpResponse:
    at, actor, steps = clock.now(), actor_of(request), _steps(request.POST)
    if any(one.field in {SHARE, CAP, END_BELOW} for one in steps):
        actor.require("stock.write")
    if any(one.field == PRICE for one in steps):
        actor.require("prices.write")
    act, page, status = request.POST.get("act"), "backoffice/listings/differences.html", 200
    try:
        if act == "save":
            mark, reason = request.POST.get("mark", ""), request.POST.get("reason", "")
            key = edit_listings.save(channel, chosen, steps, mark=mark, reason=reason, at=at, actor=actor)
            messages.success(request, _("Saved. The channel is told with the next round."))
            return redirect("backoffice_edit_saved", code=channel.code, key=to_public(EDIT_PREFIX, key))
        context |= _planned(channel, edit_listings.plan(channel, chosen, steps, at=at))
    except DomainError as refusal:
        context["refusal"], status = sentence(refusal), STATUS[refusal.kind]
        if act == "save":
            context |= _planned(channel, edit_listings.plan(channel, chosen, steps, at=at))
        else:
            page = "backoffice/listings/edit.html"
    return render(request, page, context, status=status)


def _planned(channel: Channel, planned: EditPlan) -> dict[str, object]:
    return {
        "differences": _shown(channel, planned.sound[:MOST_SHOWN]),
        "refused": _shown(channel, planned.refused[:MOST_SHOWN]),
        "changes": len(planned.sound),
        "untouched": planned.untouched,
        "hidden": max(0, len(planned.sound) - MOST_SHOWN),
        "needs_reason": planned.needs_reason,
        "mark": planned.mark,
    }


def _chosen(request: HttpRequest, channel: Channel) -> list[UUID]:
    """Return the listings that were ticked, or all of the filter they were ticked under."""
    given = request.POST if request.method == "POST" else request.GET
    keys = [key for text in given.getlist("id") for key in text.split(",") if key]
    if keys:
        found = listings.listings([from_public(LISTING_PREFIX, key) for key in keys[: MOST_AT_ONCE + 1]])
        return [row.id for row in found if row.channel_id == channel.id]
    if given.get("all"):
        return quality_book.listing_ids(channel.id, wanted_of(request), limit=MOST_AT_ONCE)
    return []


def _choices(channel: Channel) -> list[tuple[str, str]]:
    own = [name for name in content_book.templates(channel.id) if name not in PLAIN_FIELDS]
    return [(name, listing_words.field(name)) for name in (*PLAIN_FIELDS, *own, *_TRADE)]


def _lines(given: QueryDict) -> list[dict[str, str]]:
    return [
        {name: given.get(f"{name}_{place}", "") for name in ("field", "name", "op", "value", "find")}
        | {"place": str(place)}
        for place in range(STEPS)
    ]


def _steps(given: QueryDict) -> list[EditStep]:
    steps = []
    for line in _lines(given):
        name = f"{line['field']}{line['name'].strip()}" if line["field"].endswith(":") else line["field"]
        if name and line["op"] in set(EditOp):
            steps.append(EditStep(field=name, op=EditOp(line["op"]), value=line["value"], find=line["find"]))
    return steps


def _shown(channel: Channel, changes: Sequence[Difference | EditChange]) -> list[ShownDifference]:
    known = variants.variants({one.variant_id for one in changes}, language=language())
    return [
        ShownDifference(
            title=known[one.variant_id].title if one.variant_id in known else one.external_id,
            sku=known[one.variant_id].sku if one.variant_id in known else one.external_id,
            field=listing_words.field(one.field),
            before=_value(channel, one.field, one.shown_before),
            after=_value(channel, one.field, one.shown_after),
            is_money=one.field == PRICE,
            problem=listing_words.PROBLEMS.get(one.problem, "") if isinstance(one, Difference) else "",
            beside_policy=one.beside_policy if isinstance(one, Difference) else False,
            is_undone=one.is_undone if isinstance(one, EditChange) else False,
        )
        for one in changes
    ]


def _value(channel: Channel, name: str, text: str) -> object:
    if name == PRICE:
        return Money(int(text), channel.currency) if text else None
    if name == ASSORTMENT and text:
        return _("In the assortment") if text == "in" else _("Out of the assortment")
    return text
