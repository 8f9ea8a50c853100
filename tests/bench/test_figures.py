"""Figures as they are printed and kept."""

from __future__ import annotations

import json
from pathlib import Path

from arasta.bench import figures
from arasta.bench.figures import Figure, figure, percentiles
from tests.docs.reading import ROOT

ROW = "| `flow` | 300.1 orders/s | 6,600 | 0.04547 | 40.2 ms | 0 | 0.5 | 2 cores, 8 GiB |"


def measured() -> Figure:
    return figure(
        "flow", 300.123456, "orders/s", limit=6600.4, p95_ms=40.2, errors=0, load_average_before=0.5,
        machine="2 cores, 8 GiB", runs=[{"value": 1.23456}],
    )  # fmt: skip


def test_the_ratio_is_the_part_of_the_limit() -> None:
    told = measured().as_json()

    assert list(told)[:5] == ["name", "value", "unit", "limit", "ratio"]
    assert (told["value"], told["limit"], told["ratio"]) == (300.1, 6600, 0.04547)
    assert told["runs"] == [{"value": 1.235}]


def test_without_a_limit_there_is_no_ratio() -> None:
    assert figure("memory", 250.0, "MiB", limit=None).as_json()["ratio"] is None


def test_percentiles_of_sorted_seconds() -> None:
    found = percentiles([number / 1000 for number in range(1, 101)])

    assert {name: round(value or 0) for name, value in found.items()} == {"p50_ms": 51, "p95_ms": 96, "p99_ms": 100}
    assert percentiles([]) == {"p50_ms": None, "p95_ms": None, "p99_ms": None}


def test_a_line_for_people() -> None:
    assert measured().as_line() == "flow: 300.1 orders/s; limit 6,600, ratio 0.04547; p95 40.2 ms; 0 errors"


def test_figures_are_kept_beside_a_table(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"Before.\n{figures.BEGIN}\nold\n{figures.FINISH}\nAfter.\n")

    figures.keep([measured()], tmp_path / "results")

    assert json.loads((tmp_path / "results" / "flow.json").read_text())["name"] == "flow"
    text = (tmp_path / "README.md").read_text()
    assert ROW in text.splitlines()
    assert "old" not in text
    assert text.startswith("Before.")
    assert text.endswith("After.\n")


def test_the_table_in_the_repository_is_that_of_the_kept_figures() -> None:
    text = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")

    assert text == figures.with_table(text, ROOT / "benchmarks/results")
