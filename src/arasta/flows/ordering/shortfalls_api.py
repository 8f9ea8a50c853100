"""Units of pickups that are not where they should be, as JSON: report them, take that back, and answer for the customer."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import FulfillmentLineId
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.pickup.queries import shortfalls
from arasta.contexts.pickup.types import ShortfallAnswer
from arasta.flows.ordering import fall_short
from arasta.flows.ordering.schemas import OrderOut
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, once_by
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.quantity import MOST
from arasta.kernel.requests import actor_of

router = Router(tags=["Pickups"])

FulfillmentPath = Annotated[str, Path(description="`ful_...`")]
OrderPath = Annotated[str, Path(description="`ord_...`")]
WRITE = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class NotThereLineIn(Body):
    line_id: str = Field(description="`fln_...`", max_length=40)
    quantity: int = Field(strict=True, ge=1, le=MOST, description="Units that were not found")


class NotThereIn(Body):
    lines: Annotated[list[NotThereLineIn], once_by("line_id")] = Field(min_length=1, max_length=500)


class NotThereLineOut(Schema):
    line_id: str = Field(description="`lin_...`, the line of the order")
    quantity: int


class NotThereOut(Schema):
    """What the customer is asked about now."""

    fulfillment_order_id: str = Field(description="`ful_...`")
    order_id: str = Field(description="`ord_...`")
    missing: list[NotThereLineOut]


class NotThereAnswerIn(Body):
    answer: Literal["take_rest", "cancel_all"] = Field(description="What the customer wishes")


@router.post(
    "/fulfillment/orders/{fulfillment_id}/missing",
    response={200: NotThereOut, **WRITE},
    operation_id="report_missing",
    summary="Say that something is not there",
)
@decorate_view(guards.write("fulfillment.write"))
def report_missing(request: HttpRequest, fulfillment_id: FulfillmentPath, body: NotThereIn) -> NotThereOut:
    """Ask the customer of a pickup about units that were not found. Nothing is canceled before they answer."""
    missing = {FulfillmentLineId(from_public("fln", line.line_id)): line.quantity for line in body.lines}
    fall_short.report(from_public("ful", fulfillment_id), missing, at=clock.now(), actor=actor_of(request))
    return _asked(fulfillment_id)


@router.post(
    "/fulfillment/orders/{fulfillment_id}/found",
    response={200: NotThereOut, **WRITE},
    operation_id="report_found",
    summary="Say that it turned up",
)
@decorate_view(guards.write("fulfillment.write"))
def report_found(request: HttpRequest, fulfillment_id: FulfillmentPath) -> NotThereOut:
    """Take the question to the customer back."""
    fall_short.turned_up(from_public("ful", fulfillment_id), at=clock.now(), actor=actor_of(request))
    return _asked(fulfillment_id)


@router.post(
    "/orders/{order_id}/missing",
    response={200: OrderOut, **WRITE},
    operation_id="answer_missing",
    summary="Say what the customer wishes",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def answer_missing(request: HttpRequest, order_id: OrderPath, body: NotThereAnswerIn) -> OrderOut:
    """Go on with what was found, or cancel the order; what was paid for the missing units is given back."""
    key = order_book.order(from_public("ord", order_id)).row.id
    decide = (
        fall_short.cancel_all if ShortfallAnswer(body.answer) is ShortfallAnswer.CANCEL_ALL else fall_short.take_rest
    )
    decide(key, at=clock.now(), actor=actor_of(request))
    return OrderOut.of(order_book.order(key))


def _asked(fulfillment_id: str) -> NotThereOut:
    row = fulfillment.fulfillment_order(from_public("ful", fulfillment_id))
    return NotThereOut(
        fulfillment_order_id=fulfillment_id,
        order_id=to_public("ord", row.order_id),
        missing=[
            NotThereLineOut(line_id=to_public("lin", one.order_line_id), quantity=one.quantity)
            for one in shortfalls.open_of([row.order_id])
            if one.fulfillment_order_id == row.id
        ],
    )
