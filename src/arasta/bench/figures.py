"""A figure beside its limit: as one JSON object, as a line, as a row of the table in benchmarks/README.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BEGIN, FINISH = "<!-- figures -->", "<!-- end of figures -->"
_HEAD = (
    "| name | value | limit | ratio | p95 | errors | load before | machine |",
    "|---|---:|---:|---:|---:|---:|---:|---|",
)
NOTHING = "–"


class NotOffered(RuntimeError):
    """The served API lacks what is to be measured."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `limit` and `ratio` are None where there is nothing to compare with."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, the main ones first."""
        main = {"name": self.name, "value": self.value, "unit": self.unit, "limit": self.limit, "ratio": self.ratio}
        told: dict[str, Any] = rounded({**main, **self.extras})
        return told

    def as_line(self) -> str:
        """Say it in one line."""
        told = self.as_json()
        parts = [f"{self.name}: {told['value']:,} {self.unit}"]
        if told["limit"] is not None:
            parts.append(f"limit {told['limit']:,}, ratio {told['ratio']}")
        for key, word in (("p95_ms", "p95 {} ms"), ("errors", "{} errors"), ("note", "{}")):
            if told.get(key) not in (None, ""):
                parts.append(word.format(told[key]))
        return "; ".join(parts)


def figure(name: str, value: float, unit: str, *, limit: float | None, **extras: object) -> Figure:
    """Make a figure whose ratio says which part of its limit was reached."""
    return Figure(name, value, unit, limit, value / limit if limit else None, extras)


def percentiles(latencies: Sequence[float]) -> dict[str, float | None]:
    """Return p50, p95 and p99 in milliseconds, of sorted seconds."""
    return {f"p{share}_ms": _at(latencies, share) for share in (50, 95, 99)}


def _at(latencies: Sequence[float], share: int) -> float | None:
    if not latencies:
        return None
    return latencies[min(len(latencies) - 1, len(latencies) * share // 100)] * 1000


def rounded(value: Any) -> Any:
    """Keep of every number what a reader can use: four digits, or all before the point."""
    if isinstance(value, Mapping):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    if not isinstance(value, float):
        return value
    return round(value) if abs(value) >= 1000 else float(f"{value:.4g}")


def keep(figures: Sequence[Figure], folder: Path) -> None:
    """Write each figure into a file of the folder, and the table into the README beside the folder, if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in figures:
        path = folder / f"{one.name}.json"
        path.write_text(json.dumps(one.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    readme = folder.parent / "README.md"
    if readme.exists():
        readme.write_text(with_table(readme.read_text(encoding="utf-8"), folder), encoding="utf-8")


def with_table(text: str, folder: Path) -> str:
    """Put the table of all kept figures between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(FINISH)
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    rows = [_row(one) for one in sorted(kept, key=lambda one: one.get("place", 99))]
    return "\n".join([f"{before}{BEGIN}", *_HEAD, *rows, f"{FINISH}{after}"])


def _row(kept: Mapping[str, Any]) -> str:
    shown = [
        f"`{kept['name']}`",
        f"{_number(kept['value'])} {kept['unit']}",
        _number(kept["limit"]),
        _number(kept["ratio"]),
        f"{_number(kept['p95_ms'])} ms" if kept.get("p95_ms") else NOTHING,
        _number(kept.get("errors")),
        _number(kept.get("load_average_before")),
        kept.get("machine", NOTHING),
    ]
    return f"| {' | '.join(shown)} |"


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,}"
