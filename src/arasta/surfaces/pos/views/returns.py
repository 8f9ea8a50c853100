"""Take back at the counter what customers send or bring back: find the return, count it, give the money back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.returns import queries
from arasta.contexts.returns.types import RETURN_PREFIX, Received, RefundStatus, ReturnRow, ReturnStatus
from arasta.flows.returning.give_refund import give_refund
from arasta.flows.returning.receive_return import ask_refund_of, receive_return
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.web import goods
from arasta.surfaces.pos import frame
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted

_SHOWN = 20
_LONGEST = 80
_MOST_UNITS = 9999
_MAY_REFUND = "payments.write"


@require_safe
@at_desk
def find(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show the returns that are awaited, or those of a number."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    page = queries.page(status=None if text else ReturnStatus.REQUESTED, text=text, limit=_SHOWN)
    rows = [(to_public(RETURN_PREFIX, row.id), row) for row in goods.called(page.items)]
    return frame.page(request, "returns/find", here, tab="till_pickups", rows=rows, sought=text)


@require_safe
@at_desk
def one(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Show a return."""
    return _page(request, here, queries.one(from_public(RETURN_PREFIX, key)))


@posted
@at_desk
def receive(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Take back what is here, and give its money back if the till may."""
    row = queries.one(from_public(RETURN_PREFIX, key))
    came = [_came(request, line.order_line_id) for line in row.lines]
    if any(one is None for one in came):
        return _page(request, here, row, refused=_("Units are whole numbers."), status=422)
    try:
        receive_return(
            row.id, [one for one in came if one], location_id=here.location.id, at=clock.now(), actor=here.actor
        )
        if request.POST.get("refund") and here.actor.may(_MAY_REFUND):
            _refund(request, row, here)
        else:
            messages.success(request, _("Received. The office gives the money back."))
    except DomainError as refusal:
        return _page(request, here, row, refused=sentence(refusal), status=STATUS[refusal.kind])
    return redirect("till_return", key=key)


def _came(request: HttpRequest, line_id: UUID) -> Received | None:
    texts = [request.POST.get(f"{name}-{line_id}", "").strip() or "0" for name in ("resell", "damaged")]
    if not all(text.isascii() and text.isdigit() and int(text) <= _MOST_UNITS for text in texts):
        return None
    return Received(line_id, *map(int, texts))


def _refund(request: HttpRequest, row: ReturnRow, here: Desk) -> None:
    asked = ask_refund_of(row.id, reason=row.number, actor=here.actor)
    try:
        given = give_refund(asked.id, actor=here.actor)
    except (DomainError, RuntimeError):
        messages.info(request, _("Nobody answered yet. It is asked again by itself, and never given twice."))
        return
    if given.status is RefundStatus.GIVEN:
        messages.success(request, _("Received, and the money is on its way back."))
    else:
        messages.error(request, _("Received, but the money was not given back: %(why)s.") % {"why": given.problem})


def _page(request: HttpRequest, here: Desk, row: ReturnRow, *, refused: str = "", status: int = 200) -> HttpResponse:
    return frame.page(
        request,
        "returns/return",
        here,
        tab="till_pickups",
        status=status,
        row=goods.called([row])[0],
        key=to_public(RETURN_PREFIX, row.id),
        is_open=row.status is ReturnStatus.REQUESTED,
        refund=queries.refund_by_key(f"return:{row.id}"),
        may_refund=here.actor.may(_MAY_REFUND),
        refused=refused,
        typed=request.POST,
    )
