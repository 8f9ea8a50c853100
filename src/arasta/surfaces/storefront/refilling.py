"""Put an order's lines into the basket once more."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.ordering.hold_policy import hold_after_change
from arasta.kernel import clock, db
from arasta.surfaces.storefront import baskets, cards, visitors
from arasta.surfaces.storefront.shop import Shop

MOST_UNITS = 99


@dataclass(frozen=True, slots=True)
class Refilled:
    """Whether something went in, and the names of what could not, or not in full."""

    has_some: bool
    missing: tuple[str, ...]


def refill(request: HttpRequest, shop: Shop, order: OrderDetail) -> Refilled:
    """Add what was ordered to the shopper's basket at today's prices, as much of it as there is."""
    wanted: dict[UUID, int] = {}
    for line in order.lines:
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    lines, found = _lines(request, shop, wanted), baskets.current(request)
    there = {line.variant_id: line.quantity for line in found.lines} if found else {}
    names = {line.variant_id: line.name for line in order.lines}
    put = {line.variant_id for line in lines if line.quantity > there.get(line.variant_id, 0)}
    short = {
        line.variant_id for line in lines if line.quantity < there.get(line.variant_id, 0) + wanted[line.variant_id]
    }
    missing = tuple(names[key] for key in wanted if key not in put or key in short)
    if not put or not _put_in(request, shop, [line for line in lines if line.variant_id in put]):
        return Refilled(False, tuple(names.values()))
    return Refilled(True, missing)


def _lines(request: HttpRequest, shop: Shop, wanted: dict[UUID, int]) -> list[CartLineInput]:
    """Return the lines as they shall stand in the basket: what was there and what was ordered, no more than there is."""
    found, ids = baskets.current(request), list(wanted)
    there = {line.variant_id: line.quantity for line in found.lines} if found else {}
    known = catalog.variants(ids, language=shop.language)
    priced = pricing.prices(ids, channel_id=shop.channel.id, currency=shop.currency, at=clock.now())
    stock = cards.offered(shop, ids, cart_id=found.id if found else None)
    return [
        CartLineInput(key, quantity, priced[key].price.minor)
        for key, units in wanted.items()
        if key in known and known[key].is_active and key in priced
        if (quantity := min(there.get(key, 0) + units, stock[key].total, MOST_UNITS)) > 0
    ]


def _put_in(request: HttpRequest, shop: Shop, lines: list[CartLineInput]) -> bool:
    cart_id = baskets.open_for(request)
    wanted = [line.variant_id for line in lines]
    try:
        with db.transaction():
            cart_book.set_lines(cart_id, lines)
            hold_after_change(cart_id, shop.channel, wanted=wanted, actor=visitors.shopper_of(request))
    except OutOfStock:
        return False
    return True
