"""Pages about messages: the book, one of them, and the panel on an order's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from csp.decorators import csp_replace
from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.messages.domain.kinds import KINDS
from arasta.contexts.messages.queries import book, writing
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import MESSAGE_PREFIX, Message, MessageStatus
from arasta.contexts.messages.web import texting, words
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

_OF_LETTERS = {"style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "form-action": ["'none'"]}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message in words."""

    message: Message
    id: str
    kind: str
    medium: Promise
    icon: str
    status: Promise
    tone: str
    error: str
    order: str
    may_go_again: bool


@require_safe
@permitted("customers.read")
def messages(request: HttpRequest) -> HttpResponse:
    """List messages, the newest first; htmx gets the table alone."""
    status, kind = request.GET.get("status", ""), request.GET.get("kind", "")
    text = request.GET.get("q", "")[:200]
    page = book.page(
        status=MessageStatus(status) if status in set(MessageStatus) else None,
        kind=kind if kind in KINDS else None,
        text=text,
        cursor=request.GET.get("after"),
    )
    context = {
        "rows": [_shown(row) for row in page.items],
        "next_cursor": page.next_cursor,
        "text": text,
        "status": status,
        "kind": kind,
        "is_filtered": bool(text or status or kind),
        "statuses": words.STATUSES.items(),
        "sets_up": actor_of(request).may(texting.PERMISSION),
        "kinds": [(code, _(one.name)) for code, one in KINDS.items()],
    }
    part = "messages/rows.html" if request.headers.get("HX-Request") else "messages/messages.html"
    return render(request, part, context)


@require_safe
@permitted("customers.read")
def message(request: HttpRequest, key: str) -> HttpResponse:
    """Show one message in plain words."""
    found = book.message(from_public(MESSAGE_PREFIX, key))
    context = {"row": _shown(found), "written": writing.write(found.id)}
    return render(request, "messages/message.html", context)


@require_safe
@permitted("customers.read")
def as_seen(request: HttpRequest, key: str) -> HttpResponse:
    """Show a message as its reader sees it: mail programs know only styles on the elements themselves."""
    found = book.message(from_public(MESSAGE_PREFIX, key))
    letter = HttpResponse(writing.write(found.id).html)
    return cast(HttpResponse, csp_replace(_OF_LETTERS)(lambda _request: letter)(request))


@require_POST
@permitted("customers.write")
def again(request: HttpRequest, key: str) -> HttpResponse:
    """Send a message once more that did not go."""
    sending.send_again(from_public(MESSAGE_PREFIX, key), actor=actor_of(request))
    notes.success(request, _("The message is on its way."))
    return redirect("messages_message", key)


@require_safe
@permitted("orders.read")
def order_panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show what an order's customer was told."""
    rows = [_shown(row) for row in book.messages_about([f"order:{from_public('ord', key)}"])]
    return render(request, "messages/order_panel.html", {"rows": rows})


def _shown(row: Message) -> Shown:
    return Shown(
        message=row,
        id=to_public(MESSAGE_PREFIX, row.id),
        kind=_(KINDS[row.kind].name) if row.kind in KINDS else row.kind,
        medium=words.MEDIA[row.medium],
        icon=words.ICONS[row.medium],
        status=words.STATUSES[row.status],
        tone=words.TONES[row.status],
        error=str(words.ERRORS.get(row.error, row.error)),
        order=_order_of(row.subject),
        may_go_again=row.status in {MessageStatus.FAILED, MessageStatus.WITHHELD},
    )


def _order_of(subject: str) -> str:
    """Return the public id of the order that a message is about, or nothing."""
    word, _separator, rest = subject.partition(":")
    try:
        return to_public("ord", UUID(rest)) if word == "order" else ""
    except ValueError:
        return ""
