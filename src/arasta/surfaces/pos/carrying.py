"""Carts that come to the till from elsewhere and go on from it: by a code, or found by their owner's name."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from arasta.contexts.batons import queries as batons
from arasta.contexts.batons.types import LOCATORS, BatonRow, Place, PlaceKind
from arasta.contexts.brand.queries import base_of
from arasta.contexts.channels.queries import channels
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CUSTOMER_PREFIX, CustomerRow
from arasta.contexts.inventory.queries import locations
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import DeliveryKind
from arasta.flows.ordering.carry_cart import Carried, Taker, Way, fetch_cart, offer_cart, send_home, take_cart
from arasta.kernel import db
from arasta.kernel.ids import to_public
from arasta.kernel.web.spoken import spoken
from arasta.surfaces.pos import basket
from arasta.surfaces.pos.desk import Desk

KEEP_FOR = timedelta(minutes=15)
_MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class WaitingCart:
    """A customer's open cart as the till offers to take it."""

    key: str
    units: int
    changed_at: datetime
    channel: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A customer who fits what was typed, with their open carts."""

    key: str
    name: str
    number: str
    email: str
    phone: str
    carts: tuple[WaitingCart, ...]


def place_of(desk: Desk) -> Place:
    """Return the till as a place of carts, named in the language of its channel: shoppers read it, not who stands there."""
    location = locations.by_id(language=desk.channel.language)[desk.location.id]
    return Place(PlaceKind.TILL, f"{desk.register.name}, {location.name}", desk.owner_key)


def is_code(text: str) -> bool:
    """Tell whether what was scanned is the code of a cart, and one that was made here."""
    return batons.read_code(text) is not None


def take(desk: Desk, code: str, *, at: datetime) -> Carried:
    """Take the cart of a code; what was rung up already joins it, and whose that was, if it is nobody's.

    Raises what taking refuses.
    """
    own = basket.current(desk)
    with db.transaction():
        return _at_counter(take_cart(code, _taker(desk, own), at=at, actor=desk.actor), own)


def serve(desk: Desk, cart_id: UUID, *, at: datetime) -> Carried:
    """Take a customer's cart without a code."""
    cart = carts.cart(cart_id)
    name = channels.channel_by_id(cart.channel_id).name
    way = Way(Place(PlaceKind.TILL if cart.desk_key else PlaceKind.WEB, name), _locator())
    own = basket.current(desk)
    with db.transaction():
        return _at_counter(fetch_cart(cart_id, _taker(desk, own), way=way, at=at, actor=desk.actor), own)


def hand_over(desk: Desk, cart_id: UUID, *, at: datetime) -> BatonRow:
    """Make the code by which the desk's cart goes on to the customer's phone."""
    return offer_cart(cart_id, origin=place_of(desk), at=at, keep_for=KEEP_FOR, locator=_locator(), actor=desk.actor)


def give_back(desk: Desk, cart_id: UUID, *, at: datetime) -> bool:
    """Let a cart that came from elsewhere go back there; tell whether it had."""
    to = Place(PlaceKind.WEB)
    return send_home(cart_id, way=Way(place_of(desk), _locator()), to=to, at=at, actor=desk.actor)


def address_of(row: BatonRow) -> str:
    """Return the whole address that the code's picture leads to: in the shop that the cart came from, if it did."""
    cart = carts.cart(row.cart_id)
    return f"{base_of(cart.home_channel_id or cart.channel_id)}{reverse('shop_baton', args=[row.code])}"


def offered(cart_id: UUID) -> BatonRow | None:
    """Return the code of a cart that is in the air."""
    return batons.offered(cart_id)


def find(desk: Desk, text: str) -> Sequence[Found]:
    """Find customers and the carts they have open anywhere."""
    return found(desk, customers.customers_page(text, limit=_MOST_FOUND).items)


def found(desk: Desk, rows: Sequence[CustomerRow]) -> Sequence[Found]:
    """Return customers with the carts they have open anywhere."""
    known = carts.open_carts_of_all([row.id for row in rows])
    names = {one.id: spoken(one) for one in channels.channels()}
    return [
        Found(
            key=to_public(CUSTOMER_PREFIX, row.id),
            name=row.name,
            number=row.number,
            email=row.email,
            phone=row.phone,
            carts=tuple(
                WaitingCart(
                    key=to_public(basket.CART_PREFIX, cart.id),
                    units=sum(line.quantity for line in cart.lines),
                    changed_at=cart.changed_at,
                    channel=names.get(cart.channel_id, ""),
                    is_here=basket.serves(desk, cart),
                )
                for cart in known
                if cart.customer_id == row.id and cart.lines
            ),
        )
        for row in rows
    ]


def _at_counter(carried: Carried, own: CartRow | None) -> Carried:
    """Let what comes to the till be taken along, until somebody there says that it is sent; it is whose the sale was."""
    cart = carts.cart(carried.cart_id)
    if own and own.customer_id and cart.customer_id is None:
        cart_book.name_customer(cart.id, own.customer_id)
        cart = carts.cart(cart.id)
    if cart.delivery is not None:
        cart_book.set_checkout(cart.id, CheckoutInput(cart.email, DeliveryKind.COUNTER, address=cart.address))
    return carried


def _taker(desk: Desk, own: CartRow | None) -> Taker:
    return Taker(
        channel=desk.channel,
        currency=desk.channel.currency,
        language=desk.channel.language,
        place=place_of(desk),
        desk_key=desk.owner_key,
        location_id=desk.register.location_id,
        own_cart_id=own.id if own else None,
    )


def _locator() -> int:
    return secrets.randbelow(LOCATORS)
