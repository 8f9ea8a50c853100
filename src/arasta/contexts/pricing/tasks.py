"""Timed work of pricing: tell of price lists that begin or end."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.pricing.services import price_lists
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM


@app.periodic(cron="* * * * *")
@app.task(name="pricing.announce_turned_lists", queue="system", queueing_lock="pricing.announce_turned_lists")
def announce_turned_lists(timestamp: int) -> None:
    """Mark and tell the prices that changed because time passed."""
    price_lists.announce_turned_lists(now=clock.now(), actor=SYSTEM)
