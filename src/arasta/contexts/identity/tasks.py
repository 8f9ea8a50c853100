"""Nightly work: counts of wrong passwords are not kept longer than they matter."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.identity.services import sign_in


@app.periodic(cron="17 3 * * *")
@app.task(name="identity.forget_old_failures", queue="system", queueing_lock="identity.forget_old_failures")
def forget_old_failures(timestamp: int) -> None:
    """Forget old wrong passwords."""
    sign_in.forget_old_failures()
