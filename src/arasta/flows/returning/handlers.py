"""What returning hears: a refund was asked for; a channel has news of a return; goods left that came back before."""

from __future__ import annotations

from collections.abc import Sequence

from arasta.contexts.channels.events import ChannelReturnChanged
from arasta.contexts.channels.queries import returns as channel_returns
from arasta.contexts.channels.types.returning import ReturnRow
from arasta.contexts.orders.events import OrderFulfilled
from arasta.contexts.returns.events import RefundAsked
from arasta.flows.returning.adopt_refunds import adopt_refunds
from arasta.flows.returning.adopt_returns import adopt_return
from arasta.flows.returning.give_refund import give_refund
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.publishing import EventContext, subscribe


def on_refund_asked(fact: RefundAsked, context: EventContext) -> None:
    """Give it, where nobody did yet."""
    give_refund(fact.refund_id, actor=SYSTEM)


def on_channel_return(fact: ChannelReturnChanged, context: EventContext) -> None:
    """Follow it in our lists."""
    for told in channel_returns.returns_by_id([fact.return_id]):
        _follow([told])


def on_fulfilled(fact: OrderFulfilled, context: EventContext) -> None:
    """Follow what came of it on a channel before we knew that the goods had left."""
    _follow(channel_returns.returns_of_orders([fact.order_id])[fact.order_id])


def _follow(told: Sequence[ReturnRow]) -> None:
    for one in told:
        adopt_return(one.id, actor=SYSTEM)
    for order_id in sorted({one.order_id for one in told if one.order_id and one.refunded}):
        adopt_refunds(order_id, actor=SYSTEM)


def register() -> None:
    """Subscribe; called once at start."""
    subscribe(RefundAsked, on_refund_asked, calls_out=True)
    subscribe(ChannelReturnChanged, on_channel_return)
    subscribe(OrderFulfilled, on_fulfilled)
