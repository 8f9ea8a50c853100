"""`arasta import`: goods and stock from CSV files, with the lines that were not taken."""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from arasta.contexts.imports import queries, services
from arasta.contexts.imports.types import FaultRow, ImportKind, Reading, RunInput, RunRow, RunStatus
from arasta.flows.stocking import import_files, import_run
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM

console = Console(stderr=True)
_SHOWN = 20
HEAD = ("line", "column", "value", "code", "what to do")


def bring_in(
    path: Path, *, kind: ImportKind, reading: Reading, is_trial: bool, writers: int, faults: Path | None
) -> int:
    """Import a file; return 0, or 1 if lines or the whole file were not taken."""
    if not path.is_file():
        console.print(f"[red]There is no file {escape(str(path))}.[/red]")
        return 1
    _collect_rarely()
    opened = _run(path.absolute(), kind, reading, is_trial)
    with Progress(BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        run = import_run.read(
            opened.id,
            at=clock.now(),
            writers=writers,
            watch=lambda done, lines: bar.update(task, completed=done, total=max(done, lines)),
        )
    return _tell(run, faults)


def _collect_rarely() -> None:
    """Leave what the program itself consists of out of garbage collection: lines make much that is gone in a moment."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _run(path: Path, kind: ImportKind, reading: Reading, is_trial: bool) -> RunRow:
    """Open a run, or find the one of this very file that was cut off: differences must not be counted twice."""
    given = RunInput(
        kind=kind,
        file_name=path.name,
        path=str(path),
        size=path.stat().st_size,
        is_trial=is_trial,
        reading=reading,
    )
    if kind is ImportKind.STOCK and not is_trial:
        digest = import_files.digest(path)
        unfinished = queries.unfinished_run_of(digest, kind=kind)
        if unfinished is not None and Path(unfinished.path).is_absolute():
            console.print(f"Going on behind line {unfinished.lines_read + 1}, where this file was cut off before.")
            if unfinished.status is RunStatus.FAILED:
                services.approve(unfinished.id)
            return unfinished
    return queries.run(services.open_run(given, actor=SYSTEM))


def _tell(run: RunRow, faults: Path | None) -> int:
    if run.status is RunStatus.FAILED:
        console.print(f"[red]{escape(run.failure % run.details)}[/red]")
    word = "would be " if run.status is RunStatus.CHECKED else ""
    console.print(
        f"{run.lines_read} lines: {run.new} {word}new, {run.changed} {word}changed,"
        f" {run.unchanged} unchanged, {run.faulty} not taken."
    )
    for fault in queries.faults(run.id, limit=_SHOWN):
        console.print(f"  line {fault.line}, {escape(fault.column)}: {escape(fault.template % fault.details)}")
    if run.faulty > _SHOWN:
        console.print(f"  … and {run.faulty - _SHOWN} more; --faults FILE writes them all.")
    if faults is not None:
        _write(run, faults)
    return 1 if run.faulty or run.status is RunStatus.FAILED else 0


def _write(run: RunRow, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for fault in _all_faults(run):
            row = [str(fault.line), fault.column, fault.value, fault.code, fault.template % fault.details]
            writer.writerow([import_files.harmless(cell) for cell in row])


def _all_faults(run: RunRow) -> Iterator[FaultRow]:
    after = 0
    while found := queries.faults(run.id, after_line=after):
        yield from found
        after = found[-1].line
