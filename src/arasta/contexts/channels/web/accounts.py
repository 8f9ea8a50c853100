"""Pages about what comes back through a channel, and about the money it keeps and pays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import money as money_reads
from arasta.contexts.channels.queries import returns as return_reads
from arasta.contexts.channels.types import ORDER_PREFIX
from arasta.contexts.channels.types.returning import (
    RETURN_PREFIX,
    EntryKind,
    EntryRow,
    Payout,
    ReturnRow,
    ReturnState,
)
from arasta.contexts.channels.web import shown
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

STATES: dict[ReturnState, tuple[Promise, str]] = {
    ReturnState.REQUESTED: (pgettext_lazy("return", "Asked for"), "info"),
    ReturnState.APPROVED: (pgettext_lazy("return", "Approved"), "info"),
    ReturnState.REJECTED: (pgettext_lazy("return", "Rejected"), "neutral"),
    ReturnState.RECEIVED: (pgettext_lazy("return", "Received"), "info"),
    ReturnState.REFUNDED: (pgettext_lazy("return", "Refunded"), "good"),
    ReturnState.CANCELLED: (pgettext_lazy("return", "Withdrawn"), "neutral"),
    ReturnState.UNKNOWN: (pgettext_lazy("return", "Unknown status"), "warn"),
}
KINDS: dict[EntryKind, Promise] = {
    EntryKind.SALE: pgettext_lazy("money", "Sale"),
    EntryKind.REFUND: pgettext_lazy("money", "Refund"),
    EntryKind.COMMISSION: pgettext_lazy("money", "Commission"),
    EntryKind.FEE: pgettext_lazy("money", "Fee"),
    EntryKind.SHIPPING: pgettext_lazy("money", "Shipping"),
    EntryKind.TAX: pgettext_lazy("money", "Tax"),
    EntryKind.DISCOUNT: pgettext_lazy("money", "Discount"),
    EntryKind.ADVERTISING: pgettext_lazy("money", "Advertising"),
    EntryKind.PAYOUT: pgettext_lazy("money", "Payout"),
    EntryKind.OTHER: pgettext_lazy("money", "Other"),
}
OPEN_PAYOUT = gettext_lazy("Not paid out yet")


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """A return with its state in words, and the way to our order."""

    row: ReturnRow
    state: Promise
    tone: str
    order_key: str
    units: int
    key: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the channel's account with what it was for."""

    row: EntryRow
    kind: Promise


@dataclass(frozen=True, slots=True)
class ShownPayout:
    """A payout, or what waits for one, with the way to its lines."""

    row: Payout
    name: object
    url: str


@require_safe
@permitted("channels.read")
def return_list(request: HttpRequest, code: str) -> HttpResponse:
    """List what comes back through a channel; htmx gets the table alone."""
    [one] = shown.channels([reads.channel(code)])
    asked = request.GET.get("state", "")
    state = ReturnState(asked) if asked in set(ReturnState) else None
    page = return_reads.returns_page(one.row.id, state=state, cursor=request.GET.get("after"))
    address = reverse("channels_returns", args=[code])
    filters = [{"label": _("All"), "url": address, "active": state is None}]
    for word, (label, _tone) in STATES.items():
        filters.append({"label": str(label), "url": f"{address}?state={word.value}", "active": word is state})
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_returns"),
        "may_change": actor_of(request).may("channels.write"),
        "filters": filters,
        "rows": shown_returns(page.items),
        "next_cursor": page.next_cursor,
    }
    part = "channels/return_rows.html" if request.headers.get("HX-Request") else "channels/returns.html"
    return render(request, part, context)


@require_safe
@permitted("channels.read")
def money(request: HttpRequest, code: str) -> HttpResponse:
    """List what a channel paid out, and what it has not yet; htmx gets the table alone."""
    [one] = shown.channels([reads.channel(code)])
    page = money_reads.payouts_page(one.row.id, cursor=request.GET.get("after"))
    address = reverse("channels_money_entries", args=[code])
    rows = [
        ShownPayout(row, row.payout_id or OPEN_PAYOUT, f"{address}?{urlencode({'payout': row.payout_id})}")
        for row in page.items
    ]
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_money"),
        "may_change": actor_of(request).may("channels.write"),
        "rows": rows,
        "next_cursor": page.next_cursor,
    }
    part = "channels/payout_rows.html" if request.headers.get("HX-Request") else "channels/money.html"
    return render(request, part, context)


@require_safe
@permitted("channels.read")
def money_entries(request: HttpRequest, code: str) -> HttpResponse:
    """List the lines of one payout, or of what is not paid out yet; htmx gets the table alone."""
    [one] = shown.channels([reads.channel(code)])
    payout_id = request.GET.get("payout", "")[:200]
    page = money_reads.entries_page(one.row.id, payout_id=payout_id, cursor=request.GET.get("after"))
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_money"),
        "may_change": actor_of(request).may("channels.write"),
        "name": payout_id or OPEN_PAYOUT,
        "rows": [ShownEntry(row, KINDS[row.kind]) for row in page.items],
        "next_cursor": page.next_cursor,
    }
    part = "channels/entry_rows.html" if request.headers.get("HX-Request") else "channels/money_entries.html"
    return render(request, part, context)


def shown_returns(rows: Sequence[ReturnRow]) -> list[ShownReturn]:
    """Show returns with their states in words."""
    return [
        ShownReturn(
            row=row,
            state=STATES[row.state][0],
            tone=STATES[row.state][1],
            order_key=to_public(ORDER_PREFIX, row.order_id) if row.order_id else "",
            units=sum(line.quantity for line in row.lines),
            key=to_public(RETURN_PREFIX, row.id),
        )
        for row in rows
    ]
