"""Carts as JSON, and how they become orders. An integrator's key acts for the shoppers it serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Status
from ninja.decorators import decorate_view

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.payments.types import RECORDED
from arasta.flows.ordering import place_order as placing
from arasta.flows.ordering import schemas
from arasta.flows.ordering.checkout_schemas import CheckoutIn
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.hold_policy import ChannelHoldsNothing, hold_after_change
from arasta.flows.ordering.open_carts import CartRequest, open_carts
from arasta.flows.ordering.place_order import PayWith
from arasta.flows.ordering.place_recorded import CartToOrder, place_recorded
from arasta.flows.ordering.price_cart import PricedCart, price_cart
from arasta.flows.ordering.take_orders import TakenOrder
from arasta.kernel import clock, db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http import guards, problems
from arasta.kernel.http.gathered import JSON, Done, GatheredWrites
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.requests import actor_of

router = Router(tags=["Carts"])

CartPath = Annotated[str, Path(description="`crt_...`")]
PaymentPath = Annotated[str, Path(description="`pay_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


def _open(requests: Sequence[CartRequest], actor: Actor) -> list[Done | DomainError]:
    opened = open_carts(requests, at=clock.now(), actor=actor)
    schemas.name_skus(opened)
    return [Done(201, schemas.cart_told(one)) if isinstance(one, PricedCart) else one for one in opened]


_carts: GatheredWrites[CartRequest] = GatheredWrites(_open)


@router.post("/carts", response={201: schemas.CartOut, **WRITE}, operation_id="open_cart", summary="Open a cart")
@decorate_view(guards.write("carts.write", by_itself=True))
def open_cart(request: HttpRequest, body: schemas.CartIn) -> HttpResponse:
    """Open a cart on a channel, with its first lines and where they shall go if you know."""
    return _carts.answer(request, body.given())


@router.get("/carts/{cart_id}", response={200: schemas.CartOut, **READ}, operation_id="get_cart", summary="Read a cart")
@decorate_view(guards.read("carts.write"))
def get_cart(request: HttpRequest, cart_id: CartPath) -> schemas.CartOut:
    """Return a cart with today's prices, taxes and what can be had."""
    return schemas.CartOut.of(price_cart(from_public("crt", cart_id), at=clock.now()))


@router.put(
    "/carts/{cart_id}/lines",
    response={200: schemas.CartOut, **WRITE},
    operation_id="set_cart_lines",
    summary="Set quantities",
)
@decorate_view(guards.write("carts.write"))
def set_cart_lines(request: HttpRequest, cart_id: CartPath, body: schemas.CartLinesIn) -> schemas.CartOut:
    """Set the quantities of SKUs; 0 takes one out, SKUs that are not named stay."""
    key, lines = from_public("crt", cart_id), schemas.cart_lines(body.lines)
    cart_book.set_lines(key, lines)
    priced = price_cart(key, at=clock.now())
    with schemas.skus_named():
        if hold_after_change(key, priced.channel, wanted=_put_in(lines), actor=actor_of(request)):
            priced = price_cart(key, at=clock.now())
    return schemas.CartOut.of(priced)


@router.put(
    "/carts/{cart_id}/checkout",
    response={200: schemas.CartOut, **WRITE},
    operation_id="set_checkout",
    summary="Say how the goods shall reach the buyer",
)
@decorate_view(guards.write("carts.write"))
def set_checkout(request: HttpRequest, cart_id: CartPath, body: CheckoutIn) -> schemas.CartOut:
    """Set e-mail, delivery or pickup, address and method."""
    key = from_public("crt", cart_id)
    cart_book.set_checkout(key, body.given())
    return schemas.CartOut.of(price_cart(key, at=clock.now()))


