"""Send what was queued, outside any transaction; what cannot go now is tried again by the outbox."""

from __future__ import annotations

from arasta.contexts.messages.events import MessageQueued
from arasta.contexts.messages.services import sending
from arasta.kernel import clock
from arasta.kernel.outbox.publishing import EventContext, subscribe


def on_queued(fact: MessageQueued, context: EventContext) -> None:
    """Hand the message to its sender."""
    sending.send(fact.message_id, at=clock.now())


def register() -> None:
    """Subscribe; called once at start."""
    subscribe(MessageQueued, on_queued, calls_out=True)
