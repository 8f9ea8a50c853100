"""The auditor by the hour, by night and on demand."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.kernel.access import SYSTEM, Actor, ActorKind
from arasta.kernel.audit import runs


@app.periodic(cron="0 * * * *")
@app.task(name="audit.hourly", queue="audit", queueing_lock="audit.hourly", lock="audit")
def audit_hourly(timestamp: int) -> None:
    """Prove what was touched since the last run."""
    runs.run(actor=SYSTEM)


@app.periodic(cron="30 3 * * *")
@app.task(name="audit.nightly", queue="audit", queueing_lock="audit.nightly", lock="audit")
def audit_nightly(timestamp: int) -> None:
    """Prove everything."""
    runs.run(actor=SYSTEM, whole=True)


@app.task(name=runs.ASKED, queue="audit", queueing_lock=runs.ASKED, lock="audit")
def audit_asked(asked_by: str) -> None:
    """Prove everything, for somebody who wants to know now."""
    runs.run(actor=Actor(ActorKind.STAFF, name=asked_by), whole=True)
