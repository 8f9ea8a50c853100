"""Timed work of the stock room: end holds whose time is over."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import reservations

_BATCH = 200


@app.periodic(cron="* * * * *")
@app.task(name="inventory.expire_reservations", queue="stock", queueing_lock="inventory.expire_reservations")
def expire_reservations(timestamp: int) -> None:
    """End overdue holds, some levels at a time, so that no lock is held for long."""
    while keys := stock.overdue_levels(limit=_BATCH):
        reservations.expire(keys)
