"""What telling hears: all that becomes of an order after somebody placed it."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.customers.events import ConsentChanged
from arasta.contexts.customers.types import ContactChannel
from arasta.contexts.fulfillment.events import (
    FulfillmentOrderReady,
    PickupHandedOver,
    ShipmentDelivered,
    ShipmentDispatched,
)
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind as Way
from arasta.contexts.inventory.queries import promises
from arasta.contexts.messages.events import DeviceLost
from arasta.contexts.orders.events import (
    OrderAddressChanged,
    OrderCanceled,
    OrderDueWaits,
    OrderLinesCanceled,
    OrderPlaced,
    OrderWayChanged,
)
from arasta.contexts.orders.types import BY_CUSTOMER, DeliveryKind
from arasta.contexts.payments.events import PaymentRefunded
from arasta.contexts.pickup.events import ShortfallAsked
from arasta.contexts.returns.events import ReturnRequested
from arasta.flows.telling import follow_on_device, tell_orders, tell_pickups, tell_ways
from arasta.kernel import clock
from arasta.kernel.outbox.publishing import EventContext, subscribe, subscribe_together


def on_order_placed(facts: Sequence[OrderPlaced]) -> None:
    """Confirm them."""
    tell_orders.tell_placed([fact.order_id for fact in facts])


def on_ready(fact: FulfillmentOrderReady, context: EventContext) -> None:
    """Call the customer to the desk, once all of it waits there."""
    if fulfillment.is_all_there(fact.order_id) and not promises.waits_of([fact.order_id]):
        tell_orders.tell_ready(fact, at=clock.now())


def on_dispatched(fact: ShipmentDispatched, context: EventContext) -> None:
    """Tell the tracking number."""
    tell_orders.tell_shipped(fact)


def on_delivered(fact: ShipmentDelivered, context: EventContext) -> None:
    """Say that it is there."""
    tell_orders.tell_delivered(fact)


def on_handed_over(fact: PickupHandedOver, context: EventContext) -> None:
    """Remember to ask how it is."""
    tell_orders.tell_handed_over(fact)


def on_canceled(fact: OrderCanceled, context: EventContext) -> None:
    """Say that nothing will come."""
    tell_orders.tell_canceled(fact.order_id)


def on_lines_canceled(fact: OrderLinesCanceled, context: EventContext) -> None:
    """Say what will not come, or what is left where the customer wished so."""
    tell = tell_orders.tell_units_kept if fact.reason == BY_CUSTOMER else tell_orders.tell_part_canceled
    tell(fact.order_id, event_id=context.event_id)


def on_address_changed(fact: OrderAddressChanged, context: EventContext) -> None:
    """Say where it goes now."""
    tell_orders.tell_address_changed(fact.order_id, event_id=context.event_id)


def on_way_changed(fact: OrderWayChanged, context: EventContext) -> None:
    """Say how it comes now."""
    tell_ways.tell_way_changed(fact, event_id=context.event_id)


def on_due_waits(fact: OrderDueWaits, context: EventContext) -> None:
    """Remind of what is to be paid."""
    tell_ways.tell_due_waits(fact.order_id, event_id=context.event_id)


def on_refunded(fact: PaymentRefunded, context: EventContext) -> None:
    """Say what comes back."""
    tell_orders.tell_refunded(fact)


def on_short(fact: ShortfallAsked, context: EventContext) -> None:
    """Ask what shall become of it."""
    tell_pickups.tell_short(fact)


def on_return_requested(fact: ReturnRequested, context: EventContext) -> None:
    """Say that it has come in."""
    tell_orders.tell_return_requested(fact)


def on_device_lost(fact: DeviceLost, context: EventContext) -> None:
    """Write down that it hears no more."""
    follow_on_device.lose(fact.device_id, actor=context.actor)


def on_consent_changed(fact: ConsentChanged, context: EventContext) -> None:
    """Forget the device that shall hear no more, whoever said so."""
    follow_on_device.silence(fact.consent_id)


def _is_no_of_a_device(fact: ConsentChanged) -> bool:
    return fact.channel == ContactChannel.PUSH and not fact.is_given


def _is_not_at_the_counter(fact: OrderPlaced) -> bool:
    return fact.delivery != DeliveryKind.COUNTER


def _is_pickup(fact: FulfillmentOrderReady) -> bool:
    return fact.kind == Way.PICKUP


def register() -> None:
    """Subscribe; called once at start."""
    subscribe_together(OrderPlaced, on_order_placed, when=_is_not_at_the_counter)
    subscribe(FulfillmentOrderReady, on_ready, when=_is_pickup)
    subscribe(ShipmentDispatched, on_dispatched)
    subscribe(ShipmentDelivered, on_delivered)
    subscribe(PickupHandedOver, on_handed_over)
    subscribe(OrderCanceled, on_canceled)
    subscribe(OrderLinesCanceled, on_lines_canceled)
    subscribe(OrderAddressChanged, on_address_changed)
    subscribe(OrderWayChanged, on_way_changed)
    subscribe(OrderDueWaits, on_due_waits)
    subscribe(PaymentRefunded, on_refunded)
    subscribe(ReturnRequested, on_return_requested)
    subscribe(ShortfallAsked, on_short)
    subscribe(DeviceLost, on_device_lost)
    subscribe(ConsentChanged, on_consent_changed, when=_is_no_of_a_device)
