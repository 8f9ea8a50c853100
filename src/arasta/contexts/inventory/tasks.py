"""Timed work of the stock room: end holds whose time is over, set aside lots that are too old to be sold."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.inventory.queries import lots, stock
from arasta.contexts.inventory.services import expiry, reservations

_BATCH = 200


@app.periodic(cron="* * * * *")
@app.task(name="inventory.expire_reservations", queue="stock", queueing_lock="inventory.expire_reservations")
def expire_reservations(timestamp: int) -> None:
    """End overdue holds, some levels at a time, so that no lock is held for long."""
    while keys := stock.overdue_levels(limit=_BATCH):
        reservations.expire(keys)


@app.periodic(cron="*/5 * * * *")
@app.task(name="inventory.block_old_lots", queue="stock", queueing_lock="inventory.block_old_lots")
def block_old_lots(timestamp: int) -> None:
    """Set aside what expired or is about to, by the day at each location; what a promise frees goes next time."""
    while keys := lots.overdue_levels(limit=_BATCH):
        expiry.block_overdue(keys)
