"""Read a file to its end: a chunk at a time, each in a transaction of its own together with the count of its lines.

    look through the file (encoding, columns) → begin → for each chunk [land, count] → finish
Cut off anywhere, it goes on behind the last chunk that was kept. A trial lands each chunk, takes it back, and counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import DatabaseError, connection

from arasta.contexts.imports import queries, services
from arasta.contexts.imports.types import RunRow, Tally
from arasta.flows.stocking import import_plans
from arasta.flows.stocking.import_files import Line
from arasta.flows.stocking.import_plans import Outcome, Plan
from arasta.flows.stocking.import_writers import side_by_side
from arasta.kernel import db
from arasta.kernel.errors import DomainError, Unavailable, gettext_noop

CHUNK = 2_000
_LONGEST_PRODUCT = 1_000
_TRIES = 3
Watch = Callable[[int, int], None]


class ImportInterrupted(Unavailable):
    code = "import_interrupted"
    template = gettext_noop(
        "The database refused a part of the file that begins with line %(line)s. What is counted here is kept."
    )


class _TakenBack(Exception):
    """A trial landed and is undone."""


def read(run_id: UUID, *, at: datetime, writers: int = 1, watch: Watch | None = None) -> RunRow:
    """Read a run's file to its end, or on from where it was cut off; return the run as it then is.

    What is wrong with the file as a whole ends the run and stands in it. `watch` hears how many lines of how many are
    done. With several writers chunks land side by side, so a run that is cut off begins anew: only for files that may be
    read twice.
    """
    run = queries.run(run_id)
    try:
        plan = import_plans.plan(run, at)
    except DomainError as error:
        services.begin(run_id, lines_in_all=0, digest="")
        services.fail(run_id, error)
        return queries.run(run_id)
    done = services.begin(run_id, lines_in_all=plan.file.lines, digest=plan.file.digest)
    try:
        _read(run, plan, done, 1 if run.is_trial else writers, watch or _nobody)
    except DomainError as error:
        services.fail(run_id, error, keeps_place=writers == 1)
    else:
        services.finish(run_id)
    return queries.run(run_id)


def _read(run: RunRow, plan: Plan, done: int, writers: int, watch: Watch) -> None:
    chunks, land = _chunks(plan, done), partial(_land, run, plan)
    for lines in map(land, chunks) if writers == 1 else side_by_side(chunks, plan, land, writers=writers):
        done += lines
        watch(done, plan.file.lines)


def _land(run: RunRow, plan: Plan, chunk: list[Line]) -> int:
    """Land a chunk and count it; what a rival disturbed is tried again. Return how many lines it has."""
    for last_try in (False,) * (_TRIES - 1) + (True,):
        try:
            _try(run, plan, chunk) if run.is_trial else _keep(run, plan, chunk)
            return len(chunk)
        except DatabaseError as refused:
            if last_try and _is_away():
                raise
            if last_try:
                raise ImportInterrupted(line=chunk[0][0]) from refused
    return 0


def _is_away() -> bool:
    """Tell whether it was not the chunk that failed but the line to the server: then the run goes on when it is back."""
    return connection.connection is None or bool(connection.connection.closed)


def _keep(run: RunRow, plan: Plan, chunk: list[Line]) -> None:
    land = plan.read(chunk)
    with db.transaction():
        services.record(run.id, *land())


def _try(run: RunRow, plan: Plan, chunk: list[Line]) -> None:
    outcome: Outcome = (Tally(), [])
    try:
        with db.transaction():
            outcome = plan.read(chunk)()
            raise _TakenBack
    except _TakenBack:
        services.record(run.id, *outcome)


def _chunks(plan: Plan, done: int) -> Iterator[list[Line]]:
    """Cut the file into chunks; the lines of one product stay together, unless there are absurdly many."""
    chunk: list[Line] = []
    last = ""
    for line in plan.file.rows(skip=done):
        if len(chunk) >= CHUNK:
            key = plan.key_of(line[1])
            if not key or key != last or len(chunk) >= CHUNK + _LONGEST_PRODUCT:
                yield chunk
                chunk = []
        chunk.append(line)
        if len(chunk) >= CHUNK:
            last = plan.key_of(line[1])
    if chunk:
        yield chunk


def _nobody(done: int, lines: int) -> None:
    """Watch nothing."""
