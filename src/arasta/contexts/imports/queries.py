"""Runs of imports and the lines they could not take."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from arasta.contexts.imports.models import Fault, Run
from arasta.contexts.imports.types import FaultRow, ImportKind, Reading, RunRow, RunStatus, UnknownRun
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


def run(run_id: UUID) -> RunRow:
    """Return a run. Raises UnknownRun."""
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise UnknownRun
    return _row(found)


def runs(*, cursor: str | None = None, limit: int = 50) -> Page[RunRow]:
    """Return runs, the latest first."""
    size, after = clamp(limit), decode_cursor(cursor, 1)
    found = Run.objects.order_by("-id")
    if after:
        found = found.filter(id__lt=str(after[0]))
    rows = [_row(one) for one in found[: size + 1]]
    more = encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None
    return Page(rows[:size], more)


def kept_runs_of(digest: str) -> list[RunRow]:
    """Return the runs that kept something of this very file, the latest first."""
    found = Run.objects.filter(Q(new_lines__gt=0) | Q(changed_lines__gt=0), digest=digest, is_trial=False)
    return [_row(one) for one in found.order_by("-id")]


def unfinished_run_of(digest: str, *, kind: ImportKind) -> RunRow | None:
    """Return the latest run of this very file that was cut off or failed behind something it kept, if there is one."""
    cut_off = [RunStatus.RUNNING.value, RunStatus.FAILED.value]
    kept = [row for row in kept_runs_of(digest) if row.kind is kind and row.status.value in cut_off]
    return kept[0] if kept else None


def stuck_runs() -> list[UUID]:
    """Return runs that wait to be read or were cut off."""
    moving = [RunStatus.QUEUED.value, RunStatus.RUNNING.value]
    return list(Run.objects.filter(status__in=moving).order_by("id").values_list("id", flat=True))


def faults(run_id: UUID, *, after_line: int = 0, limit: int = 1_000) -> list[FaultRow]:
    """Return lines that were not taken, in the order of the file."""
    found: QuerySet[Fault] = Fault.objects.filter(run_id=run_id, line__gt=after_line).order_by("line")
    return [FaultRow(f.line, f.column, f.value, f.code, f.template, f.details) for f in found[:limit]]


def _row(one: Run) -> RunRow:
    reading = Reading(
        language=one.language,
        encoding=one.encoding,
        has_decimal_comma=one.has_decimal_comma,
        price_list=one.price_list,
        location=one.location,
        creates_terms=one.creates_terms,
        may_repeat=one.may_repeat,
        reason=one.reason,
    )
    counts: dict[str, Any] = {
        "lines_in_all": one.lines_in_all,
        "lines_read": one.lines_read,
        "new": one.new_lines,
        "changed": one.changed_lines,
        "unchanged": one.unchanged_lines,
        "faulty": one.faulty_lines,
    }
    return RunRow(
        id=one.id,
        kind=ImportKind(one.kind),
        status=RunStatus(one.status),
        is_trial=one.is_trial,
        file_name=one.file_name,
        path=one.path,
        size=one.size,
        digest=one.digest,
        reading=reading,
        actor=Actor(
            ActorKind(one.actor_kind),
            id=one.actor_id,
            name=one.actor_name,
            permissions=frozenset(one.permissions),
            locations=frozenset(one.locations),
        ),
        failure=one.failure,
        details=one.details,
        created_at=one.created_at,
        started_at=one.started_at,
        finished_at=one.finished_at,
        **counts,
    )
