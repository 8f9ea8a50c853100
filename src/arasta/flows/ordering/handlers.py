"""What ordering hears: a parked order may be taken again."""

from __future__ import annotations

from arasta.contexts.channels.events import ParkedItemResolved
from arasta.contexts.channels.types.parking import ParkedKind
from arasta.flows.ordering.pull_channel_orders import pull_one
from arasta.kernel import clock
from arasta.kernel.outbox.publishing import EventContext, subscribe


def on_parked_item_resolved(fact: ParkedItemResolved, context: EventContext) -> None:
    """Read the order again from its channel and take it."""
    if fact.retry and fact.kind == ParkedKind.ORDER:
        pull_one(fact.channel_id, fact.external_id, at=clock.now())


def register() -> None:
    """Subscribe; called once at start."""
    subscribe(ParkedItemResolved, on_parked_item_resolved, calls_out=True)
