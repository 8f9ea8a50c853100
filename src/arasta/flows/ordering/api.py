"""Carts and orders as JSON. An integrator's key acts for the shoppers it serves."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Status
from ninja.decorators import decorate_view

from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.flows.ordering import cancel_order as canceling
from arasta.flows.ordering import place_order as placing
from arasta.flows.ordering import schemas
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.hold_policy import ChannelHoldsNothing, hold_after_change
from arasta.flows.ordering.place_order import PayWith
from arasta.flows.ordering.price_cart import price_cart
from arasta.kernel import clock, db
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Carts and orders"])

CartPath = Annotated[str, Path(description="`crt_...`")]
OrderPath = Annotated[str, Path(description="`ord_...`")]
PaymentPath = Annotated[str, Path(description="`pay_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


@router.post("/carts", response={201: schemas.CartOut, **WRITE}, operation_id="open_cart", summary="Open a cart")
@decorate_view(guards.write("carts.write"))
def open_cart(request: HttpRequest, body: schemas.CartIn) -> Status[schemas.CartOut]:
    """Open a cart on a channel, with its first lines if you have them."""
    channel, lines = channels.channel(body.channel), schemas.cart_lines(body.lines)
    cart = cart_book.open_cart(
        channel.id, currency=body.currency or channel.currency, language=body.language or channel.language
    )
    cart_book.set_lines(cart, lines)
    with schemas.skus_named():
        hold_after_change(cart, channel, wanted=_put_in(lines), actor=actor_of(request))
    return Status(201, schemas.CartOut.of(price_cart(cart, at=clock.now())))


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
def set_checkout(request: HttpRequest, cart_id: CartPath, body: schemas.CheckoutIn) -> schemas.CartOut:
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


@router.post(
    "/carts/{cart_id}/order",
    response={201: schemas.PlacedOut, 202: schemas.PlacedOut, **WRITE},
    operation_id="place_order",
    summary="Pay and place the order",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def place_order(request: HttpRequest, cart_id: CartPath, body: schemas.PlaceIn) -> Status[schemas.PlacedOut]:
    """Pay and place: a cart becomes one order, however often this is sent.

    202 means that the buyer must go to `redirect_url` first; when they are back, confirm the payment.
    """
    with schemas.skus_named():
        placed = placing.place_order(
            from_public("crt", cart_id),
            pay_with=PayWith(body.provider, body.token, body.return_url),
            seen_total=body.seen_total.given() if body.seen_total else None,
            at=clock.now(),
            actor=actor_of(request),
        )
    return _placed(placed)


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
    """Return an order with lines, addresses and timeline."""
    return schemas.OrderOut.of(order_book.order(from_public("ord", order_id)))


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


def _put_in(lines: list[CartLineInput]) -> set[UUID]:
    return {line.variant_id for line in lines if line.quantity}


def _placed(placed: placing.Placed) -> Status[schemas.PlacedOut]:
    payment = to_public("pay", placed.payment_id) if placed.payment_id else ""
    if placed.order is not None:
        order = schemas.OrderOut.of(order_book.order(placed.order.id))
        return Status(201, schemas.PlacedOut(order=order, payment_id=payment))
    return Status(202, schemas.PlacedOut(redirect_url=placed.redirect_url, payment_id=payment))
