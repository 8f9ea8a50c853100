"""Changes of orders as JSON: where they go, and how much of them is still wanted."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.customers.types import PostalAddress
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import BY_CUSTOMER
from arasta.flows.ordering import change_order as changing
from arasta.flows.ordering.checkout_schemas import CartAddressIn
from arasta.flows.ordering.schemas import OrderOut
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, once_by
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
