"""What staff do with a fulfillment order: accept it, pack it, ship it, hand it over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import delivering
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import (
    ACTIVE,
    DeliveryKind,
    FulfillmentLineId,
    FulfillmentOrderId,
    FulfillmentOrderRow,
    FulfillmentStatus,
    ShipmentToMake,
)
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.pickup.queries import shortfalls
from arasta.flows.shipping import bring
from arasta.flows.shipping import ship as leaving
from arasta.kernel import clock
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import goods
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import naming
from arasta.surfaces.backoffice.forms import CARRIERS, ShipForm

_S = FulfillmentStatus
Step = Callable[[FulfillmentOrderRow, Actor], object]


@require_safe
@permitted("fulfillment.write")
def actions(request: HttpRequest, key: str) -> HttpResponse:
    """Show what can be done next: a panel of the fulfillment order's page."""
    row = fulfillment.fulfillment_order(from_public("ful", key))
    return _actions(request, row, ShipForm(), 200)


@require_POST
@permitted("fulfillment.write")
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """Take the request on."""
    return _do(request, key, _accept, _("Accepted. The goods are waiting to be picked."))


@require_POST
@permitted("fulfillment.write")
def ready(request: HttpRequest, key: str) -> HttpResponse:
    """Say that the goods are packed or wait at the desk."""
    return _do(request, key, _mark_ready, _("Marked as ready."))


@require_POST
@permitted("fulfillment.write")
def send_on(request: HttpRequest, key: str) -> HttpResponse:
    """Let goods leave for the place where their customer fetches them."""
    row = fulfillment.fulfillment_order(from_public("ful", key))
    named, variants = naming.named(_asks(request, row)), {line.id: line.variant_id for line in row.lines}
    traced = {variants[line]: units for line, units in named.items()}

    def send(row: FulfillmentOrderRow, actor: Actor) -> object:
        return bring.send(row.id, traced=traced, actor=actor)

    return _do(request, key, send, _("Sent. The place sees that it comes."))


@require_POST
@permitted("fulfillment.write")
def brought(request: HttpRequest, key: str) -> HttpResponse:
    """Say that goods are where their customer fetches them."""

    def receive(row: FulfillmentOrderRow, actor: Actor) -> object:
        return bring.arrive(row.id, spot=request.POST.get("spot", ""), at=clock.now(), actor=actor)

    return _do(request, key, receive, _("Received. The customer is told as soon as all of the order is there."))


@require_POST
@permitted("fulfillment.write")
def hand_over(request: HttpRequest, key: str) -> HttpResponse:
    """Give a pickup to its customer."""
    row = fulfillment.fulfillment_order(from_public("ful", key))
    named = naming.named(_asks(request, row))

    def give(row: FulfillmentOrderRow, actor: Actor) -> object:
        return leaving.hand_over([row.id], traced=named, at=clock.now(), actor=actor)

    return _do(request, key, give, _("Handed over. The units have left the stock."))


@require_POST
@permitted("fulfillment.write")
def arrived(request: HttpRequest, key: str) -> HttpResponse:
    """Say that the parcels sent so far reached the customer."""
    return _do(request, key, _mark_delivered, _("Marked as delivered. The customer is told."))


