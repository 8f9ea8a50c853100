"""Put runs in line for the worker: the run and its job are written together."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from arasta.contexts.imports import services
from arasta.contexts.imports.types import RunInput
from arasta.kernel import db
from arasta.kernel.access import Actor

READ = "imports.read"


def take_in(given: RunInput, *, actor: Actor) -> UUID:
    """Open a run for a kept file and let the worker read it."""
    with db.transaction():
        run_id = services.open_run(given, actor=actor)
        _put_in_line(run_id)
    return run_id


def approve(run_id: UUID) -> None:
    """Let the worker keep what a checked run brings, or go on with a failed one. Raises UnknownRun, RunNotReady."""
    with db.transaction():
        services.approve(run_id)
        _put_in_line(run_id)


def _put_in_line(run_id: UUID) -> None:
    app.configure_task(READ, queue="imports", lock=READ).defer(run_id=str(run_id))
