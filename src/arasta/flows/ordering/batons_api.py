"""Batons as JSON: hand a cart on by a code, take one by its code."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.batons import queries as baton_book
from arasta.contexts.batons import services as batons
from arasta.contexts.batons.types import LOCATORS, BatonRow, Place, PlaceKind
from arasta.contexts.brand.queries import base_of
from arasta.contexts.channels.queries import channels
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CUSTOMER_PREFIX
from arasta.contexts.orders.queries import carts
from arasta.flows.ordering import schemas
from arasta.flows.ordering.carry_cart import Taker, offer_cart, take_cart
from arasta.flows.ordering.price_cart import price_cart
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Batons"])

KEEP_FOR = timedelta(minutes=15)
CartPath = Annotated[str, Path(description="`crt_...`")]
CodePath = Annotated[str, Path(description="As people read it: `7KM4Q-D2XZ9`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class BatonOut(Schema):
    code: str
    url: str = Field(description="In the web shop of the cart; made for a QR code")
    status: str = Field(description="offered, taken, called_back or expired")
    origin: str = Field(description="Where the cart is carried from: web, till, desk, chat, kiosk or api")
    expires_at: datetime

    @classmethod
    def of(cls, row: BatonRow) -> BatonOut:
        cart = carts.cart(row.cart_id)
        base = base_of(cart.home_channel_id or cart.channel_id)
        return cls(
            code=row.code,
            url=base + reverse("shop_baton", args=[row.code]),
            status=row.status,
            origin=row.origin.kind,
            expires_at=row.expires_at,
        )


class TakeIn(Body):
    channel: str = Field(description="Code of the channel on which the cart goes on", max_length=60)
    device: str = Field(min_length=8, max_length=100, description="Tells your device from others: it may ask again")
    customer_id: str | None = Field(
        None, description="`cus_...`, who takes it; without one, nobody you know", max_length=40
    )
    currency: str = Field("", pattern="^([A-Z]{3})?$", description="ISO 4217; empty: the channel's")
    language: str = Field("", pattern="^(en|tr|ru)?$", description="Empty: the channel's")


@router.post(
    "/carts/{cart_id}/baton",
    response={201: BatonOut, **WRITE},
    operation_id="offer_baton",
    summary="Make the code by which a cart goes on elsewhere",
)
@decorate_view(guards.write("carts.write"))
def offer_baton(request: HttpRequest, cart_id: CartPath) -> Status[BatonOut]:
    """Make a code that works once, for a quarter of an hour; the former one works no longer."""
    row = offer_cart(
        from_public("crt", cart_id),
        origin=Place(PlaceKind.API, actor_of(request).name),
        at=clock.now(),
        keep_for=KEEP_FOR,
        locator=secrets.randbelow(LOCATORS),
        actor=actor_of(request),
    )
    return Status(201, BatonOut.of(row))


@router.post(
    "/carts/{cart_id}/baton/call-back",
    response={200: schemas.CartOut, **WRITE},
    operation_id="call_back_baton",
    summary="Let the code of a cart work no longer",
)
@decorate_view(guards.write("carts.write"))
def call_back_baton(request: HttpRequest, cart_id: CartPath) -> schemas.CartOut:
    """Call the code back; the cart stays where it is."""
    priced = price_cart(from_public("crt", cart_id), at=clock.now())
    batons.call_back([priced.cart.id])
    return schemas.CartOut.of(priced)


@router.get("/batons/{code}", response={200: BatonOut, **READ}, operation_id="get_baton", summary="Look at a code")
@decorate_view(guards.read("carts.write"))
def get_baton(request: HttpRequest, code: CodePath) -> BatonOut:
    """Tell whether a code still works, and where its cart comes from. Looking uses nothing up."""
    return BatonOut.of(baton_book.baton(code))


@router.post(
    "/batons/{code}/take",
    response={200: schemas.CartOut, **WRITE},
    operation_id="take_baton",
    summary="Take the cart of a code",
)
@decorate_view(guards.write("carts.write"))
def take_baton(request: HttpRequest, code: CodePath, body: TakeIn) -> schemas.CartOut:
    """Take the living cart: its prices hold for two hours, and name and address of its former owner stay behind.

    The same device may take it again and gets the same cart.
    """
    channel, actor = channels.channel(body.channel), actor_of(request)
    owner = from_public(CUSTOMER_PREFIX, body.customer_id) if body.customer_id else None
    taker = Taker(
        channel=channel,
        currency=body.currency or channel.currency,
        language=body.language or channel.language,
        place=Place(PlaceKind.API, actor.name, f"{actor.id}:{body.device}"),
        owner_key="",
        customer_id=customers.customer(owner).id if owner else None,
    )
    with schemas.skus_named():
        carried = take_cart(code, taker, at=clock.now(), actor=actor)
    return schemas.CartOut.of(price_cart(carried.cart_id, at=clock.now()))
