"""Orders as JSON. Those that come whole, one a call or many, are written together if they come at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.decorators import decorate_view

from arasta.contexts.inventory.queries import promises
from arasta.contexts.orders.queries import orders as order_book
from arasta.flows.ordering import cancel_order as canceling
from arasta.flows.ordering import order_schemas as shapes
from arasta.flows.ordering import schemas
from arasta.flows.ordering.order_requests import OrderRequest
from arasta.flows.ordering.take_orders import Answer, TakenOrder, take_orders
from arasta.flows.ordering.write_orders import Overtaken
from arasta.kernel import clock, db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http import guards, problems
from arasta.kernel.http.batches import Unreadable
from arasta.kernel.http.gathered import JSON, Done, GatheredWrites
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import UnknownId, from_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Orders"])

OrderPath = Annotated[str, Path(description="`ord_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}

WRITE = {**READ, 409: Problem}
_TRIES = 3


def _take(requests: Sequence[OrderRequest], actor: Actor) -> list[Done | DomainError]:
    taken = take_orders(requests, at=clock.now(), actor=actor)
    schemas.name_skus(taken)
    return [_told(answer, request) for answer, request in zip(taken, requests, strict=True)]


def _told(answer: Answer, request: OrderRequest) -> Done | DomainError:
    if not isinstance(answer, TakenOrder):
        return answer
    return Done(201 if answer.order.is_new else 200, shapes.receipt(answer, request.external_id))


_orders: GatheredWrites[OrderRequest] = GatheredWrites(_take)


@router.post(
    "/orders",
    response={200: shapes.TakenOut, 201: shapes.TakenOut, **WRITE},
    operation_id="take_order",
    summary="Place an order that comes whole",
)
@decorate_view(guards.write("orders.write", by_itself=True))
def take_order(request: HttpRequest, body: shapes.WholeOrderIn) -> HttpResponse:
    """Place an order in one call: lines, buyer, delivery and payment. 200: the book had its external id already.

    To record a payment the key needs the scope `payments.write` too.
    """
    _may_record([body], request)
    return _orders.answer(request, body.given())


@router.post(
    "/orders/batch",
    response={200: shapes.ResultsOut, **WRITE},
    operation_id="take_orders",
    summary="Place many orders, each by itself",
)
@decorate_view(guards.write("orders.write", piecemeal=True))
def take_many_orders(request: HttpRequest, body: shapes.WholeOrdersIn) -> HttpResponse:
    """Place up to 1,000 orders: each is taken or refused by itself, and the answers stand in the order sent.

    For imports, tills that were offline, and moves from another system. Give each order an `external_id`: sent again, it
    is answered as `known`.
    """
    _may_record(body.orders, request)
    given = body.given()
    requests = [one for one in given if isinstance(one, OrderRequest)]
    taken = _take_again(requests, actor_of(request))
    schemas.name_skus(taken)
    answers = iter(taken)
    results = [_result(next(answers), one) if isinstance(one, OrderRequest) else _unread(one) for one in given]
    return HttpResponse(msgspec.json.encode({"results": results}), content_type=JSON)


@router.get("/orders", response={200: schemas.OrderPage, **READ}, operation_id="list_orders", summary="List orders")
@decorate_view(guards.read("orders.read"))
def list_orders(request: HttpRequest, wanted: Query[schemas.OrderQuery]) -> schemas.OrderPage:
    """Return orders of all channels, newest first."""
    return schemas.OrderPage.of(order_book.page(wanted.given(), cursor=wanted.cursor, limit=wanted.limit))


@router.get(
    "/orders/{order_id}", response={200: schemas.OrderOut, **READ}, operation_id="get_order", summary="Read an order"
)
@decorate_view(guards.read("orders.read"))
def get_order(request: HttpRequest, order_id: OrderPath) -> schemas.OrderOut:
    """Return an order with lines, addresses and timeline, and what its lines still wait for."""
    key = from_public("ord", order_id)
    told, waiting = schemas.OrderOut.of(order_book.order(key)), promises.promised_to([key])
    for line in told.lines:
        line.waiting, line.promised_on = waiting.get(from_public("lin", line.id), (0, None))
    return told


@router.post(
    "/orders/{order_id}/cancel",
    response={200: schemas.OrderOut, **WRITE},
    operation_id="cancel_order",
    summary="Cancel an order",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def cancel_order(request: HttpRequest, order_id: OrderPath, body: schemas.CancelIn) -> schemas.OrderOut:
    """Cancel an order of which nothing has left: units are freed, money is given back."""
    key = from_public("ord", order_id)
    canceling.cancel_order(key, reason=body.reason, at=clock.now(), actor=actor_of(request))
    return schemas.OrderOut.of(order_book.order(key))


def _take_again(requests: Sequence[OrderRequest], actor: Actor) -> list[Answer]:
    """Take orders; where a rival wrote one of them meanwhile, start anew and find it in the book. Raises Overtaken."""
    for _ in range(_TRIES - 1):
        try:
            with db.savepoint():
                return take_orders(requests, at=clock.now(), actor=actor)
        except Overtaken:
            continue
    return take_orders(requests, at=clock.now(), actor=actor)


def _may_record(orders: Sequence[shapes.WholeOrderIn], request: HttpRequest) -> None:
    if any(order.payment for order in orders):
        actor_of(request).require("payments.write")


def _result(answer: Answer, request: OrderRequest) -> dict[str, object]:
    if isinstance(answer, TakenOrder):
        status = "placed" if answer.order.is_new else "known"
        return {"status": status, "problem": None, **shapes.receipt(answer, request.external_id)}
    return _refused(problems.as_body(answer))


def _unread(given: Unreadable | UnknownId) -> dict[str, object]:
    return _refused(problems.unreadable(given.errors) if isinstance(given, Unreadable) else problems.as_body(given))


def _refused(problem: dict[str, object]) -> dict[str, object]:
    return {"status": "refused", "order": None, "payment_id": "", "problem": problem}
