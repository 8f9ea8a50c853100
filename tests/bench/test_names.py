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
TINY = ("--seconds", "0.3", "--clients", "2", "--variants", "60", "--grown", "120", "--orders", "100", "--rows", "50")
PLACED = {Name.FLOW, Name.ONE_CALL, Name.BATCH}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ARASTA_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "arasta", "bench", *words],
        capture_output=True, text=True, timeout=180, check=False, env={**kept, "DATABASE_URL": ""},
    )  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    done = run("all", "--json", *TINY)
    assert done.stdout, done.stderr
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


def of(told: dict[str, dict[str, Any]], name: Name) -> dict[str, Any]:
    if name not in told:
        pytest.skip(f"{name}: this version does not offer what is measured")
    return told[name]


def test_every_name_is_measured() -> None:
    assert set(MEASURES) == set(Name)


@pytest.mark.parametrize("name", list(Name))
def test_every_name_prints_its_figure(told: dict[str, dict[str, Any]], name: Name) -> None:
    figure = of(told, name)

    assert tuple(figure)[: len(MAIN)] == MAIN
    assert figure["value"] > 0
    assert figure["web_workers"] == 2
    assert figure["load_average_before"] >= 0
    assert not figure.get("errors"), figure.get("said")


@pytest.mark.parametrize("name", sorted(PLACED))
def test_orders_tell_what_they_cost(told: dict[str, dict[str, Any]], name: Name) -> None:
    figure = of(told, name)

    assert figure["limit_as_one_statement"] > 0
    assert figure["ratio"] == pytest.approx(figure["value"] / figure["limit"], rel=0.01)
    assert {"p50_ms", "p95_ms", "p99_ms", "errors", "refused", "clients", "runs", "backlog", "drain_seconds"} <= set(
        figure
    )
    for cost in ("sql_per_unit", "round_trips_per_unit", "python_cpu_ms", "postgres_cpu_ms", "worker_cpu_ms"):
        assert figure[cost] is not None, cost


def test_the_hot_sku_is_sold_exactly(told: dict[str, dict[str, Any]]) -> None:
    figure = of(told, Name.HOT_SKU)

    assert figure["exact"], figure["sold"]
    assert figure["refused"] == 500


def test_an_unknown_name_is_told_with_those_that_are() -> None:
    done = run("speed")

    assert done.returncode == 1
    assert "hot-sku" in done.stderr
