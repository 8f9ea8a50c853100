"""Fulfillment orders over JSON, to read; what changes them touches stock too and belongs to the shipping flow."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.fulfillment.queries import orders
from arasta.contexts.fulfillment.types import (
    ACTIVE,
    DeliveryKind,
    FulfillmentLineRow,
    FulfillmentOrderRow,
    FulfillmentStatus,
    ShipmentRow,
)
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Fulfillment"])


class FulfillmentLineOut(Schema):
    id: str = Field(description="`fln_...`")
    order_line_id: str = Field(description="`lin_...`")
    variant_id: str = Field(description="`var_...`")
    sku: str
    name: str
    quantity: int
    shipped_quantity: int

    @classmethod
    def of(cls, row: FulfillmentLineRow) -> FulfillmentLineOut:
        return cls(
            id=to_public("fln", row.id),
            order_line_id=to_public("lin", row.order_line_id),
            variant_id=to_public("var", row.variant_id),
            sku=row.sku,
            name=row.name,
            quantity=row.quantity,
            shipped_quantity=row.shipped_quantity,
        )


class ShippedOut(Schema):
    line_id: str = Field(description="`fln_...`")
    quantity: int


class ShipmentOut(Schema):
    id: str = Field(description="`shp_...`")
    carrier: str
    tracking_number: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: list[ShippedOut]

    @classmethod
    def of(cls, row: ShipmentRow) -> ShipmentOut:
        return cls(
            id=to_public("shp", row.id),
            carrier=row.carrier,
            tracking_number=row.tracking_number,
            tracking_url=row.tracking_url,
            shipped_at=row.shipped_at,
            delivered_at=row.delivered_at,
            lines=[ShippedOut(line_id=to_public("fln", key), quantity=units) for key, units in row.lines],
        )


class FulfillmentOrderOut(Schema):
    id: str = Field(description="`ful_...`")
    number: str = Field(description="For people; carries no meaning")
    order_id: str = Field(description="`ord_...`")
    order_number: str
    location_id: str = Field(description="`loc_...`")
    kind: DeliveryKind
    status: FulfillmentStatus
    created_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None
    ready_at: datetime | None
    closed_at: datetime | None
    lines: list[FulfillmentLineOut]
    shipments: list[ShipmentOut]
    target_id: str | None = Field(description="`loc_...`, of kind `bring`: the place where the customer fetches it")
    spot: str = Field(description="Where it waits: a shelf, or a locker's compartment")

    @classmethod
    def of(cls, row: FulfillmentOrderRow) -> FulfillmentOrderOut:
        return cls(
            id=to_public("ful", row.id),
            number=row.number,
            order_id=to_public("ord", row.order_id),
            order_number=row.order_number,
            location_id=to_public("loc", row.location_id),
            kind=row.kind,
            status=row.status,
            created_at=row.created_at,
            due_at=row.due_at,
            accepted_at=row.accepted_at,
            ready_at=row.ready_at,
            closed_at=row.closed_at,
            lines=[FulfillmentLineOut.of(line) for line in row.lines],
            shipments=[ShipmentOut.of(shipment) for shipment in row.shipments],
            target_id=to_public("loc", row.target_id) if row.target_id else None,
            spot=row.spot,
        )


class FulfillmentPageOut(Schema):
    items: list[FulfillmentOrderOut]
    next_cursor: str | None


class FulfillmentSearch(Schema):
    status: list[FulfillmentStatus] = Field(
        default_factory=list, description="Several are allowed; without any, all in which something is to do"
    )
    location_id: str | None = Field(None, description="`loc_...`; without it, all the key may see")
    search: str = Field("", max_length=100, description="The start of either number, or a whole SKU")
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


@router.get(
    "/fulfillment/orders",
    response={200: FulfillmentPageOut, **REFUSALS},
    operation_id="list_fulfillment_orders",
    summary="List fulfillment orders: work to do oldest first, what is done newest first",
)
@decorate_view(guards.read("fulfillment.read"))
def list_fulfillment_orders(request: HttpRequest, wish: Query[FulfillmentSearch]) -> FulfillmentPageOut:
    """Return one page."""
    actor = actor_of(request)
    places = [from_public("loc", wish.location_id)] if wish.location_id else list(actor.locations)
    if any(not actor.may_at(place) for place in places):
        return FulfillmentPageOut(items=[], next_cursor=None)
    page = orders.fulfillment_page(
        statuses=frozenset(wish.status) or ACTIVE,
        location_ids=places,
        text=wish.search,
        cursor=wish.cursor,
        limit=wish.limit,
    )
    return FulfillmentPageOut(items=[FulfillmentOrderOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get(
    "/fulfillment/orders/{fulfillment_order_id}",
    response={200: FulfillmentOrderOut, **REFUSALS},
    operation_id="get_fulfillment_order",
    summary="Read one fulfillment order with its lines and shipments",
)
@decorate_view(guards.read("fulfillment.read"))
def get_fulfillment_order(request: HttpRequest, fulfillment_order_id: str) -> FulfillmentOrderOut:
    """Return one fulfillment order."""
    row = orders.fulfillment_order(from_public("ful", fulfillment_order_id))
    if not actor_of(request).may_at(row.location_id):
        raise orders.UnknownFulfillmentOrder
    return FulfillmentOrderOut.of(row)
