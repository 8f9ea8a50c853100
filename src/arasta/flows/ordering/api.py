"""Carts and orders as JSON. An integrator's key acts for the shoppers it serves."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.decorators import decorate_view

from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import carts as cart_book
from arasta.flows.ordering import cancel_order as canceling
from arasta.flows.ordering import schemas
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.place_order import PayWith
from arasta.flows.ordering.place_order import place_order as place
from arasta.flows.ordering.price_cart import price_cart
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.requests import actor_of

router = Router(tags=["Carts and orders"])

CartPath = Annotated[str, Path(description="Public id of a cart: crt_…")]
OrderPath = Annotated[str, Path(description="Public id of an order: ord_…")]
REFUSALS = {404: Problem, 409: Problem, 422: Problem}


@router.post("/carts", response={201: schemas.CartOut, **REFUSALS}, operation_id="open_cart", summary="Open a cart")
@decorate_view(guards.write("carts.write"))
def open_cart(request: HttpRequest, body: schemas.CartIn) -> tuple[int, schemas.CartOut]:
    """Open a cart on a channel, with its first lines if you have them."""
    channel = channels.channel(body.channel)
    lines = schemas.cart_lines(body.lines, channel.language)
    cart = cart_book.open_cart(
        channel.id, currency=body.currency or channel.currency, language=body.language or channel.language
    )
    cart_book.set_lines(cart, lines)
    return 201, schemas.CartOut.of(price_cart(cart, at=clock.now()))


@router.get("/carts/{cart_id}", response={200: schemas.CartOut, 404: Problem}, operation_id="get_cart", summary="A cart")
@decorate_view(guards.read("carts.write"))
def get_cart(request: HttpRequest, cart_id: CartPath) -> schemas.CartOut:
    """Return a cart with today's prices, taxes and what can be had."""
    return schemas.CartOut.of(price_cart(from_public("crt", cart_id), at=clock.now()))


@router.put(
    "/carts/{cart_id}/lines",
    response={200: schemas.CartOut, **REFUSALS},
    operation_id="set_cart_lines",
    summary="Set quantities",
)
@decorate_view(guards.write("carts.write"))
def set_lines(request: HttpRequest, cart_id: CartPath, body: list[schemas.CartLineIn]) -> schemas.CartOut:
    """Set the quantities of SKUs; 0 takes one out, SKUs that are not named stay."""
    key = from_public("crt", cart_id)
    cart_book.set_lines(key, schemas.cart_lines(body, "en"))
    return schemas.CartOut.of(price_cart(key, at=clock.now()))


@router.put(
    "/carts/{cart_id}/checkout",
    response={200: schemas.CartOut, **REFUSALS},
    operation_id="set_checkout",
    summary="Say how it shall be delivered",
)
@decorate_view(guards.write("carts.write"))
def set_checkout(request: HttpRequest, cart_id: CartPath, body: schemas.CheckoutIn) -> schemas.CartOut:
    """Set e-mail, delivery or pickup, address and method."""
    key = from_public("crt", cart_id)
    cart_book.set_checkout(key, body.to_input())
    return schemas.CartOut.of(price_cart(key, at=clock.now()))


@router.post(
    "/carts/{cart_id}/hold", response={200: schemas.HoldOut, **REFUSALS}, operation_id="hold_cart", summary="Hold the units"
)
@decorate_view(guards.write("carts.write"))
def hold(request: HttpRequest, cart_id: CartPath) -> schemas.HoldOut:
    """Reserve the cart's units for the channel's time of hold; an earlier hold of the cart is replaced."""
    held = hold_cart(from_public("crt", cart_id), actor=actor_of(request))
    return schemas.HoldOut(cart_id=cart_id, expires_at=held.expires_at)


@router.post(
    "/carts/{cart_id}/order",
    response={201: schemas.PlacedOut, 202: schemas.PlacedOut, **REFUSALS},
    operation_id="place_order",
    summary="Place the order",
)
@decorate_view(guards.write("orders.write", in_steps=True))
def place_order(request: HttpRequest, cart_id: CartPath, body: schemas.PlaceIn) -> tuple[int, schemas.PlacedOut]:
    """Pay and place. 202 means that the buyer must go to `redirect_url` first. A cart becomes one order, however often."""
    key = from_public("crt", cart_id)
    seen = Money(body.seen_total.minor, body.seen_total.currency) if body.seen_total else None
    pay_with = PayWith(body.provider, body.token, body.return_url)
    placed = place(key, pay_with=pay_with, seen_total=seen, at=clock.now(), actor=actor_of(request))
    if placed.order is None:
        return 202, schemas.PlacedOut(redirect_url=placed.redirect_url, payment_id=to_public("pay", placed.payment_id))  # type: ignore[arg-type]
    return 201, schemas.PlacedOut(order=schemas.OrderOut.of(order_book.order(placed.order.id)))


@router.get("/orders", response={200: schemas.OrderPage, 422: Problem}, operation_id="list_orders", summary="Orders")
@decorate_view(guards.read("orders.read"))
def list_orders(request: HttpRequest, wanted: Annotated[schemas.OrderQuery, Query()]) -> schemas.OrderPage:
    """Return orders of all channels, newest first."""
    return schemas.OrderPage.of(order_book.page(wanted.to_filter(), cursor=wanted.cursor, limit=wanted.limit))


@router.get("/orders/{order_id}", response={200: schemas.OrderOut, 404: Problem}, operation_id="get_order", summary="An order")
@decorate_view(guards.read("orders.read"))
def get_order(request: HttpRequest, order_id: OrderPath) -> schemas.OrderOut:
    """Return an order with lines, addresses and timeline."""
    return schemas.OrderOut.of(order_book.order(from_public("ord", order_id)))


@router.post(
    "/orders/{order_id}/cancel", response={200: schemas.OrderOut, **REFUSALS}, operation_id="cancel_order", summary="Cancel"
)
@decorate_view(guards.write("orders.write", in_steps=True))
def cancel_order(request: HttpRequest, order_id: OrderPath, body: schemas.CancelIn) -> schemas.OrderOut:
    """Cancel an order of which nothing has left: units are freed, money is given back."""
    key = from_public("ord", order_id)
    canceling.cancel_order(key, reason=body.reason, at=clock.now(), actor=actor_of(request))
    return schemas.OrderOut.of(order_book.order(key))
