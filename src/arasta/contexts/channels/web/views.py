"""Pages about channels: how each stands, pause and resume, listings, batches, the panel on an order's page."""

from __future__ import annotations

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
from arasta.contexts.channels.queries import money as money_reads
from arasta.contexts.channels.queries import orders as order_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.queries import returns as return_reads
from arasta.contexts.channels.queries import sync as sync_reads
from arasta.contexts.channels.services import channels as services
from arasta.contexts.channels.types import ORDER_PREFIX, ListingStatus
from arasta.contexts.channels.web import accounts, shown, words
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("channels.read")
def channel_list(request: HttpRequest) -> HttpResponse:
    """List the channels and how each stands; htmx gets the table alone."""
    context = {"rows": shown.channels(reads.channels()), "may_change": actor_of(request).may("channels.write")}
    part = "channels/rows.html" if request.headers.get("HX-Request") else "channels/channels.html"
    return render(request, part, context)


@require_safe
@permitted("channels.read")
def channel(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a channel stands and what waits for a person."""
    [one] = shown.channels([reads.channel(code)])
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_channel"),
        "may_change": actor_of(request).may("channels.write"),
        "holding": words.HOLD_POLICIES[one.row.hold_policy],
        "parked": shown.parked(parked_reads.parked_page(one.row.id, limit=5).items),
        "counts": [
            (words.LISTING_STATUSES[word], words.LISTING_TONES[word], one.listings[word], word)
            for word in ListingStatus
        ],
    }
    return render(request, "channels/channel.html", context)


@require_POST
@permitted("channels.write")
def pause(request: HttpRequest, code: str) -> HttpResponse:
    """Stop telling and asking a channel."""
    services.pause(reads.channel(code).id, actor=actor_of(request))
    messages.success(request, _("Paused. Changes are noted and told when you resume."))
    return redirect("channels_channel", code=code)


@require_POST
@permitted("channels.write")
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Go on with a channel."""
    services.resume(reads.channel(code).id, actor=actor_of(request))
    messages.success(request, _("Resumed. Everything on offer is told anew."))
    return redirect("channels_channel", code=code)


@require_safe
@permitted("channels.read")
def listing_list(request: HttpRequest, code: str) -> HttpResponse:
    """List what is offered on a channel; htmx gets the table alone."""
    [one] = shown.channels([reads.channel(code)])
    asked, text = request.GET.get("status", ""), request.GET.get("q", "").strip()[:100]
    status = ListingStatus(asked) if asked in set(ListingStatus) else None
    found = list(variant_facts().ids_by_sku([text]).values()) if text else None
    page = listing_reads.listings_page(one.row.id, status=status, variant_ids=found, cursor=request.GET.get("after"))
    by_code = listing_reads.listings_by_external(one.row.id, [text]).values() if text and not page.items else []
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_listings"),
        "may_change": actor_of(request).may("channels.write"),
        "filters": _filters(one, status),
        "status": status or "",
        "text": text,
        "rows": shown.listings(one.row, [*page.items, *by_code]),
        "next_cursor": page.next_cursor,
    }
    part = "channels/listing_rows.html" if request.headers.get("HX-Request") else "channels/listings.html"
    return render(request, part, context)


@require_safe
@permitted("channels.read")
def ticket_list(request: HttpRequest, code: str) -> HttpResponse:
    """List the newest batches of a channel."""
    [one] = shown.channels([reads.channel(code)])
    rows = [
        {
            "ticket": row,
            "op": words.OPS[row.op],
            "status": words.TICKET_STATUSES[row.status],
            "tone": words.TICKET_TONES[row.status],
        }
        for row in sync_reads.tickets_of(one.row.id)
    ]
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_tickets"),
        "may_change": actor_of(request).may("channels.write"),
        "rows": rows,
    }
    return render(request, "channels/tickets.html", context)


@require_safe
@permitted("channels.read")
def order_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show, on an order's page, where the order came from and its packages there."""
    order_id = from_public(ORDER_PREFIX, key)
    external = order_reads.external_orders_of([order_id]).get(order_id)
    if external is None:
        return HttpResponse("")
    packages = [
        {"package": one, "state": words.PACKAGE_STATES[one.state], "tone": "good" if one.is_wanted else "neutral"}
        for one in external.packages
    ]
    context = {
        "channel": reads.channel_by_id(external.channel_id),
        "external": external,
        "packages": packages,
        "returned": accounts.shown_returns(return_reads.returns_of_orders([order_id])[order_id]),
        "brought": money_reads.money_of_order(order_id),
        "paid_out": money_reads.payouts_of_order(order_id),
        "expected_at": money_reads.payout_expected_at(order_id),
    }
    return render(request, "channels/order_panel.html", context)


def _filters(one: shown.ShownChannel, status: ListingStatus | None) -> list[dict[str, object]]:
    address = reverse("channels_listings", args=[one.row.code])
    every: list[dict[str, object]] = [
        {"label": _("All"), "url": address, "active": status is None, "count": sum(one.listings.values())}
    ]
    return every + [
        {
            "label": words.LISTING_STATUSES[word],
            "url": f"{address}?{urlencode({'status': word.value})}",
            "active": word is status,
            "count": one.listings[word],
        }
        for word in ListingStatus
        if one.listings[word]
    ]
