"""Timed work of the stock room: end holds whose time is over, fill backorders, set aside lots too old to be sold."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.inventory.queries import lots, promises, stock
from arasta.contexts.inventory.services import backorders, expiry, reservations

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


@app.periodic(cron="* * * * *")
@app.task(name="inventory.fill_backorders", queue="stock", queueing_lock="inventory.fill_backorders")
def fill_backorders(timestamp: int) -> None:
    """Give those who wait what became free otherwise: counts, canceled orders, holds that ran out.

    What other channels keep for themselves stays theirs, so each level is looked at once.
    """
    keys = promises.fillable_levels(limit=_BATCH)
    if keys:
        backorders.fill_from_shelves(keys)
