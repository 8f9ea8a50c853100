"""Timed work: messages whose time has come."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.messages.services import sending
from arasta.kernel import clock


@app.periodic(cron="* * * * *")
@app.task(name="messages.release_due", queue="system", queueing_lock="messages.release_due")
def release_due(timestamp: int) -> None:
    """Let messages go that waited for their time."""
    sending.release_due(clock.now())
