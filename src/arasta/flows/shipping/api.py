"""Fulfillment as JSON: take work on, say it is ready, let it leave."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Body as NinjaBody
from ninja import Path, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import delivering
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentLineId, FulfillmentOrderId, ShipmentToMake
from arasta.contexts.inventory.types import Traced
from arasta.flows.shipping import bring, come_for
from arasta.flows.shipping import ship as shipping
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, once_by
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.quantity import MOST
from arasta.kernel.requests import actor_of

router = Router(tags=["Fulfillment"])

FulfillmentPath = Annotated[str, Path(description="`ful_...`")]
ShipmentPath = Annotated[str, Path(description="`shp_...`")]
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class LotUnitsIn(Body):
    code: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=1, le=MOST)


class LeavingLineIn(Body):
    line_id: str = Field(description="`fln_...`")
    quantity: int | None = Field(None, strict=True, ge=1, le=MOST, description="Without it, all that is left")
    lots: list[LotUnitsIn] = Field(
        default_factory=list, max_length=100, description="Without them, what expires first is taken"
    )
    serials: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(
        default_factory=list, max_length=10_000, description="One for each unit of goods that have serial numbers"
    )

    def traced(self) -> tuple[Traced, ...]:
        """Return the lots or units as inventory takes them."""
        named = [Traced(one.code.strip(), one.quantity) for one in self.lots]
        return (*named, *(Traced(code.strip()) for code in self.serials))


Lines = Annotated[list[LeavingLineIn], once_by("line_id")]


class HandOverIn(Body):
    lines: Lines = Field(default_factory=list, max_length=1_000, description="Which lots or units leave")


class ArriveIn(Body):
    spot: str = Field("", max_length=40, description="Where it waits: a shelf, or a locker's compartment")


class ShipIn(Body):
    carrier: str = Field(min_length=1, max_length=60)
    tracking_number: str = Field(min_length=1, max_length=100)
    tracking_url: str = Field(default="", pattern="^(https?://.+)?$", max_length=500)
    lines: Lines = Field(
        default_factory=list, max_length=1_000, description="What leaves; without it, all that is left"
    )


class Delivered(Schema):
    """A parcel that arrived."""

    shipment_id: str = Field(description="`shp_...`")


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
    """Ship all that is left, or the lines said; stock, order and marketplace follow."""
    key = FulfillmentOrderId(from_public("ful", fulfillment_id))
    units = _units(key, body.lines) if body.lines else None
    shipment = ShipmentToMake(key, body.carrier, body.tracking_number, body.tracking_url, units)
    shipping.ship([shipment], traced=_traced(body.lines), at=clock.now(), actor=actor_of(request))
    return _state(fulfillment_id)


@router.post(
    "/fulfillment/orders/{fulfillment_id}/send-on",
    response={200: FulfillmentState, **REFUSALS},
    operation_id="send_on_fulfillment",
    summary="Let it leave for the place where it is fetched",
)
@decorate_view(guards.write("fulfillment.write"))
def send_on(
    request: HttpRequest, fulfillment_id: FulfillmentPath, body: Annotated[HandOverIn | None, NinjaBody()] = None
) -> FulfillmentState:
    """Send goods of kind `bring` to their `target_id`; the body names lots or serial numbers."""
    key = from_public("ful", fulfillment_id)
    variants = {line.id: line.variant_id for line in fulfillment.fulfillment_order(key).lines}
    named = {variants[line]: traced for line, traced in _traced(body.lines if body else []).items() if line in variants}
    bring.send(key, traced=named, actor=actor_of(request))
    return _state(fulfillment_id)


@router.post(
    "/fulfillment/orders/{fulfillment_id}/arrive",
    response={200: FulfillmentState, **REFUSALS},
    operation_id="receive_brought_goods",
    summary="Say that it is where it is fetched",
)
@decorate_view(guards.write("fulfillment.write"))
def arrive(
    request: HttpRequest, fulfillment_id: FulfillmentPath, body: Annotated[ArriveIn | None, NinjaBody()] = None
) -> FulfillmentState:
    """Receive what was brought and put it where it waits; its customer is told once all of the order is there."""
    bring.arrive(
        from_public("ful", fulfillment_id), spot=body.spot if body else "", at=clock.now(), actor=actor_of(request)
    )
    return _state(fulfillment_id)


@router.post(
    "/fulfillment/orders/{fulfillment_id}/hand-over",
    response={200: FulfillmentState, **REFUSALS},
    operation_id="hand_over_pickup",
    summary="Give it to the customer",
)
@decorate_view(guards.write("fulfillment.write"))
def hand_over(
    request: HttpRequest, fulfillment_id: FulfillmentPath, body: Annotated[HandOverIn | None, NinjaBody()] = None
) -> FulfillmentState:
    """Give a pickup that is paid to its customer; the body is needed only for goods with serial numbers, or to name lots."""
    traced = _traced(body.lines if body else [])
    come_for.give([from_public("ful", fulfillment_id)], traced=traced, at=clock.now(), actor=actor_of(request))
    return _state(fulfillment_id)


@router.post(
    "/fulfillment/shipments/{shipment_id}/delivered",
    response={200: Delivered, **REFUSALS},
    operation_id="mark_shipment_delivered",
    summary="Say that a parcel arrived",
)
@decorate_view(guards.write("fulfillment.write"))
def delivered(request: HttpRequest, shipment_id: ShipmentPath) -> Delivered:
    """Say that the carrier handed a parcel over; its customer is told. Saying it again changes nothing."""
    delivering.mark_delivered([from_public("shp", shipment_id)], at=clock.now(), actor=actor_of(request))
    return Delivered(shipment_id=shipment_id)


def _traced(lines: list[LeavingLineIn]) -> shipping.Named:
    return {FulfillmentLineId(from_public("fln", line.line_id)): line.traced() for line in lines}


def _units(key: FulfillmentOrderId, lines: list[LeavingLineIn]) -> dict[FulfillmentLineId, int]:
    left = {line.id: line.left for line in fulfillment.fulfillment_order(key).lines}
    named = [(FulfillmentLineId(from_public("fln", line.line_id)), line.quantity) for line in lines]
    return {line: left.get(line, 1) if quantity is None else quantity for line, quantity in named}
