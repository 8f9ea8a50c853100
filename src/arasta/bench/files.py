"""Import from CSV by the command line, as an operator would: how fast, and with how much memory."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import uuid4

from arasta.bench import limits, meters, plan
from arasta.bench.figures import Figure, NotOffered, figure
from arasta.bench.plan import Name
from arasta.bench.stage import Stage

_SAID = 600


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import went; `peak_mib` is the most memory that its process ever held."""

    code: int
    seconds: float
    peak_mib: float
    said: str


def goods(stage: Stage) -> Figure:
    """Import new variants with prices and stock, twice as many as half of them: the memory must not grow with them."""
    limit = stage.plan.rows / limits.seconds_of_copy(stage.plan.rows)
    half = _import(stage, "goods", _goods(max(1, stage.plan.rows // 2)))
    whole = _import(stage, "goods", _goods(stage.plan.rows))
    drain = stage.drain()
    return figure(
        Name.IMPORT,
        stage.plan.rows / whole.seconds,
        "variants/s",
        limit=limit,
        limit_is="COPY of the same rows into bare tables",
        rows=stage.plan.rows,
        seconds=whole.seconds,
        peak_mib=whole.peak_mib,
        peak_mib_of_half=half.peak_mib,
        backlog=drain.pending,
        backlog_left=drain.left,
        drain_seconds=drain.seconds,
        **meters.about(stage),
    )


def import_stock(stage: Stage, rows: int) -> dict[str, Any]:
    """Add a unit to each of so many levels, from a file."""
    lines = [[item["sku"], item["location"], item["delta"]] for item in level_changes(rows)]
    done = _import(stage, "stock", [["sku", "location", "delta"], *lines])
    return {"rows": rows, "seconds": done.seconds, "value": rows / done.seconds, "peak_mib": done.peak_mib}


def level_changes(rows: int) -> list[dict[str, Any]]:
    """Return changes of so many different levels by one unit each."""
    places = plan.LOCATIONS
    return [
        {"sku": plan.sku(1 + number // len(places)), "location": places[number % len(places)], "delta": 1}
        for number in range(rows)
    ]


def _goods(rows: int) -> list[list[str]]:
    """Return the lines of a file of new variants."""
    run = uuid4().hex[:6].upper()
    place = plan.WAREHOUSES[0]
    head = ["sku", "product", "title", "price_list", "price", "location", "on_hand"]
    lines = (
        [f"I-{run}-{number}", f"i-{run.lower()}-{number}", f"Thing {number}", plan.PRICE_LIST, "125.00", place, "100"]
        for number in range(rows)
    )  # fmt: skip
    return [head, *lines]


def _import(stage: Stage, what: str, lines: Sequence[Sequence[object]]) -> Imported:
    with TemporaryDirectory(prefix="arasta-import-") as folder:
        path = Path(folder) / f"{what}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)
        done = _run([sys.executable, "-m", "arasta", "import", what, str(path), "--home", str(stage.home.root)])
    if done.code:
        raise NotOffered(f"arasta import {what} ended with {done.code}: {done.said}")
    return done


def _run(argv: Sequence[str]) -> Imported:
    """Run a program to its end and ask the kernel what it used."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    began = perf_counter()
    with TemporaryDirectory(prefix="arasta-said-") as folder:
        said = Path(folder) / "said"
        with said.open("wb") as out:
            process = subprocess.Popen(argv, stdout=out, stderr=out, env=environment)  # noqa: S603 - our own program
            _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = perf_counter() - began
        words = said.read_text(encoding="utf-8", errors="replace")[-_SAID:]
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Imported(process.returncode, seconds, used.ru_maxrss / unit, words)
