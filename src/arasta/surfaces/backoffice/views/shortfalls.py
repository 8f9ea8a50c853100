"""Units of a fulfillment order for a pickup that are not where they should be: ask the customer, or take that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.flows.ordering import fall_short
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_POST
@permitted("fulfillment.write")
def missing(request: HttpRequest, key: str) -> HttpResponse:
    """Ask the customer what shall become of the units that were not found."""
    row = fulfillment.fulfillment_order(from_public("ful", key))
    counts = {line.id: request.POST.get(f"missing-{line.id}", "").strip() for line in row.lines}
    units = {line: int(text) for line, text in counts.items() if text.isascii() and text.isdecimal() and len(text) < 7}
    try:
        fall_short.report(row.id, units, at=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The customer is asked. Nothing is canceled before they answer."))
    return redirect("fulfillment_order", key=key)


@require_POST
@permitted("fulfillment.write")
def found(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw the question: the units turned up."""
    try:
        fall_short.turned_up(from_public("ful", key), at=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("fulfillment_order", key=key)
