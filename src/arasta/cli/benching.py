"""The command `arasta bench`: a home of its own, the figures on the console, in files, or as JSON."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from arasta.cli import database
from arasta.local import supervisor
from arasta.local.home import Home

if TYPE_CHECKING:
    from arasta.bench.figures import Figure
    from arasta.bench.plan import Plan

ALL = "all"


def bench(names: Sequence[str], *, plan: Plan, home: Path | None, as_json: bool, results: Path | None) -> int:
    """Measure and print; return 1 if nothing has that name or something could not be measured."""
    from arasta.bench.plan import Name

    known = [one.value for one in Name]
    if unknown := [name for name in names if name not in {*known, ALL}]:
        typer.secho(f"There is no benchmark “{unknown[0]}”. There are: {', '.join([*known, ALL])}.", fg="red", err=True)
        return 1
    logging.getLogger("httpx").setLevel(logging.WARNING)
    signal.signal(
        signal.SIGTERM, lambda number, _: sys.exit(128 + number)
    )  # an end like any other: nothing is left behind
    with _home(home) as opened:
        database.migrate(_tell)
        return _measure(known if ALL in names else names, opened, plan, as_json=as_json, results=results)


def _measure(names: Sequence[str], home: Home, plan: Plan, *, as_json: bool, results: Path | None) -> int:
    from arasta.bench import figures, run
    from arasta.bench.plan import Name

    has_gap = False
    for found in run.run([Name(name) for name in names], home=home, plan=plan, tell=_tell):
        if isinstance(found, str):
            has_gap = True
            typer.secho(found, fg="red", err=True)
            continue
        typer.echo(_said(found, as_json=as_json))
        if results:
            figures.keep([found], results)
    return int(has_gap)


def _said(found: Figure, *, as_json: bool) -> str:
    return json.dumps(found.as_json(), ensure_ascii=False) if as_json else found.as_line()


@contextmanager
def _home(path: Path | None) -> Iterator[Home]:
    """Open the home, or one that is gone at the end; always with a database server of its own."""
    os.environ.pop("DATABASE_URL", None)
    folder = path or Path(tempfile.mkdtemp(prefix="arasta-bench-"))
    if path is None and os.geteuid() == 0:
        folder.chmod(0o711)  # root's database server runs as another account, which passes through to its own folder
    try:
        with database.connected(folder) as home, supervisor.claim(home):
            yield home
    finally:
        if path is None:
            shutil.rmtree(folder, ignore_errors=True)


def _tell(line: str) -> None:
    typer.echo(line, err=True)
