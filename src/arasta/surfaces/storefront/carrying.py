"""How the shop's carts leave for another place and come back: who takes, what is shown of a cart on its way."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from arasta.contexts.batons import queries as batons
from arasta.contexts.batons.types import LOCATORS, BatonRow, Place, PlaceKind
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries.carts import CartRow
from arasta.flows.ordering.carry_cart import Taker
from arasta.flows.ordering.price_cart import price_carts
from arasta.kernel import clock
from arasta.kernel.money import Money
from arasta.surfaces.storefront import baskets, visitors
from arasta.surfaces.storefront.shop import shop_of


@dataclass(frozen=True, slots=True)
class Glance:
    """A cart as somebody sees it who does not have it here: what is in it, and its sum."""

    lines: tuple[tuple[str, str, int], ...]
    units: int
    total: Money


def taker_of(request: HttpRequest) -> Taker:
    """Say that this browser takes a cart; what it had joins it."""
    shop, customer_id, cart = shop_of(request), visitors.customer_id_of(request), baskets.current(request)
    return Taker(
        channel=shop.channel,
        currency=shop.currency,
        language=shop.language,
        place=here(request),
        owner_key="" if customer_id else baskets.secret(request),
        customer_id=customer_id,
        own_cart_id=cart.id if cart else None,
    )


def here(request: HttpRequest) -> Place:
    """Return the place this browser is."""
    return Place(PlaceKind.WEB, shop_of(request).name, baskets.secret(request))


def new_locator() -> int:
    """Draw the random number of a new code."""
    return secrets.randbelow(LOCATORS)


def address_of(request: HttpRequest, baton: BatonRow) -> str:
    """Return the whole address that a QR code leads to."""
    return request.build_absolute_uri(reverse("shop_baton", args=[baton.code]))


def till_of(cart: CartRow) -> Place:
    """Return the till that serves a cart, as the record of its way names it."""
    ways = [row.destination for row in batons.journey_of(cart.id) if row.destination]
    tills = [place for place in ways if place.kind is PlaceKind.TILL]
    return tills[-1] if tills else Place(PlaceKind.TILL)


def stand_of(cart: CartRow) -> UUID | None:
    """Return the store whose shelf a cart is sold from while a till serves it."""
    places = channels.locations_of(cart.channel_id)
    return places[0].location_id if places else None


def glance(cart: CartRow, *, language: str) -> Glance:
    """Return what is in a cart, priced where it is now, in the reader's language."""
    priced = price_carts([cart], at=clock.now(), shows_stock=False)[0]
    named = catalog.variants([line.variant_id for line in cart.lines], language=language)
    lines: Sequence[tuple[str, str, int]] = [
        (named[line.variant_id].title, named[line.variant_id].options_text, line.quantity)
        for line in cart.lines
        if line.variant_id in named
    ]
    return Glance(tuple(lines), sum(line.quantity for line in cart.lines), priced.lines_total)
