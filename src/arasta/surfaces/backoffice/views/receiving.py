"""Receive what customers send back: how many of each, fit to be sold or damaged."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.returns import queries
from arasta.contexts.returns.types import RETURN_PREFIX, Received, RefundRow, ReturnRow, ReturnStatus
from arasta.flows.returning.receive_return import ask_refund_of, receive_return
from arasta.kernel import clock
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import goods
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.money_forms import ReceiveForm, units_in
from arasta.surfaces.backoffice.views.refunds import tell
from arasta.surfaces.backoffice.views.stock import place_of, spoken_places


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("orders.write")
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """Show a return, and receive it."""
    row, actor, status = queries.one(from_public(RETURN_PREFIX, key)), actor_of(request), 200
    places = [(to_public("loc", place), one.name) for place, one in spoken_places().items() if actor.may_at(place)]
    form = ReceiveForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST":
        status = _try(request, row, form, actor)
        if status == 200:
            return redirect("backoffice_return", key=key)
    refund = _refund_of(row)
    context = {
        "row": goods.called([row])[0],
        "key": key,
        "order_key": to_public("ord", row.order_id),
        "form": form,
        "is_open": row.status is ReturnStatus.REQUESTED,
        "place": spoken_places().get(row.location_id) if row.location_id else None,
        "refund": refund,
        "may_refund": row.status is ReturnStatus.RECEIVED and refund is None and actor.may("payments.write"),
        "typed": request.POST,
    }
    return render(request, "backoffice/returns/return.html", context, status=status)


@require_POST
@permitted("payments.write")
def refund_return(request: HttpRequest, key: str) -> HttpResponse:
    """Give back what the units of a return cost."""
    row, actor = queries.one(from_public(RETURN_PREFIX, key)), actor_of(request)
    try:
        tell(request, ask_refund_of(row.id, reason=_reason(row), actor=actor), actor)
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("backoffice_return", key=key)


def _try(request: HttpRequest, row: ReturnRow, form: ReceiveForm, actor: Actor) -> int:
    keys = [line.order_line_id for line in row.lines]
    resell, damaged = units_in(request.POST, "resell", keys), units_in(request.POST, "damaged", keys)
    place = place_of(request.POST.get("place", ""), spoken_places())
    if not form.is_valid() or resell is None or damaged is None or place is None:
        form.add_error(None, _("Units are whole numbers."))
        return 422
    try:
        came = [Received(line, resell[line], damaged[line]) for line in keys]
        receive_return(row.id, came, location_id=place, at=clock.now(), actor=actor)
        messages.success(request, _("Received. What is fit to be sold lies on the shelf again."))
        if form.cleaned_data["refund"] and actor.may("payments.write"):
            tell(request, ask_refund_of(row.id, reason=_reason(row), actor=actor), actor)
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return STATUS[refusal.kind]
    return 200


def _reason(row: ReturnRow) -> str:
    return _("Return %(number)s") % {"number": row.number}


def _refund_of(row: ReturnRow) -> RefundRow | None:
    return queries.refund_by_key(f"return:{row.id}")
