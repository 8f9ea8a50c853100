"""Nightly work: counts of wrong passwords and codes are not kept longer than they matter."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.customers.services import codes, logins


@app.periodic(cron="23 3 * * *")
@app.task(name="customers.forget_old_failures", queue="system", queueing_lock="customers.forget_old_failures")
def forget_old_failures(timestamp: int) -> None:
    """Forget old wrong passwords and codes."""
    logins.forget_old_failures()
    codes.forget_old_codes()
