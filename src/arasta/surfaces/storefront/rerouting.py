"""The other ways in which an order that nobody packs yet can reach its customer, and what it comes to by each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.types import DeliveryKind
from arasta.flows.ordering.change_way import worth_by
from arasta.flows.ordering.move_goods import left_of, staying_for
from arasta.kernel.money import Money
from arasta.surfaces.storefront.checkouts import MethodChoice, StoreChoice, method_choices, store_choices
from arasta.surfaces.storefront.nearby import Near
from arasta.surfaces.storefront.shop import Shop


@dataclass(frozen=True, slots=True)
class OtherWays:
    """Where an order could be fetched instead, and by which ways it could be sent, each with what it comes to then."""

    stores: tuple[StoreChoice, ...]
    methods: tuple[tuple[MethodChoice, Money], ...]
    fetched_for: Money
    now: Money

    @property
    def saved(self) -> Money:
        """What goes back if it is fetched."""
        return self.now - self.fetched_for


def other_ways(shop: Shop, order: OrderDetail, *, near: Near | None, at: datetime) -> OtherWays:
    """Return the ways that an order does not come already; what it is promised counts as free to it."""
    wanted: Counter[UUID] = Counter()
    for _, variant, units in left_of(order):
        wanted[variant] += units
    own = [row[3:] for row in stock.open_allocations([order.row.id])]
    waits = promises.waits_of([order.row.id])
    found = store_choices(shop, wanted, cart_id=order.row.id, own=own, near=near, at=at, may_wait=bool(waits))
    if waits:
        found = _awaited(order, found)
    currency, sends = order.row.total.currency, order.row.delivery is not DeliveryKind.DELIVERY or order.fetched
    later = [one.promised_on for one in waits]
    methods = method_choices(replace(shop, currency=currency), at=at, later=later) if sends else ()
    here = None if order.fetched else order.row.location_id
    return OtherWays(
        stores=tuple(one for one in found if one.store.id != here),
        methods=tuple((one, worth_by(order, one.price)) for one in methods),
        fetched_for=worth_by(order, Money.zero(currency)),
        now=wanted_worth(order),
    )


def _awaited(order: OrderDetail, found: Sequence[StoreChoice]) -> tuple[StoreChoice, ...]:
    """Return stores as they are for an order that waits for goods: it may keep its place where these can be fetched, too."""
    served = channels.served_channels(ids=[order.row.channel_id])[0]
    able = staying_for(order.row.id, [one.store.id for one in found], served)
    told = [
        replace(one, is_awaited=True, ready="") if one.store.id in able and not one.can_serve else one for one in found
    ]
    return tuple(sorted(told, key=lambda one: not one.can_serve))
