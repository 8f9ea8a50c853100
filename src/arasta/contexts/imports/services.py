"""Open runs, count what became of their lines, end them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.imports.models import Run
from arasta.contexts.imports.types import MOVES, LineFault, RunInput, RunNotReady, RunStatus, Tally, UnknownRun
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id

_LONGEST_VALUE = 200

_COUNT = """
UPDATE imports_run
SET lines_read = lines_read + %(read)s, new_lines = new_lines + %(new)s, changed_lines = changed_lines + %(changed)s,
    unchanged_lines = unchanged_lines + %(unchanged)s, faulty_lines = faulty_lines + %(faulty)s
WHERE id = %(run)s
"""

_BLAME = """
INSERT INTO imports_fault (run_id, line, "column", value, code, template, details)
SELECT %(run)s, f.line, f."column", f.value, f.code, f.template, f.details
FROM json_to_recordset(%(faults)s::json)
     AS f(line int, "column" text, value text, code text, template text, details jsonb)
"""

_FRESH = """
UPDATE imports_run
SET lines_read = 0, new_lines = 0, changed_lines = 0, unchanged_lines = 0, faulty_lines = 0, failure = '', details = '{}',
    started_at = clock_timestamp(), finished_at = NULL
WHERE id = %s
"""


def open_run(given: RunInput, *, actor: Actor) -> UUID:
    """Take a file in to be read; return the run."""
    reading = given.reading
    made = Run.objects.create(
        id=new_id(),
        kind=given.kind.value,
        is_trial=given.is_trial,
        file_name=given.file_name[:200].replace("\x00", ""),
        path=given.path,
        size=given.size,
        language=reading.language,
        encoding=reading.encoding,
        has_decimal_comma=reading.has_decimal_comma,
        price_list=reading.price_list,
        location=reading.location,
        creates_terms=reading.creates_terms,
        may_repeat=reading.may_repeat,
        reason=reading.reason,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_name=actor.name,
        permissions=sorted(actor.permissions),
        locations=sorted(actor.locations),
    )
    return made.id


def begin(run_id: UUID, *, lines_in_all: int, digest: str) -> int:
    """Start a queued run, or go on with one that was cut off; return how many of its lines were read already.

    A trial keeps nothing, so it begins anew each time. Raises UnknownRun, RunNotReady.
    """
    with db.transaction():
        run = _move(run_id, RunStatus.RUNNING)
        if run.is_trial or run.started_at is None:
            db.execute("DELETE FROM imports_fault WHERE run_id = %s", [run_id])
            db.execute(_FRESH, [run_id])
            run.lines_read = 0
        db.execute(
            "UPDATE imports_run SET lines_in_all = %s, digest = %s WHERE id = %s", [lines_in_all, digest, run_id]
        )
    return run.lines_read


def record(run_id: UUID, tally: Tally, faults: Sequence[LineFault]) -> None:
    """Count a chunk of lines, in the transaction that keeps what they brought."""
    with db.transaction():
        counts = {"read": tally.read, "new": tally.new, "changed": tally.changed, "unchanged": tally.unchanged}
        db.execute(_COUNT, {**counts, "faulty": len(faults), "run": run_id})
        if faults:
            rows = [
                {
                    "line": fault.line,
                    "column": fault.column[:_LONGEST_VALUE],
                    "value": fault.value[:_LONGEST_VALUE].replace("\x00", "\ufffd"),
                    "code": fault.error.code,
                    "template": fault.error.template,
                    "details": _plain(fault.error),
                }
                for fault in faults
            ]
            db.execute(_BLAME, {"run": run_id, "faults": db.as_json(rows)})


def finish(run_id: UUID) -> None:
    """End a run that was read to its end. Raises UnknownRun, RunNotReady."""
    with db.transaction():
        run = _lock(run_id)
        _move(run_id, RunStatus.CHECKED if run.is_trial else RunStatus.DONE)
        db.execute("UPDATE imports_run SET finished_at = clock_timestamp() WHERE id = %s", [run_id])


def fail(run_id: UUID, error: DomainError, *, keeps_place: bool = True) -> None:
    """End a run that could not be read on, and say why. Without its place it would begin anew. Raises UnknownRun, RunNotReady."""
    with db.transaction():
        _move(run_id, RunStatus.FAILED)
        db.execute(
            "UPDATE imports_run SET failure = %s, details = %s::jsonb, finished_at = clock_timestamp(),"
            " started_at = CASE WHEN %s THEN started_at END WHERE id = %s",
            [error.template, db.as_json([_plain(error)])[1:-1], keeps_place, run_id],
        )


def approve(run_id: UUID) -> None:
    """Let a checked run keep what it brings, or a failed one try again. Raises UnknownRun, RunNotReady."""
    with db.transaction():
        was_checked = _lock(run_id).status == RunStatus.CHECKED
        _move(run_id, RunStatus.QUEUED)
        db.execute(
            "UPDATE imports_run SET is_trial = is_trial AND NOT %s, finished_at = NULL,"
            " started_at = CASE WHEN %s THEN NULL ELSE started_at END WHERE id = %s",
            [was_checked, was_checked, run_id],
        )


def _lock(run_id: UUID) -> Run:
    run = Run.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise UnknownRun
    return run


def _move(run_id: UUID, status: RunStatus) -> Run:
    run = _lock(run_id)
    if status not in MOVES[RunStatus(run.status)]:
        raise RunNotReady(status=run.status)
    db.execute("UPDATE imports_run SET status = %s WHERE id = %s", [str(status), run_id])
    return run


def _plain(error: DomainError) -> dict[str, object]:
    return {
        key: value if isinstance(value, int) else str(value)[:_LONGEST_VALUE] for key, value in error.details.items()
    }
