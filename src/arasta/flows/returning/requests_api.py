"""Return requests as JSON: what of an order may still come back, and asking for it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.returns import queries
from arasta.contexts.returns.types import LONGEST_NOTE, RETURN_PREFIX, ReturnReason, ReturnRow
from arasta.flows.returning import request_return as returning
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, once_by, spelled_out
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.quantity import MOST
from arasta.kernel.requests import actor_of

router = Router(tags=["Returns"])

OrderPath = Annotated[str, Path(description="`ord_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class ReturnLineIn(Body):
    line_id: str = Field(description="`lin_...`", max_length=40)
    quantity: int = Field(strict=True, ge=1, le=MOST)
    reason: Annotated[ReturnReason, spelled_out(ReturnReason)]


class ReturnIn(Body):
    lines: Annotated[list[ReturnLineIn], once_by("line_id")] = Field(min_length=1, max_length=500)
    note: str = Field("", max_length=LONGEST_NOTE)


class ReturnLineOut(Schema):
    line_id: str = Field(description="`lin_...`")
    sku: str
    quantity: int
    reason: str


class ReturnOut(Schema):
    id: str = Field(description="`ret_...`")
    number: str = Field(description="For people; carries no meaning")
    status: str
    requested_at: datetime
    note: str
    lines: list[ReturnLineOut]

    @classmethod
    def of(cls, row: ReturnRow) -> ReturnOut:
        return cls(
            id=to_public(RETURN_PREFIX, row.id),
            number=row.number,
            status=row.status,
            requested_at=row.requested_at,
            note=row.note,
            lines=[
                ReturnLineOut(
                    line_id=to_public("lin", line.order_line_id),
                    sku=line.sku,
                    quantity=line.quantity,
                    reason=line.reason,
                )
                for line in row.lines
            ],
        )


class ReturnableLineOut(Schema):
    line_id: str = Field(description="`lin_...`")
    sku: str
    quantity: int = Field(description="How many units may still be asked for")


class ReturnsOut(Schema):
    returnable: list[ReturnableLineOut]
    until: datetime | None = Field(description="Until when one may ask; null while nothing has left")
    items: list[ReturnOut] = Field(description="What was asked for, the newest first")


@router.get(
    "/orders/{order_id}/returns",
    response={200: ReturnsOut, **READ},
    operation_id="list_order_returns",
    summary="What may come back, and what was asked for",
)
@decorate_view(guards.read("orders.read"))
def list_order_returns(request: HttpRequest, order_id: OrderPath) -> ReturnsOut:
    """Return what of an order may still be sent back, and its returns."""
    order = order_book.order(from_public("ord", order_id))
    left = returning.returnable(order)
    return ReturnsOut(
        returnable=[
            ReturnableLineOut(line_id=to_public("lin", line.id), sku=line.sku, quantity=units)
            for line, units in left.lines
        ],
        until=left.until,
        items=[ReturnOut.of(row) for row in queries.of_orders([order.row.id])],
    )


@router.post(
    "/orders/{order_id}/returns",
    response={201: ReturnOut, **WRITE},
    operation_id="request_return",
    summary="Ask to send something back",
)
@decorate_view(guards.write("orders.write"))
def request_return(request: HttpRequest, order_id: OrderPath, body: ReturnIn) -> Status[ReturnOut]:
    """Ask for a return of units that were handed over; the shop looks at it and writes to the customer."""
    wanted = {from_public("lin", line.line_id): (line.quantity, line.reason) for line in body.lines}
    key = order_book.order(from_public("ord", order_id)).row.id
    row = returning.request_return(key, wanted, note=body.note, at=clock.now(), actor=actor_of(request))
    return Status(201, ReturnOut.of(row))
