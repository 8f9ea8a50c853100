"""Pickups as their customers see them, in JSON: the code to show, when it is ready, and "I am here"."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind, FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.pickup.queries import arrivals, codes, keeps
from arasta.contexts.pickup.types import ArrivalRow, Way
from arasta.flows.shipping import come_for
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, spelled_out
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Pickups"])

LocationPath = Annotated[str, Path(description="`loc_...`")]
OrderPath = Annotated[str, Path(description="`ord_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}
_OVER = {FulfillmentStatus.CANCELED, FulfillmentStatus.ARRIVED}


class HereIn(Body):
    way: Annotated[Way, spelled_out(Way)] = Field(Way.DESK, description="curbside only where the place has bays")
    bay: str = Field("", max_length=60)
    car: str = Field("", max_length=60, description="So that staff find it")


class HereOut(Schema):
    way: str
    bay: str
    car: str
    arrived_at: datetime
    seen_at: datetime | None = Field(description="When staff said that they come")
    seen_by: str

    @classmethod
    def of(cls, row: ArrivalRow) -> HereOut:
        return cls(
            way=row.way,
            bay=row.bay,
            car=row.car,
            arrived_at=row.arrived_at,
            seen_at=row.seen_at,
            seen_by=row.seen_by,
        )


class PickupPartOut(Schema):
    fulfillment_order_id: str = Field(description="`ful_...`")
    kind: str = Field(description="pickup; or bring, for what lies elsewhere and comes to the place first")
    location_id: str = Field(description="`loc_...`, where it lies")
    status: str = Field(description="open, accepted, ready or picked_up; of what is brought also sent")
    spot: str = Field(description="On which shelf or in which compartment it waits")
    due_at: datetime | None = Field(description="When the customer chose to come, or by when it is brought")
    ready_at: datetime | None
    skus: list[str]
    arrival: HereOut | None


class CodeIn(Body):
    code: str = Field(min_length=1, max_length=40, description="As the customer typed it, such as K7M4-QD2X")


class CollectedOut(Schema):
    """What was given out to a code."""

    fulfillment_order_id: str = Field(description="`ful_...`")
    order_id: str = Field(description="`ord_...`")
    spot: str = Field(description="The compartment to open, or the shelf")
    skus: list[str]


class PickupOut(Schema):
    """What of an order is fetched."""

    order_id: str = Field(description="`ord_...`")
    code: str = Field(description="Whoever shows it gets the goods")
    kept_until: datetime | None
    parts: list[PickupPartOut] = Field(description="One for each place; empty until the places are asked")


@router.get(
    "/orders/{order_id}/pickup", response={200: PickupOut, **READ}, operation_id="get_pickup", summary="Read a pickup"
)
@decorate_view(guards.read("orders.write"))
def get_pickup(request: HttpRequest, order_id: OrderPath) -> PickupOut:
    """Return how far a pickup is, and the code by which its customer gets it."""
    return _pickup(order_id)


@router.post(
    "/orders/{order_id}/arrival",
    response={200: PickupOut, **WRITE},
    operation_id="tell_arrival",
    summary="Say that the customer is here",
)
@decorate_view(guards.write("orders.write"))
def tell_arrival(request: HttpRequest, order_id: OrderPath, body: HereIn) -> PickupOut:
    """Say that the customer is at the desk, or in a car before the door. Said again, it only corrects where."""
    come_for.tell_arrival(
        order_book.order(from_public("ord", order_id)).row.id,
        way=body.way,
        bay=body.bay,
        car=body.car,
        at=clock.now(),
        actor=actor_of(request),
    )
    return _pickup(order_id)


@router.post(
    "/locations/{location_id}/collect",
    response={200: list[CollectedOut], **WRITE},
    operation_id="collect_pickup",
    summary="Open to a customer's code",
)
@decorate_view(guards.write("fulfillment.write"))
def collect(request: HttpRequest, location_id: LocationPath, body: CodeIn) -> list[CollectedOut]:
    """Give what waits at a place for a code to whoever typed it: the compartments to open. For lockers."""
    given = come_for.collect(from_public("loc", location_id), body.code, at=clock.now(), actor=actor_of(request))
    return [
        CollectedOut(
            fulfillment_order_id=to_public("ful", row.id),
            order_id=to_public("ord", row.order_id),
            spot=row.spot,
            skus=[line.sku for line in row.lines],
        )
        for row in given
    ]


def _pickup(order_id: str) -> PickupOut:
    key = order_book.order(from_public("ord", order_id)).row.id
    rows = [row for row in fulfillment.of_orders([key]) if _is_fetched(row)]
    came, kept = arrivals.arrivals([row.id for row in rows]), keeps.keeps([key]).get(key)
    return PickupOut(
        order_id=order_id,
        code=codes.code_of(key),
        kept_until=kept.until if kept else None,
        parts=[_part(row, came.get(row.id)) for row in rows],
    )


def _is_fetched(row: FulfillmentOrderRow) -> bool:
    return row.kind is not DeliveryKind.DELIVERY and row.status not in _OVER


def _part(row: FulfillmentOrderRow, arrival: ArrivalRow | None) -> PickupPartOut:
    return PickupPartOut(
        fulfillment_order_id=to_public("ful", row.id),
        kind=row.kind,
        location_id=to_public("loc", row.location_id),
        status=row.status,
        spot=row.spot,
        due_at=row.due_at,
        ready_at=row.ready_at,
        skus=[line.sku for line in row.lines],
        arrival=HereOut.of(arrival) if arrival else None,
    )
