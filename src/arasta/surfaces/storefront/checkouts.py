"""Where a checkout stands: what is said already, what can be chosen, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.fulfillment.types import DeliveryMethodRow
from arasta.contexts.inventory.queries import availability
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.types import DeliveryKind
from arasta.kernel import clock
from arasta.kernel.calendar import day_of
from arasta.kernel.money import Money
from arasta.surfaces.storefront import arriving, nearby
from arasta.surfaces.storefront.nearby import Near
from arasta.surfaces.storefront.places import StoreView, stores
from arasta.surfaces.storefront.shop import Shop


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A way of delivery with its price in the cart's currency, and when it brings what is ordered now."""

    code: str
    name: str
    description: str
    days: str
    price: Money
    arrives: str = ""


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """A store to pick up at; `missing` counts the lines it has not enough of. How far it is, and when it is ready there."""

    store: StoreView
    missing: int
    lines: int
    distance: str = ""
    ready: str = ""

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
    near: Near | None = None

    @property
    def pickup_words(self) -> str:
        """Say what a pickup means at best: where, how far, when."""
        best = next((one for one in self.stores if one.has_all), None)
        if best is None:
            return ""
        return " · ".join(part for part in (best.ready, best.store.row.name, best.distance) if part)

    @property
    def delivery_words(self) -> str:
        """Say when the first way of delivery brings it."""
        return self.methods[0].arrives if self.methods else ""

    def method(self, code: str) -> MethodChoice | None:
        return next((one for one in self.methods if one.code == code), None)

    def store(self, location_id: UUID | None) -> StoreChoice | None:
        return next((one for one in self.stores if one.store.id == location_id), None)


def choices(shop: Shop, cart: CartRow, *, near: Near | None = None) -> Choices:
    """Return the ways of delivery priced in the shopper's currency, and the stores one can pick up at, the best first."""
    at = clock.now()
    return Choices(method_choices(shop, at=at), _stores(shop, cart, near, at), near)


def method_choices(shop: Shop, *, at: datetime | None = None) -> tuple[MethodChoice, ...]:
    """Return the ways of delivery that have a price in the shopper's currency, in the order they are offered."""
    found = methods.delivery_methods(kind=MethodKind.DELIVERY)
    return tuple(choice for method in found if (choice := _method(method, shop, at)))


def is_ready(cart: CartRow, offered: Choices) -> bool:
    """Tell whether everything is said that an order needs, and can still be had that way."""
    if not cart.email or cart.address is None:
        return False
    if cart.delivery is DeliveryKind.DELIVERY:
        is_fetchable = not cart.fetched or offered.store(cart.pickup_location_id) is not None
        return is_fetchable and offered.method(cart.delivery_method) is not None
    store = offered.store(cart.pickup_location_id)
    return cart.delivery is DeliveryKind.PICKUP and store is not None and store.has_all


def days_of(least: int, most: int) -> str:
    """Say how many working days a delivery takes."""
    if least == most:
        return ngettext("%(most)s working day", "%(most)s working days", most) % {"most": most}
    words = ngettext("%(least)s to %(most)s working day", "%(least)s to %(most)s working days", most)
    return words % {"least": least, "most": most}


def _method(method: DeliveryMethodRow, shop: Shop, at: datetime | None) -> MethodChoice | None:
    price = method.price(shop.currency)
    if price is None:
        return None
    text = method.text(shop.language)
    days = days_of(method.min_days, method.max_days)
    arrives = arriving.days_of_method(method, day_of(at)) if at else ""
    return MethodChoice(method.code, text.name, text.description, days, price, arrives)


def _stores(shop: Shop, cart: CartRow, near: Near | None, at: datetime) -> tuple[StoreChoice, ...]:
    found = [store for store in stores(shop) if store.picks_up]
    wanted = {line.variant_id: line.quantity for line in cart.lines}
    levels = availability.sellable(
        list(wanted), channel_id=shop.channel.id, location_ids=[store.id for store in found], cart_id=cart.id
    )
    there: dict[UUID, dict[UUID, int]] = {}
    for level in levels:
        there.setdefault(level.location_id, {})[level.variant_id] = level.sellable
    ready, offered = arriving.ready_at([store.id for store in found], at=at), []
    for store in found:
        kilometers = nearby.distance(near, store) if near else None
        one = StoreChoice(
            store=store,
            missing=_missing(wanted, there.get(store.id, {})),
            lines=len(wanted),
            distance=nearby.distance_words(kilometers),
            ready=arriving.ready_words(ready.get(store.id), at=at),
        )
        offered.append((one.missing, kilometers or 0.0, one))
    return tuple(one for _missing_lines, _far, one in sorted(offered, key=lambda entry: entry[:2]))


def _missing(wanted: Mapping[UUID, int], there: Mapping[UUID, int]) -> int:
    return sum(there.get(variant, 0) < quantity for variant, quantity in wanted.items())
