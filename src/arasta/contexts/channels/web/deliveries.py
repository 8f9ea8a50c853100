"""The page about the channel's calls to us: what came, what was made of it, and reading any of it again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import connecting, troubles
from arasta.contexts.channels.queries import inbox as inbox_reads
from arasta.contexts.channels.services import inbox
from arasta.contexts.channels.types.inbox import CallStatus, HintStatus, KeptCall, KeptHint, RefusedCalls
from arasta.contexts.channels.web import shown, words
from arasta.kernel import clock
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

CALL_PREFIX, HINT_PREFIX = "cal", "hnt"
_EXCERPT = 20_000


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A call of the channel with its status in words."""

    row: KeptCall
    key: str
    status: Promise
    tone: str


@dataclass(frozen=True, slots=True)
class ShownHint:
    """Something that could not be read so far."""

    row: KeptHint
    key: str
    stream: Promise
    why: str
    said: str


@dataclass(frozen=True, slots=True)
class ShownRefusals:
    """Calls that were not believed."""

    row: RefusedCalls
    why: Promise


@require_safe
@permitted("channels.read")
def delivery_list(request: HttpRequest, code: str) -> HttpResponse:
    """List the channel's calls to us; htmx gets the table alone."""
    [one] = shown.channels([reads.channel(code)])
    installation = reads.installation(one.row.id)
    installation_id, parked = installation.id, HintStatus.PARKED
    asked = request.GET.get("status", "")
    status = CallStatus(asked) if asked in set(CallStatus) else None
    page = inbox_reads.calls_page(installation_id, status=status, cursor=request.GET.get("after"))
    address = reverse("channels_deliveries", args=[code])
    context = {
        "channel": one,
        "tabs": shown.tabs(one, "channels_deliveries"),
        "may_change": actor_of(request).may("channels.write"),
        "address": connecting.hook_address(installation_id),
        "filters": [
            {"label": _("All"), "url": address, "active": status is None},
            *(
                {"label": label, "url": f"{address}?status={word.value}", "active": word is status}
                for word, label in words.CALL_STATUSES.items()
            ),
        ],
        "rows": [_delivery(row) for row in page.items],
        "next_cursor": page.next_cursor,
        "hints": [
            _hint(row, installation.connector) for row in inbox_reads.hints_page(installation_id, status=parked).items
        ],
        "refused": [ShownRefusals(row, words.REFUSALS[row.why]) for row in inbox_reads.refused_calls(installation_id)],
    }
    part = "channels/delivery_rows.html" if request.headers.get("HX-Request") else "channels/deliveries.html"
    return render(request, part, context)


@require_safe
@permitted("channels.read")
def delivery(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show one call: its headers, without what lets one in, and its body."""
    row = _of(code, inbox_reads.call(from_public(CALL_PREFIX, key)))
    context = {
        "channel": reads.channel(code),
        "one": _delivery(row),
        "may_change": actor_of(request).may("channels.write"),
        "headers": sorted(row.headers.items()),
        "body": _readable(row.body),
    }
    return render(request, "channels/delivery.html", context)


@require_POST
@permitted("channels.write")
def replay(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Read again all that a call is about."""
    row = _of(code, inbox_reads.call(from_public(CALL_PREFIX, key)))
    number = inbox.replay_call(row.id, now=clock.now())
    said = ngettext("%(n)s thing is read again now.", "%(n)s things are read again now.", number) % {"n": number}
    messages.success(request, said if number else _("The call is about nothing of ours; there is nothing to read."))
    return redirect("channels_deliveries", code=code)


@require_POST
@permitted("channels.write")
def replay_hint(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Try again what was given up after many tries."""
    hint = inbox_reads.hint(from_public(HINT_PREFIX, key))
    if reads.installation(reads.channel(code).id).id != hint.installation_id:
        raise inbox_reads.HintMissing
    inbox.replay_hint(hint.id, now=clock.now())
    messages.success(request, _("It is tried again now."))
    return redirect("channels_deliveries", code=code)


def _of(code: str, row: KeptCall) -> KeptCall:
    """Return a call if it is the channel's own. Raises CallMissing."""
    if reads.installation(reads.channel(code).id).id != row.installation_id:
        raise inbox_reads.CallMissing
    return row


def _delivery(row: KeptCall) -> ShownDelivery:
    return ShownDelivery(
        row, to_public(CALL_PREFIX, row.id), words.CALL_STATUSES[row.status], words.CALL_TONES[row.status]
    )


def _hint(row: KeptHint, connector: str) -> ShownHint:
    why = troubles.said(row.trouble, connector)
    said = words.quoted(row.last_error) if row.last_error else ""
    return ShownHint(row, to_public(HINT_PREFIX, row.id), words.STREAMS[row.stream], why.what if why else "", said)


def _readable(body: bytes) -> str:
    """Return a body as text, JSON set out in lines."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        text = body.decode("utf-8", "replace")
    return text[:_EXCERPT]
