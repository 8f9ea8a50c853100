"""Every benchmark runs, small, through the command line, and says what it found in the agreed shape."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from arasta.bench.plan import Name
from arasta.bench.run import MEASURES

MAIN = ("name", "value", "unit", "limit", "ratio")
SIZES = "--variants 60 --grown 120 --orders 100 --rows 50 --batch 5 --hot-units 40"
TINY = ["--seconds", "0.5", "--clients", "2", *SIZES.split()]
# These import files, start everything anew, wait for limits and fill the database: they take their time.
SLOW = [Name.IMPORT, Name.MEMORY, Name.GROWTH, Name.CHANGES, Name.CHANNELS]
QUICK = [name for name in Name if name not in SLOW]
PLACED = {Name.FLOW, Name.ONE_CALL, Name.BATCH}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ARASTA_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "arasta", "bench", *words],
        capture_output=True, text=True, timeout=400, check=False, env={**kept, "DATABASE_URL": ""},
    )  # fmt: skip


def figures(names: list[Name]) -> dict[str, dict[str, Any]]:
    done = run(*names, "--json", *TINY)
    assert done.returncode == 0, done.stderr
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    return figures(QUICK)


def check(figure: dict[str, Any]) -> None:
    assert tuple(figure)[: len(MAIN)] == MAIN
    assert figure["value"] >= 0
    assert figure["web_workers"] == 2
    assert figure["load_average_before"] >= 0
    assert not figure.get("errors"), figure.get("said")


def test_every_name_is_measured() -> None:
    assert set(MEASURES) == set(Name)


@pytest.mark.parametrize("name", QUICK)
def test_every_name_prints_its_figure(told: dict[str, dict[str, Any]], name: Name) -> None:
    check(told[name])


@pytest.mark.drill
@pytest.mark.skipif("ARASTA_DRILL" not in os.environ, reason="asked for by `make drill`")
def test_the_slow_ones_print_theirs_too() -> None:
    told = figures(SLOW)

    for name in SLOW:
        check(told[name])
    assert told[Name.IMPORT]["peak_mib"] > 0
    assert told[Name.CHANGES]["ratio"] == 1
    assert told[Name.CHANGES]["last_sold_out_was_told_as_number"] == told[Name.CHANGES]["sold_out"]
    assert {"lag_p50_ms", "lag_p95_ms", "fall_percent", "worker_share"} <= set(told[Name.CHANNELS])
    assert told[Name.MEMORY]["idle"] <= told[Name.MEMORY]["value"]
    assert set(told[Name.GROWTH]["ratios"]) == {"flow", "one-call", "availability"}


@pytest.mark.parametrize("name", sorted(PLACED))
def test_orders_tell_what_they_cost(told: dict[str, dict[str, Any]], name: Name) -> None:
    figure = told[name]

    assert figure["limit_as_one_statement"] > 0
    assert figure["ratio"] == pytest.approx(figure["value"] / figure["limit"], rel=0.01, abs=0.001)
    assert {"p50_ms", "p95_ms", "p99_ms", "errors", "refused", "clients", "runs", "backlog", "drain_seconds"} <= set(
        figure
    )
    assert {"python_cpu_ms", "postgres_cpu_ms", "worker_cpu_ms", "load_cpu_ms"} <= set(figure)
    assert 0 < figure["sql_per_unit"] <= figure["round_trips_per_unit"]


def test_the_hot_sku_is_sold_exactly(told: dict[str, dict[str, Any]]) -> None:
    figure = told[Name.HOT_SKU]

    assert figure["exact"], figure["sold"]
    assert figure["refused"] == 20


def test_an_unknown_name_is_told_with_those_that_are() -> None:
    done = run("speed")

    assert done.returncode == 1
    assert "hot-sku" in done.stderr
