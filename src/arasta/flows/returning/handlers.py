"""What returning hears: a refund was asked for; a channel has news of a return; goods left that were asked back before."""

from __future__ import annotations

from arasta.contexts.channels.events import ChannelReturnChanged
from arasta.contexts.channels.queries import returns as channel_returns
from arasta.contexts.fulfillment.events import ShipmentDispatched
from arasta.contexts.returns.events import RefundAsked
from arasta.flows.returning.adopt_returns import adopt_return
from arasta.flows.returning.give_refund import give_refund
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.publishing import EventContext, subscribe


def on_refund_asked(fact: RefundAsked, context: EventContext) -> None:
    """Give it, where nobody did yet."""
    give_refund(fact.refund_id, actor=SYSTEM)


def on_channel_return(fact: ChannelReturnChanged, context: EventContext) -> None:
    """Follow it in our list."""
    adopt_return(fact.return_id, actor=SYSTEM)


def on_dispatched(fact: ShipmentDispatched, context: EventContext) -> None:
    """Follow what was asked for on a channel before we knew that the goods had left."""
    for told in channel_returns.returns_of_orders([fact.order_id])[fact.order_id]:
        adopt_return(told.id, actor=SYSTEM)


def register() -> None:
    """Subscribe; called once at start."""
    subscribe(RefundAsked, on_refund_asked, calls_out=True)
    subscribe(ChannelReturnChanged, on_channel_return)
    subscribe(ShipmentDispatched, on_dispatched)
