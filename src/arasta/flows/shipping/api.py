"""Fulfillment as JSON: take work on, say it is ready, let it leave."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentOrderId, ShipmentToMake
from arasta.flows.shipping import ship as shipping
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Fulfillment"])

FulfillmentPath = Annotated[str, Path(description="`ful_...`")]
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class ShipIn(Body):
    carrier: str = Field(min_length=1, max_length=60)
    tracking_number: str = Field(min_length=1, max_length=100)
    tracking_url: str = Field(default="", pattern="^(https?://.+)?$", max_length=500)


class FulfillmentState(Schema):
    id: str = Field(description="`ful_...`")
    number: str
    order_id: str = Field(description="`ord_...`")
    status: str
    units: int
    units_left: int


def _state(key: str) -> FulfillmentState:
    row = fulfillment.fulfillment_order(from_public("ful", key))
    return FulfillmentState(
        id=key,
        number=row.number,
        order_id=to_public("ord", row.order_id),
        status=row.status,
        units=row.units,
        units_left=row.units_left,
    )


@router.post(
    "/fulfillment/orders/{fulfillment_id}/accept",
    response={200: FulfillmentState, **REFUSALS},
    operation_id="accept_fulfillment",
    summary="Take it on",
)
@decorate_view(guards.write("fulfillment.write"))
def accept(request: HttpRequest, fulfillment_id: FulfillmentPath) -> FulfillmentState:
    """Say that somebody picks it; a marketplace is told."""
    requests.accept([from_public("ful", fulfillment_id)], at=clock.now(), actor=actor_of(request))
    return _state(fulfillment_id)


@router.post(
    "/fulfillment/orders/{fulfillment_id}/ready",
    response={200: FulfillmentState, **REFUSALS},
    operation_id="mark_fulfillment_ready",
    summary="Say it is packed",
)
@decorate_view(guards.write("fulfillment.write"))
def ready(request: HttpRequest, fulfillment_id: FulfillmentPath) -> FulfillmentState:
    """Say that it stands packed, for the carrier or the customer who picks it up."""
    requests.mark_ready([from_public("ful", fulfillment_id)], at=clock.now(), actor=actor_of(request))
    return _state(fulfillment_id)


@router.post(
    "/fulfillment/orders/{fulfillment_id}/ship",
    response={200: FulfillmentState, **REFUSALS},
    operation_id="ship_fulfillment",
    summary="Let it leave with a carrier",
)
@decorate_view(guards.write("fulfillment.write"))
def ship(request: HttpRequest, fulfillment_id: FulfillmentPath, body: ShipIn) -> FulfillmentState:
    """Ship all that is left; stock, order and marketplace follow."""
    key = FulfillmentOrderId(from_public("ful", fulfillment_id))
    shipment = ShipmentToMake(key, body.carrier, body.tracking_number, body.tracking_url)
    shipping.ship([shipment], at=clock.now(), actor=actor_of(request))
    return _state(fulfillment_id)


@router.post(
    "/fulfillment/orders/{fulfillment_id}/hand-over",
    response={200: FulfillmentState, **REFUSALS},
    operation_id="hand_over_pickup",
    summary="Give it to the customer",
)
@decorate_view(guards.write("fulfillment.write"))
def hand_over(request: HttpRequest, fulfillment_id: FulfillmentPath) -> FulfillmentState:
    """Give a pickup to its customer."""
    shipping.hand_over([from_public("ful", fulfillment_id)], at=clock.now(), actor=actor_of(request))
    return _state(fulfillment_id)
