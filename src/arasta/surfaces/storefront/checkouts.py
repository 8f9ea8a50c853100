"""Where a checkout stands: what is said already, what can be chosen, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.fulfillment.types import DeliveryMethodRow
from arasta.contexts.inventory.queries import availability
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.types import DeliveryKind
from arasta.kernel.money import Money
from arasta.surfaces.storefront.places import StoreView, stores
from arasta.surfaces.storefront.shop import Shop


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A way of delivery with its price in the cart's currency."""

    code: str
    name: str
    description: str
    days: str
    price: Money


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """A store to pick up at; `missing` counts the lines it has not enough of."""

    store: StoreView
    missing: int
    lines: int

    @property
    def has_all(self) -> bool:
        return self.missing == 0

    @property
    def words(self) -> str:
        if self.has_all:
            return _("Has everything in your basket")
        text = ngettext("%(count)s product is missing here", "%(count)s products are missing here", self.missing)
        return text % {"count": self.missing}


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything a shopper can choose from on the way to the order."""

    methods: tuple[MethodChoice, ...]
    stores: tuple[StoreChoice, ...]

    def method(self, code: str) -> MethodChoice | None:
        return next((one for one in self.methods if one.code == code), None)

    def store(self, location_id: UUID | None) -> StoreChoice | None:
        return next((one for one in self.stores if one.store.id == location_id), None)


def choices(shop: Shop, cart: CartRow) -> Choices:
    """Return the ways of delivery priced in the shopper's currency, and the stores one can pick up at."""
    return Choices(method_choices(shop), _stores(shop, cart))


def method_choices(shop: Shop) -> tuple[MethodChoice, ...]:
    """Return the ways of delivery that have a price in the shopper's currency, in the order they are offered."""
    found = methods.delivery_methods(kind=MethodKind.DELIVERY)
    return tuple(choice for method in found if (choice := _method(method, shop)))


def is_ready(cart: CartRow, offered: Choices) -> bool:
    """Tell whether everything is said that an order needs, and can still be had that way."""
    if not cart.email or cart.address is None:
        return False
    if cart.delivery is DeliveryKind.DELIVERY:
        return offered.method(cart.delivery_method) is not None
    store = offered.store(cart.pickup_location_id)
    return cart.delivery is DeliveryKind.PICKUP and store is not None and store.has_all


def days_of(least: int, most: int) -> str:
    """Say how many working days a delivery takes."""
    if least == most:
        return ngettext("%(most)s working day", "%(most)s working days", most) % {"most": most}
    words = ngettext("%(least)s to %(most)s working day", "%(least)s to %(most)s working days", most)
    return words % {"least": least, "most": most}


def _method(method: DeliveryMethodRow, shop: Shop) -> MethodChoice | None:
    price = method.price(shop.currency)
    if price is None:
        return None
    text = method.text(shop.language)
    return MethodChoice(method.code, text.name, text.description, days_of(method.min_days, method.max_days), price)


def _stores(shop: Shop, cart: CartRow) -> tuple[StoreChoice, ...]:
    found = [store for store in stores(shop) if store.picks_up]
    wanted = {line.variant_id: line.quantity for line in cart.lines}
    levels = availability.sellable(
        list(wanted), channel_id=shop.channel.id, location_ids=[store.id for store in found], cart_id=cart.id
    )
    there: dict[UUID, dict[UUID, int]] = {}
    for level in levels:
        there.setdefault(level.location_id, {})[level.variant_id] = level.sellable
    offered = [StoreChoice(store, _missing(wanted, there.get(store.id, {})), len(wanted)) for store in found]
    return tuple(sorted(offered, key=lambda one: one.missing))


def _missing(wanted: Mapping[UUID, int], there: Mapping[UUID, int]) -> int:
    return sum(there.get(variant, 0) < quantity for variant, quantity in wanted.items())
