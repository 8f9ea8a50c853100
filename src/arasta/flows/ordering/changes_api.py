"""Changes of orders as JSON: where they go, how they come, and how much of them is still wanted."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Router
from ninja.decorators import decorate_view
from pydantic import BaseModel, Field

from arasta.contexts.customers.types import PostalAddress
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import BY_CUSTOMER, DeliveryKind
from arasta.flows.ordering import change_order as changing
from arasta.flows.ordering.change_way import WayWished, change_way
from arasta.flows.ordering.checkout_schemas import CartAddressIn
from arasta.flows.ordering.refusals import CheckoutIncomplete
from arasta.flows.ordering.schemas import OrderOut
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, MoneyIn, MoneyOut, Problem, once_by
from arasta.kernel.ids import from_public
from arasta.kernel.quantity import MOST
from arasta.kernel.requests import actor_of

router = Router(tags=["Orders"])

OrderPath = Annotated[str, Path(description="`ord_...`")]
WRITE = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class ReceiverIn(CartAddressIn):
    """Where the order goes. Of a pickup, who comes for it: only `name`, `country` and `phone` count."""

    line1: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)


class KeptLineIn(Body):
    id: str = Field(description="`lin_...`", max_length=40)
    quantity: int = Field(strict=True, ge=0, le=MOST, description="Units still wanted of those that have not left")


class KeptLinesIn(Body):
    lines: Annotated[list[KeptLineIn], once_by("id")] = Field(min_length=1, max_length=500)
    reason: str = Field(default=BY_CUSTOMER, min_length=1, max_length=200)


@router.put(
    "/orders/{order_id}/address",
    response={200: OrderOut, **WRITE},
    operation_id="change_order_address",
    summary="Send an order elsewhere",
)
@decorate_view(guards.write("orders.write"))
def change_order_address(request: HttpRequest, order_id: OrderPath, body: ReceiverIn) -> OrderOut:
    """Change where an order goes, within its country, or who comes for it, before anybody packs it."""
    key = from_public("ord", order_id)
    changing.change_address(key, PostalAddress(**body.model_dump()), actor=actor_of(request))
    return OrderOut.of(order_book.order(key))


class WayIn(Body):
    """Fetched at a location, or sent by a method; without an address to where it goes already."""

    delivery: Literal["pickup", "delivery"]
    pickup_location: str = Field(default="", max_length=40, description="`loc_...`, of a pickup")
    delivery_method: str = Field(default="", max_length=60, description="Code, of a delivery")
    address: CartAddressIn | None = None
    seen_total: MoneyIn | None = Field(None, description="What the order comes to then, as the customer saw it")

    def wished(self) -> WayWished:
        """Read it. Raises CheckoutIncomplete, UnknownId."""
        if DeliveryKind(self.delivery) is DeliveryKind.PICKUP:
            if not self.pickup_location:
                raise CheckoutIncomplete(missing="pickup_location")
            return WayWished(location_id=from_public("loc", self.pickup_location))
        address = PostalAddress(**self.address.model_dump()) if self.address else None
        return WayWished(method=self.delivery_method, address=address)


class WayOut(BaseModel):
    """The order as it comes now, and what of it is still to be paid: the customer is sent a link to pay it."""

    order: OrderOut
    due: MoneyOut


@router.put(
    "/orders/{order_id}/way",
    response={200: WayOut, **WRITE},
    operation_id="change_order_way",
    summary="Let an order come another way",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def change_order_way(request: HttpRequest, order_id: OrderPath, body: WayIn) -> WayOut:
    """Let it be fetched instead of sent, sent instead of fetched, or fetched elsewhere, before anybody packs it.

    Its stock moves with it, or nothing changes. A cheaper delivery is given back; a dearer one is paid before it is sent.
    """
    key, seen = from_public("ord", order_id), body.seen_total.given() if body.seen_total else None
    due = change_way(key, body.wished(), seen=seen, at=clock.now(), actor=actor_of(request))
    return WayOut(order=OrderOut.of(order_book.order(key)), due=MoneyOut.of(due))


@router.put(
    "/orders/{order_id}/lines",
    response={200: OrderOut, **WRITE},
    operation_id="keep_order_lines",
    summary="Keep fewer units of an order",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def keep_order_lines(request: HttpRequest, order_id: OrderPath, body: KeptLinesIn) -> OrderOut:
    """Cancel units that have not left: say how many are kept, by line. What was paid for the others is given back."""
    key = from_public("ord", order_id)
    kept = {from_public("lin", line.id): line.quantity for line in body.lines}
    changing.keep_units(key, kept, reason=body.reason, at=clock.now(), actor=actor_of(request))
    return OrderOut.of(order_book.order(key))
