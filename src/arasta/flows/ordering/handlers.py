"""What ordering hears: a parked order or return may be taken again."""

from __future__ import annotations

from arasta.contexts.channels.events import ParkedItemResolved
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types.parking import ParkedKind
from arasta.contexts.channels.types.sync import Stream
from arasta.flows.ordering.pull_channel_orders import pull_one
from arasta.flows.ordering.pull_stream import pull_stream
from arasta.kernel import clock
from arasta.kernel.outbox.publishing import EventContext, subscribe


def on_parked_item_resolved(fact: ParkedItemResolved, context: EventContext) -> None:
    """Read the order again from its channel and take it; returns cannot be read one by one, so all news of them are."""
    if fact.retry and fact.kind == ParkedKind.ORDER:
        pull_one(fact.channel_id, fact.external_id, at=clock.now())
    if fact.retry and fact.kind == ParkedKind.RETURN:
        pull_stream(channels.installation(fact.channel_id), Stream.RETURNS, at=clock.now())


def register() -> None:
    """Subscribe; called once at start."""
    subscribe(ParkedItemResolved, on_parked_item_resolved, calls_out=True)
