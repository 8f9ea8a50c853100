"""What shipping hears: an order was placed or canceled, what it waited for came, work was taken on, goods left."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.fulfillment.events import FulfillmentOrderAccepted, ShipmentDispatched
from arasta.contexts.inventory.events import BackordersFilled, PromisedGoodsArrived
from arasta.contexts.invoices.events import InvoiceIssued
from arasta.contexts.orders.events import (
    OrderCanceled,
    OrderDuePaid,
    OrderLinesCanceled,
    OrderPlaced,
    OrderWayChanged,
)
from arasta.contexts.orders.types import DeliveryKind
from arasta.flows.shipping import bring, source_order, tell_channel
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.publishing import EventContext, subscribe, subscribe_together


def on_order_placed(facts: Sequence[OrderPlaced]) -> None:
    """Ask the locations to fulfil them."""
    source_order.source_orders([fact.order_id for fact in facts], at=clock.now(), actor=SYSTEM)


def on_lines_canceled(fact: OrderLinesCanceled, context: EventContext) -> None:
    """Ask anew for what is left: the former requests were taken back."""
    source_order.source_orders([fact.order_id], at=clock.now(), actor=SYSTEM)
    bring.take_home(fact.order_id, actor=SYSTEM)


def on_canceled(fact: OrderCanceled, context: EventContext) -> None:
    """Take what lies in a locker home, and let the marketplace know that its order is not sent."""
    bring.take_home(fact.order_id, actor=SYSTEM)
    tell_channel.tell_canceled(fact.order_id, reason=fact.reason)


def on_way_changed(fact: OrderWayChanged | OrderDuePaid, context: EventContext) -> None:
    """Ask the locations from which it comes now, or which could not be asked before it was paid."""
    source_order.source_orders([fact.order_id], at=clock.now(), actor=SYSTEM)


def on_backorders_filled(fact: BackordersFilled, context: EventContext) -> None:
    """Ask for what the order waited for and now has."""
    source_order.source_orders([fact.order_id], at=clock.now(), actor=SYSTEM)


def on_goods_arrived(fact: PromisedGoodsArrived, context: EventContext) -> None:
    """Let what was brought wait for its customer, through whichever door it came in."""
    bring.put_ready(fact.transfer_id, at=clock.now(), actor=SYSTEM)


def on_accepted(fact: FulfillmentOrderAccepted, context: EventContext) -> None:
    """Let the marketplace know that its package is being picked."""
    tell_channel.tell_accepted(fact.order_id)


def on_dispatched(fact: ShipmentDispatched, context: EventContext) -> None:
    """Let the marketplace know the tracking number."""
    tell_channel.tell_shipped(fact)


def on_invoice_issued(fact: InvoiceIssued, context: EventContext) -> None:
    """Let the marketplace know where the invoice is."""
    tell_channel.tell_invoice(fact.order_id)


def _is_to_be_fulfilled(fact: OrderPlaced) -> bool:
    """Goods that were handed over at once need nobody's work."""
    return fact.delivery != DeliveryKind.COUNTER


def register() -> None:
    """Subscribe; called once at start."""
    subscribe_together(OrderPlaced, on_order_placed, when=_is_to_be_fulfilled)
    subscribe(OrderLinesCanceled, on_lines_canceled)
    subscribe(OrderCanceled, on_canceled, calls_out=True)
    subscribe(OrderWayChanged, on_way_changed)
    subscribe(OrderDuePaid, on_way_changed)
    subscribe(BackordersFilled, on_backorders_filled)
    subscribe(PromisedGoodsArrived, on_goods_arrived)
    subscribe(FulfillmentOrderAccepted, on_accepted, calls_out=True)
    subscribe(ShipmentDispatched, on_dispatched, calls_out=True)
    subscribe(InvoiceIssued, on_invoice_issued, calls_out=True)
