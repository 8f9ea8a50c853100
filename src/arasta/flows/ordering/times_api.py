"""Times to come in JSON: which are free at a place, and one for a cart or for an order."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.decorators import decorate_view
from pydantic import AwareDatetime, Field

from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.types import UnknownLocation
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.pickup.queries import hours, plans
from arasta.contexts.pickup.types import Slot
from arasta.flows.ordering import choose_time
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem
from arasta.kernel.ids import from_public

router = Router(tags=["Pickups"])

CartPath = Annotated[str, Path(description="`crt_...`")]
OrderPath = Annotated[str, Path(description="`ord_...`")]
LocationPath = Annotated[str, Path(description="`loc_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class CartTimeIn(Body):
    pickup_at: AwareDatetime | None = Field(description="One of the times that are free at the place; null: none")


class OrderTimeIn(Body):
    pickup_at: AwareDatetime = Field(description="One of the times that are free at the place")


class TimeOut(Schema):
    pickup_at: datetime | None = Field(description="When the customer comes; null: as soon as it is ready")


class FreeTimeOut(Schema):
    starts_at: datetime
    ends_at: datetime
    left: int = Field(description="How many orders the place still prepares for this time")

    @classmethod
    def of(cls, slot: Slot) -> FreeTimeOut:
        return cls(starts_at=slot.starts_at, ends_at=slot.ends_at, left=slot.left)


@router.get(
    "/locations/{location_id}/pickup-times",
    response={200: list[FreeTimeOut], **READ},
    operation_id="list_pickup_times",
    summary="List the times one can come",
)
@decorate_view(guards.read("carts.write"))
def list_pickup_times(request: HttpRequest, location_id: LocationPath) -> list[FreeTimeOut]:
    """Return the free times of today and the next days; empty where the place lets nobody choose a time."""
    key = from_public("loc", location_id)
    if key not in locations.by_id():
        raise UnknownLocation(location=location_id)
    found = plans.times(hours.calendars([key]), at=clock.now())
    return [FreeTimeOut.of(slot) for slot in found.get(key, ())]


@router.put(
    "/carts/{cart_id}/pickup-time",
    response={200: TimeOut, **WRITE},
    operation_id="set_cart_pickup_time",
    summary="Choose when to come",
)
@decorate_view(guards.write("carts.write"))
def set_cart_pickup_time(request: HttpRequest, cart_id: CartPath, body: CartTimeIn) -> TimeOut:
    """Choose a time for what the cart picks up, the whole or a part of it: kept for half an hour, or until it is ordered."""
    choose_time.choose_for_cart(from_public("crt", cart_id), body.pickup_at, at=clock.now())
    return TimeOut(pickup_at=body.pickup_at)


@router.put(
    "/orders/{order_id}/pickup-time",
    response={200: TimeOut, **WRITE},
    operation_id="set_order_pickup_time",
    summary="Choose when to come for an order",
)
@decorate_view(guards.write("orders.write"))
def set_order_pickup_time(request: HttpRequest, order_id: OrderPath, body: OrderTimeIn) -> TimeOut:
    """Choose a time for an order, or another one; what is to be prepared is due then."""
    key = order_book.order(from_public("ord", order_id)).row.id
    choose_time.choose_for_order(key, body.pickup_at, at=clock.now())
    return TimeOut(pickup_at=body.pickup_at)
