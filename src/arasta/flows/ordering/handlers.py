"""What ordering hears: a parked order or return may be taken again; goods left, so their money may be taken."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.channels.events import ParkedItemResolved
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types.parking import ParkedKind
from arasta.contexts.channels.types.sync import Stream
from arasta.contexts.customers.events import CustomerChanged
from arasta.contexts.fulfillment.events import FulfillmentOrderReady, PickupHandedOver, ShipmentDispatched
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind as Way
from arasta.contexts.inventory.queries import promises
from arasta.contexts.orders.events import OrderCanceled, OrderLinesCanceled, OrderPlaced, OrderWayChanged
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.payments.events import PaymentAuthorized
from arasta.contexts.pickup.services import plans
from arasta.flows.ordering import keep_orders
from arasta.flows.ordering.capture_payments import (
    capture_order,
    capture_with_order,
    follow_canceled_lines,
    let_go,
)
from arasta.flows.ordering.follow_addresses import follow_addresses
from arasta.flows.ordering.pull_channel_orders import pull_one
from arasta.flows.ordering.pull_stream import pull_stream
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.publishing import EventContext, subscribe, subscribe_together


def on_parked_item_resolved(fact: ParkedItemResolved, context: EventContext) -> None:
    """Read the order again from its channel and take it; returns cannot be read one by one, so all news of them are."""
    if fact.retry and fact.kind == ParkedKind.ORDER:
        pull_one(fact.channel_id, fact.external_id, at=clock.now())
    if fact.retry and fact.kind == ParkedKind.RETURN:
        pull_stream(channels.installation(fact.channel_id), Stream.RETURNS, at=clock.now())


def on_goods_left(fact: ShipmentDispatched | PickupHandedOver, context: EventContext) -> None:
    """Take the money that was promised for them."""
    capture_order(fact.order_id, actor=SYSTEM)


def on_authorized(fact: PaymentAuthorized, context: EventContext) -> None:
    """Take the money at once where the shop wants it with the order."""
    capture_with_order(fact.payment_id, actor=SYSTEM)


def on_lines_canceled(fact: OrderLinesCanceled, context: EventContext) -> None:
    """Take, let go or give back what they cost."""
    follow_canceled_lines(fact.order_id, actor=SYSTEM)


def on_canceled(fact: OrderCanceled, context: EventContext) -> None:
    """Let go what a silent provider still holds of it, and the time at which it would have been fetched."""
    plans.forget([fact.order_id])
    let_go(fact.order_id, actor=SYSTEM)


def on_way_changed(fact: OrderWayChanged, context: EventContext) -> None:
    """Keep it at its new place and no time at the former one; give back what its delivery does not cost any more."""
    keep_orders.move(fact.order_id, at=clock.now())
    follow_canceled_lines(fact.order_id, actor=SYSTEM)


def on_customer_changed(fact: CustomerChanged, context: EventContext) -> None:
    """Let their open carts follow their book of addresses."""
    follow_addresses(fact.customer_id)


def on_pickups_placed(facts: Sequence[OrderPlaced]) -> None:
    """Keep the times that were chosen, and for a time those that are paid at the store."""
    order_ids = [fact.order_id for fact in facts]
    plans.confirm(order_ids)
    keep_orders.keep_unpaid(order_ids, at=clock.now())


def on_pickup_ready(fact: FulfillmentOrderReady, context: EventContext) -> None:
    """Keep it until it is to be fetched, from when all of it is there."""
    if fulfillment.is_all_there(fact.order_id) and not promises.waits_of([fact.order_id]):
        keep_orders.keep_ready(fact.order_id, fact.location_id, at=clock.now())


def _is_pickup(fact: OrderPlaced) -> bool:
    return fact.delivery == DeliveryKind.PICKUP


def _is_fetched(fact: FulfillmentOrderReady) -> bool:
    return fact.kind == Way.PICKUP


def _are_addresses(fact: CustomerChanged) -> bool:
    return "addresses" in fact.parts


def register() -> None:
    """Subscribe; called once at start."""
    subscribe(ParkedItemResolved, on_parked_item_resolved, calls_out=True)
    subscribe(ShipmentDispatched, on_goods_left, calls_out=True)
    subscribe(PickupHandedOver, on_goods_left, calls_out=True)
    subscribe(PaymentAuthorized, on_authorized, calls_out=True)
    subscribe(OrderLinesCanceled, on_lines_canceled, calls_out=True)
    subscribe(OrderCanceled, on_canceled, calls_out=True)
    subscribe(OrderWayChanged, on_way_changed, calls_out=True)
    subscribe_together(OrderPlaced, on_pickups_placed, when=_is_pickup)
    subscribe(FulfillmentOrderReady, on_pickup_ready, when=_is_fetched)
    subscribe(CustomerChanged, on_customer_changed, when=_are_addresses)
