"""Choose when to come for what is fetched: for a cart, or for the order that it became.

one transaction: lock the cart or the order, take the time at its place, let its work be due then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ACTIVE, DeliveryKind, FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.orders.types import OrderClosed, OrderStatus
from arasta.contexts.pickup.queries import hours
from arasta.contexts.pickup.services import plans
from arasta.contexts.pickup.types import Plan, SlotNotOffered
from arasta.flows.ordering import keep_orders
from arasta.flows.ordering.choose_later import Split, or_later
from arasta.flows.ordering.choose_places import choose_places
from arasta.flows.ordering.hold_cart import demand_of
from arasta.kernel import db
from arasta.kernel.errors import Conflict, gettext_noop


class NothingFetched(Conflict):
    code = "nothing_fetched"
    template = gettext_noop("Nothing of it is picked up at a place, so there is no time to choose.")


def choose_for_cart(cart_id: UUID, starts_at: datetime | None, *, at: datetime) -> None:
    """Choose when a cart's owner comes, or no time; it is kept for a while, and for good once the cart is ordered.

    Raises UnknownCart, CartClosed, NothingFetched, SlotNotOffered.
    """
    with db.transaction():
        cart_book.lock_open(cart_id)
        if starts_at is None:
            plans.forget([cart_id])
            return
        cart = carts.cart(cart_id)
        choose_for_sale(cart, channels.served_channels(ids=[cart.channel_id])[0], starts_at, at=at)


def choose_for_sale(cart: CartRow, served: ServedChannel, starts_at: datetime, *, at: datetime) -> None:
    """Choose when the buyer comes for what a cart holds, stored or not. Raises NothingFetched, SlotNotOffered."""
    demand = demand_of(cart, served)
    if demand.picked_up_at is None:
        raise NothingFetched
    chosen = choose_places([demand])[0]
    if isinstance(chosen, OutOfStock):
        split = or_later(demand, chosen)
        if isinstance(split, Split) and split.later:  # nobody knows the hour at which it comes
            raise SlotNotOffered
        _refuse_before_brought(demand.picked_up_at, starts_at, since=at)
    plans.choose(Plan(cart.id, demand.picked_up_at, starts_at), at=at)


def choose_for_order(order_id: UUID, starts_at: datetime, *, at: datetime) -> None:
    """Choose when an order's customer comes, instead of a time chosen before; what is to be prepared is due then.

    Raises UnknownOrder, OrderClosed, NothingFetched, SlotNotOffered.
    """
    with db.transaction():
        statuses.lock([order_id])
        order = order_book.order(order_id)
        row = order.row
        if row.location_id is None:
            raise NothingFetched
        if row.status is not OrderStatus.PLACED:
            raise OrderClosed(number=row.number)
        if promises.waits_of([order_id]):  # nobody knows the hour at which it comes
            raise SlotNotOffered
        parts = [part for part in fulfillment.of_orders([order_id]) if part.kind is not DeliveryKind.DELIVERY]
        if is_brought(order, parts):
            _refuse_before_brought(row.location_id, starts_at, since=order.promised_at)
        plans.choose(Plan(order_id, row.location_id, starts_at), at=at)
        plans.confirm([order_id])
        keep_orders.keep_unpaid([order_id], at=at)
        here = [part.id for part in parts if part.kind is DeliveryKind.PICKUP and part.status in ACTIVE]
        requests.set_due(here, starts_at)


def is_brought(order: OrderDetail, parts: Sequence[FulfillmentOrderRow]) -> bool:
    """Tell whether something that is fetched still comes from elsewhere, also before anybody was asked for it."""
    asked = [part for part in parts if part.status is not FulfillmentStatus.CANCELED]
    if asked:
        return any(part.kind is DeliveryKind.BRING and part.status is not FulfillmentStatus.ARRIVED for part in asked)
    fetched = {line.id for line in order.lines if order.way_of(line).value == DeliveryKind.PICKUP.value}
    lies = stock.places_of([order.row.id]).get(order.row.id, ())
    return any(place != order.row.location_id for line, place in lies if line in fetched)


def _refuse_before_brought(location_id: UUID, starts_at: datetime, *, since: datetime) -> None:
    calendar = hours.calendars([location_id]).get(location_id)
    brought = hours.brought_by(calendar, since) if calendar else None
    if brought and starts_at < brought:
        raise SlotNotOffered
