"""Where a checkout stands: what is said already, what can be chosen, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arasta.contexts.channels.types import expected_at
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.fulfillment.types import DeliveryMethodRow
from arasta.contexts.inventory.queries import availability, promises
from arasta.contexts.inventory.types import LevelKey
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
    """A store to pick up at; `missing` counts the lines it has not enough of, `is_brought` tells that they come there.

    How far it is, and when it is ready there. `is_awaited`: what is missing can be had once it has come.
    """

    store: StoreView
    missing: int
    lines: int
    distance: str = ""
    ready: str = ""
    is_brought: bool = False
    is_awaited: bool = False

    @property
    def has_all(self) -> bool:
        return self.missing == 0

    @property
    def can_serve(self) -> bool:
        return self.has_all or self.is_brought or self.is_awaited

    @property
    def words(self) -> str:
        if self.has_all:
            return _("Has everything in your basket")
        if self.is_brought:
            return _("We bring it here")
        if self.is_awaited:
            return _("Here once all of it has come")
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
        best = next((one for one in self.stores if one.can_serve), None)
        if best is None:
            return ""
        return " · ".join(part for part in (best.ready, best.store.row.name, best.distance) if part)

    @property
    def delivery_words(self) -> str:
        """Say when the first way of delivery brings it."""
        return self.methods[0].arrives if self.methods else ""

    def method(self, code: str) -> MethodChoice | None:
        return next((one for one in self.methods if one.code == code), None)

    def led_by(self, location_id: UUID) -> Choices:
        """Return them with one store before all others."""
        return replace(self, stores=tuple(sorted(self.stores, key=lambda one: one.store.id != location_id)))

    def store(self, location_id: UUID | None) -> StoreChoice | None:
        return next((one for one in self.stores if one.store.id == location_id), None)


def choices(shop: Shop, cart: CartRow, *, near: Near | None = None, later: Collection[date | None] = ()) -> Choices:
    """Return the ways of delivery priced in the shopper's currency, and the stores one can pick up at, the best first.

    `later`: the days on which what is to come of it is sent; of one that nobody knows, none.
    """
    at = clock.now()
    wanted = {line.variant_id: line.quantity for line in cart.lines}
    found = store_choices(shop, wanted, cart_id=cart.id, near=near, at=at, may_wait=True)
    return Choices(method_choices(shop, at=at, later=later), found, near)


def method_choices(
    shop: Shop, *, at: datetime | None = None, later: Collection[date | None] = ()
) -> tuple[MethodChoice, ...]:
    """Return the ways of delivery that have a price in the shopper's currency, in the order they are offered.

    What comes later leaves on the day that it is promised for; where none is known, no day of arrival is said.
    """
    found = methods.delivery_methods(kind=MethodKind.DELIVERY)
    begins = max((day_of(at), *(day for day in later if day))) if at and all(later) else None
    return tuple(choice for method in found if (choice := _method(method, shop, begins)))


def is_ready(cart: CartRow, offered: Choices) -> bool:
    """Tell whether everything is said that an order needs, and can still be had that way."""
    if not cart.email or cart.address is None:
        return False
    if cart.delivery is DeliveryKind.DELIVERY:
        is_fetchable = not cart.fetched or offered.store(cart.pickup_location_id) is not None
        return is_fetchable and offered.method(cart.delivery_method) is not None
    store = offered.store(cart.pickup_location_id)
    return cart.delivery is DeliveryKind.PICKUP and store is not None and store.can_serve


def is_paid_at_store(cart: CartRow, offered: Choices) -> bool:
    """Tell whether somebody takes the money where a cart is fetched."""
    store = offered.store(cart.pickup_location_id)
    return cart.delivery is DeliveryKind.PICKUP and store is not None and store.store.is_ours


def days_of(least: int, most: int) -> str:
    """Say how many working days a delivery takes."""
    if least == most:
        return ngettext("%(most)s working day", "%(most)s working days", most) % {"most": most}
    words = ngettext("%(least)s to %(most)s working day", "%(least)s to %(most)s working days", most)
    return words % {"least": least, "most": most}


def _method(method: DeliveryMethodRow, shop: Shop, begins: date | None) -> MethodChoice | None:
    price = method.price(shop.currency)
    if price is None:
        return None
    text = method.text(shop.language)
    days = days_of(method.min_days, method.max_days)
    arrives = arriving.days_of_method(method, begins) if begins else ""
    return MethodChoice(method.code, text.name, text.description, days, price, arrives)


def store_choices(
    shop: Shop,
    wanted: Mapping[UUID, int],
    *,
    cart_id: UUID,
    own: Sequence[tuple[UUID, UUID, int]] = (),
    near: Near | None,
    at: datetime,
    may_wait: bool = False,
) -> tuple[StoreChoice, ...]:
    """Return the stores one can pick so many units up at, the best first.

    `own`: (variant, place, units) that are promised to who asks, and could be had there, too. `may_wait`: who asks may
    also wait for what is to come.
    """
    found = [store for store in stores(shop) if store.picks_up]
    sending = {place.location_id for place in shop.places if place.ships}
    levels = availability.sellable(
        list(wanted),
        channel_id=shop.channel.id,
        location_ids=list(sending.union(store.id for store in found)),
        cart_id=cart_id,
    )
    there: dict[UUID, dict[UUID, int]] = {}
    for level in levels:
        there.setdefault(level.location_id, {})[level.variant_id] = level.sellable
    for variant, place, units in own:
        there.setdefault(place, {})[variant] = there.get(place, {}).get(variant, 0) + units
    keys = [store.id for store in found]
    ready, calendars, offered = arriving.ready_at(keys, at=at), arriving.calendars(keys, at=at), []
    comes: Mapping[LevelKey, int] = {}
    if may_wait and any(_missing(wanted, there, {key}) for key in keys):
        comes = promises.rooms_at(
            list(wanted),
            channel_id=shop.channel.id,
            location_ids=sorted(sending.union(keys)),
            announced_only={*keys} - {expected_at(shop.places)},
        )
    for store in found:
        kilometers = nearby.distance(near, store) if near else None
        missing = _missing(wanted, there, {store.id})
        brought = arriving.brought_words(calendars.get(store.id), at=at) if missing else ""
        reach = {store.id, *sending} if brought else {store.id}
        is_brought = bool(brought) and not _missing(wanted, there, reach)
        is_awaited = missing > 0 and not is_brought and _may_wait(wanted, there, comes, reach)
        one = StoreChoice(
            store=store,
            missing=missing,
            lines=len(wanted),
            distance=nearby.distance_words(kilometers),
            ready="" if is_awaited else brought or arriving.ready_words(ready.get(store.id), at=at),
            is_brought=is_brought,
            is_awaited=is_awaited,
        )
        offered.append((not one.can_serve, one.missing, kilometers or 0.0, one))
    return tuple(entry[-1] for entry in sorted(offered, key=lambda entry: entry[:-1]))


def _may_wait(
    wanted: Mapping[UUID, int],
    there: Mapping[UUID, Mapping[UUID, int]],
    comes: Mapping[LevelKey, int],
    places: Collection[UUID],
) -> bool:
    """Tell whether what places together lack of each variant comes to one of them."""
    lacking = _lacking(wanted, there, places)
    return all(any(comes.get((variant, place), 0) >= units for place in places) for variant, units in lacking.items())


def _missing(wanted: Mapping[UUID, int], there: Mapping[UUID, Mapping[UUID, int]], places: Collection[UUID]) -> int:
    """Count the variants of which places together have too few."""
    return len(_lacking(wanted, there, places))


def _lacking(
    wanted: Mapping[UUID, int], there: Mapping[UUID, Mapping[UUID, int]], places: Collection[UUID]
) -> dict[UUID, int]:
    """Return how many units places together lack of variants of which they have too few."""
    had = {variant: sum(there.get(place, {}).get(variant, 0) for place in places) for variant in wanted}
    return {variant: units - had[variant] for variant, units in wanted.items() if had[variant] < units}