@require_POST
@permitted("fulfillment.write")
def ship(request: HttpRequest, key: str) -> HttpResponse:
    """Send goods with a carrier: all that is left, or the units written for each line."""
    row, form = fulfillment.fulfillment_order(from_public("ful", key)), ShipForm(request.POST)
    if not form.is_valid():
        return _actions(request, row, form, 422)
    quantities = _quantities(request, row)
    if quantities is None:
        form.add_error(None, _("Write for each line how many units go: whole numbers, 0 for none."))
        return _actions(request, row, form, 422)
    given = form.cleaned_data
    shipment = ShipmentToMake(
        FulfillmentOrderId(row.id), given["carrier"], given["tracking_number"], given["tracking_url"], quantities
    )
    try:
        named = naming.named(_asks(request, row))
        leaving.ship([shipment], traced=named, at=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        form.add_error("carrier" if refusal.code == "carrier_missing" else None, sentence(refusal))
        return _actions(request, row, form, STATUS[refusal.kind])
    messages.success(request, _("Shipped. The units have left the stock, and the channel is told."))
    return _done(request, row)


def shown(row: FulfillmentOrderRow, actor: Actor) -> dict[str, Any]:
    """Return a fulfillment order with the steps that the actor may take with it."""
    may = actor.may("fulfillment.write") and actor.may_at(row.location_id)
    asked = shortfalls.open_of([row.order_id]) if row.kind is not DeliveryKind.DELIVERY else ()
    missing = {str(one.order_line_id): one.quantity for one in asked if one.fulfillment_order_id == row.id}
    return {
        "row": goods.called([row])[0],
        "key": to_public("ful", row.id),
        "order_key": to_public("ord", row.order_id),
        "may_accept": may and row.may_become(_S.ACCEPTED),
        "may_ready": may and row.may_become(_S.READY) and not missing,
        "may_ship": may and row.may_become(_S.SHIPPED),
        "may_hand_over": may and row.may_become(_S.PICKED_UP),
        "may_send": may and row.may_become(_S.SENT) and not missing,
        "may_miss": may and row.status in ACTIVE and row.kind is not DeliveryKind.DELIVERY,
        "missing": missing,
        "may_receive": actor.may("fulfillment.write") and row.may_become(_S.ARRIVED) and _is_at_target(row, actor),
        "may_arrive": may and any(shipment.delivered_at is None for shipment in row.shipments),
        "is_elsewhere": not actor.may_at(row.location_id) and not _is_at_target(row, actor),
    }


def _is_at_target(row: FulfillmentOrderRow, actor: Actor) -> bool:
    return row.target_id is not None and actor.may_at(row.target_id)


def _accept(row: FulfillmentOrderRow, actor: Actor) -> object:
    return requests.accept([row.id], at=clock.now(), actor=actor)


def _mark_ready(row: FulfillmentOrderRow, actor: Actor) -> object:
    return requests.mark_ready([row.id], at=clock.now(), actor=actor)


def _mark_delivered(row: FulfillmentOrderRow, actor: Actor) -> object:
    return delivering.mark_delivered([shipment.id for shipment in row.shipments], at=clock.now(), actor=actor)


def _asks(request: HttpRequest, row: FulfillmentOrderRow) -> dict[str, list[naming.Ask]]:
    return naming.asks(row, request.POST, language=get_language() or "en")


def _do(request: HttpRequest, key: str, step: Step, told: str) -> HttpResponse:
    row = fulfillment.fulfillment_order(from_public("ful", key))
    try:
        step(row, actor_of(request))
    except DomainError as refusal:
        form = ShipForm()
        return _actions(request, row, form, STATUS[refusal.kind], refused=sentence(refusal))
    messages.success(request, told)
    return _done(request, row)


def _quantities(request: HttpRequest, row: FulfillmentOrderRow) -> dict[FulfillmentLineId, int] | None:
    """Return the units of each line, all that is left where nothing was written; nothing if a count cannot be read."""
    written = {line.id: request.POST.get(f"units-{line.id}", str(line.left)).strip() for line in row.lines}
    if not all(units.isdecimal() and len(units) < 10 for units in written.values()):
        return None
    return {line: int(units) for line, units in written.items() if int(units)}


def _actions(
    request: HttpRequest, row: FulfillmentOrderRow, form: ShipForm, status: int, *, refused: str = ""
) -> HttpResponse:
    work = shown(row, actor_of(request))
    if not work["may_ship"]:  # then the form is not shown, and neither would be what it says
        refused = refused or " ".join(str(sentence) for sentence in form.non_field_errors())
    context = {
        "work": work,
        "form": form,
        "carriers": CARRIERS,
        "units": {str(line.id): request.POST.get(f"units-{line.id}", line.left) for line in row.lines},
        "refused": refused,
        "address": order_book.order(row.order_id).receiver,
        "asked": _asks(request, row) if work["may_ship"] or work["may_hand_over"] or work["may_send"] else {},
    }
    return render(request, "backoffice/fulfillment/actions.html", context, status=status)


def _done(request: HttpRequest, row: FulfillmentOrderRow) -> HttpResponse:
    """Show the page again that the step was taken on."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("fulfillment_order", key=to_public("ful", row.id))