@router.post(
    "/carts/{cart_id}/hold",
    response={200: schemas.HoldOut, **WRITE},
    operation_id="hold_cart",
    summary="Hold the units",
)
@decorate_view(guards.write("carts.write"))
def hold(request: HttpRequest, cart_id: CartPath) -> schemas.HoldOut:
    """Reserve the cart's units for the channel's time of hold; an earlier hold of the cart is replaced."""
    with schemas.skus_named(), db.savepoint():
        held = hold_cart(from_public("crt", cart_id), actor=actor_of(request))
    if held is None:
        raise ChannelHoldsNothing
    return schemas.HoldOut(cart_id=cart_id, expires_at=held.expires_at)


def _place(wanted: Sequence[CartToOrder], actor: Actor) -> list[Done | DomainError]:
    placed = place_recorded(wanted, at=clock.now(), actor=actor)
    schemas.name_skus(placed)
    taken = [one for one in placed if isinstance(one, TakenOrder)]
    codes = {one.priced.channel.id: one.priced.channel.code for one in taken if one.priced}
    found = order_book.orders([one.order.id for one in taken])
    told = dict(zip(found, schemas.orders_told(list(found.values()), codes), strict=True))
    return [
        Done(201, schemas.placed_told(told[one.order.id], one.payment_id)) if isinstance(one, TakenOrder) else one
        for one in placed
    ]


_recorded: GatheredWrites[CartToOrder] = GatheredWrites(_place)


@router.post(
    "/carts/{cart_id}/order",
    response={201: schemas.PlacedOut, 202: schemas.PlacedOut, **WRITE},
    operation_id="place_order",
    summary="Pay and place the order",
)
@decorate_view(guards.write("orders.write", by_itself=True))
def place_order(request: HttpRequest, cart_id: CartPath, body: schemas.PlaceIn) -> HttpResponse:
    """Pay and place: a cart becomes one order, however often this is sent.

    202 means that the buyer must go to `redirect_url` first; when they are back, confirm the payment. To record a payment
    that you took elsewhere, the key needs the scope `payments.write` too.
    """
    key, seen = from_public("crt", cart_id), body.seen_total.given() if body.seen_total else None
    if body.provider == RECORDED:
        actor_of(request).require("payments.write")
        return _recorded.answer(request, CartToOrder(key, body.token, seen))
    return guards.once(request, lambda: _ask_provider(request, key, body, seen), in_steps=True)


def _ask_provider(request: HttpRequest, cart_id: UUID, body: schemas.PlaceIn, seen: Money | None) -> HttpResponse:
    try:
        with schemas.skus_named():
            placed = placing.place_order(
                cart_id,
                pay_with=PayWith(body.provider, body.token, body.return_url),
                seen_total=seen,
                at=clock.now(),
                actor=actor_of(request),
            )
    except DomainError as refusal:
        return problems.answer(refusal)
    told = _placed(placed)
    return HttpResponse(told.value.model_dump_json(), status=told.status_code, content_type=JSON)


@router.post(
    "/payments/{payment_id}/confirm",
    response={201: schemas.PlacedOut, 202: schemas.PlacedOut, **WRITE},
    operation_id="confirm_payment",
    summary="Go on when the buyer is back from the bank",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def confirm_payment(request: HttpRequest, payment_id: PaymentPath) -> Status[schemas.PlacedOut]:
    """Ask the provider what became of a payment, then finish the order or undo it. 202: the buyer is not done yet."""
    with schemas.skus_named():
        placed = placing.resume(from_public("pay", payment_id), at=clock.now(), actor=actor_of(request))
    return _placed(placed)


def _put_in(lines: list[CartLineInput]) -> set[UUID]:
    return {line.variant_id for line in lines if line.quantity}


def _placed(placed: placing.Placed) -> Status[schemas.PlacedOut]:
    payment = to_public("pay", placed.payment_id) if placed.payment_id else ""
    if placed.order is not None:
        order = schemas.OrderOut.of(order_book.order(placed.order.id))
        return Status(201, schemas.PlacedOut(order=order, payment_id=payment))
    return Status(202, schemas.PlacedOut(redirect_url=placed.redirect_url, payment_id=payment))
