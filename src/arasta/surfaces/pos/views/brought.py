"""Goods that another location sends here to be fetched: what they are, and that they have come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.queries.orders import UnknownFulfillmentOrder
from arasta.flows.shipping import bring
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public
from arasta.kernel.web import goods
from arasta.surfaces.pos import frame
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted
from arasta.surfaces.pos.pickups import FULFILLMENT_PREFIX, Coming


@require_safe
@at_desk
def brought(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Show what is on its way here."""
    return _page(request, here, _coming(here, key))


@posted
@at_desk
def received(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Take it in and put it where it waits for its customer."""
    one = _coming(here, key)
    try:
        bring.arrive(one.row.id, spot=request.POST.get("spot", ""), at=clock.now(), actor=here.actor)
    except DomainError as refusal:
        return _page(request, here, one, status=STATUS[refusal.kind], refused=sentence(refusal))
    messages.success(request, _("Received. The customer is told as soon as all of the order is here."))
    return redirect("till_pickups")


def _coming(here: Desk, key: str) -> Coming:
    """Return what is brought to this store; what goes elsewhere is not here. Raises UnknownFulfillmentOrder."""
    row = fulfillment.fulfillment_order(from_public(FULFILLMENT_PREFIX, key))
    if row.target_id != here.location.id:
        raise UnknownFulfillmentOrder
    return Coming(goods.called([row])[0])


def _page(request: HttpRequest, here: Desk, one: Coming, *, status: int = 200, refused: str = "") -> HttpResponse:
    return frame.page(request, "pickups/brought", here, tab="till_pickups", status=status, one=one, refused=refused)
