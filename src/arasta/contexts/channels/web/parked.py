"""Pages about what waits for a person: the list, one item, and what is decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.channels.ports import variant_facts
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.services import parking
from arasta.contexts.channels.types import PARKED_PREFIX, ParkedItem, ParkedReason, ParkedStatus
from arasta.contexts.channels.web import shown, words
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("channels.read")
def parked_list(request: HttpRequest, code: str) -> HttpResponse:
    """List what waits, or what was decided; htmx gets the table alone."""
    [one] = shown.channels([reads.channel(code)])
    asked = request.GET.get("status", ParkedStatus.OPEN)
    status = ParkedStatus(asked) if asked in set(ParkedStatus) else ParkedStatus.OPEN
    page = parked_reads.parked_page(one.row.id, status=status, cursor=request.GET.get("after"))
    address = reverse("channels_parked", args=[code])
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_parked"),
        "may_change": actor_of(request).may("channels.write"),
        "filters": [
            {"label": label, "url": f"{address}?{urlencode({'status': word.value})}", "active": word is status}
            for word, label in words.PARKED_STATUSES.items()
        ],
        "is_open": status is ParkedStatus.OPEN,
        "rows": shown.parked(page.items),
        "next_cursor": page.next_cursor,
    }
    part = "channels/parked_rows.html" if request.headers.get("HX-Request") else "channels/parked.html"
    return render(request, part, context)


@require_safe
@permitted("channels.read")
def parked_item(request: HttpRequest, key: str) -> HttpResponse:
    """Show one parked item and what can be done."""
    return _item(request, _found(key))


@require_POST
@permitted("channels.write")
def resolve(request: HttpRequest, key: str) -> HttpResponse:
    """Take the item again, after saying what its codes stand for."""
    item = _found(key)
    given = {code: request.POST.get(f"sku-{place}", "").strip() for place, code in enumerate(item.about)}
    skus = {code: sku for code, sku in given.items() if sku}
    known = variant_facts().ids_by_sku(list(skus.values()))
    wrong = {code: _("There is no SKU “%(sku)s”.") % {"sku": sku} for code, sku in skus.items() if sku not in known}
    if wrong:
        return _item(request, item, given=given, wrong=wrong, status=422)
    choices: dict[str, UUID] = {code: known[sku] for code, sku in skus.items()}
    try:
        parking.resolve(item.id, choices=choices, note=request.POST.get("note", ""), actor=actor_of(request))
    except parking.SkuNotChosen as refusal:
        code = str(refusal.details["given"])
        return _item(request, item, given=given, wrong={code: sentence(refusal)}, status=422)
    except DomainError as refusal:
        return _item(request, item, given=given, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(request, _("It is taken again now. If something is still in the way, it comes back here."))
    return redirect("channels_parked", code=item.channel_code)


@require_POST
@permitted("channels.write")
def dismiss(request: HttpRequest, key: str) -> HttpResponse:
    """Put the item aside, with a reason."""
    item, note = _found(key), request.POST.get("note", "")
    try:
        parking.dismiss(item.id, note=note, actor=actor_of(request))
    except parking.ReasonNeeded as refusal:
        return _item(request, item, reason_error=sentence(refusal), status=422)
    except DomainError as refusal:
        return _item(request, item, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(request, _("Put aside. It stays in the list of what was put aside."))
    return redirect("channels_parked", code=item.channel_code)


def _found(key: str) -> ParkedItem:
    return parked_reads.parked_item(from_public(PARKED_PREFIX, key))


def _item(
    request: HttpRequest,
    item: ParkedItem,
    *,
    given: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    reason_error: str = "",
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    [row] = shown.parked([item])
    context = {
        "item": row,
        "codes": _codes(item, given or {}, wrong or {}),
        "asks_skus": item.reason is ParkedReason.UNKNOWN_SKU,
        "is_open": item.status is ParkedStatus.OPEN,
        "may_change": actor_of(request).may("channels.write"),
        "document": json.dumps(json.loads(item.payload), ensure_ascii=False, indent=2),
        "reason_error": reason_error,
        "refusal": sentence(refusal) if refusal else "",
    }
    return render(request, "channels/parked_item.html", context, status=status)


def _codes(item: ParkedItem, given: Mapping[str, str], wrong: Mapping[str, str]) -> list[dict[str, object]]:
    """Return a field for each code that is not known yet, with what is filled in and what is wrong with it."""
    known = listing_reads.listings_by_external(item.channel_id, item.about)
    return [
        {
            "code": code,
            "name": f"sku-{place}",
            "value": given.get(code, ""),
            "error": wrong.get(code, ""),
            "is_known": code in known,
        }
        for place, code in enumerate(item.about)
    ]
