"""The report of a run: printed, and kept as a table in `docs/resiliency.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "resiliency.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
DRILLS = (
    "killed",
    "facts",
    "batches",
    "upload",
    "command",
    "disk-full",
    "stream",
    "clocks",
    "broken-lines",
    "storm-amazon",
    "storm-shopify",
    "storm-trendyol",
    "storm-woocommerce",
    "converge-amazon",
    "converge-google",
    "converge-meta",
    "converge-shopify",
    "converge-trendyol",
    "converge-woocommerce",
    "flood-amazon-content",
    "flood-amazon-stock",
    "flood-amazon-prices",
    "flood-google-content",
    "flood-google-stock",
    "flood-google-prices",
    "flood-meta-content",
    "flood-meta-stock",
    "flood-meta-prices",
    "flood-shopify-content",
    "flood-shopify-stock",
    "flood-shopify-prices",
    "flood-trendyol-content",
    "flood-trendyol-stock",
    "flood-trendyol-prices",
    "flood-woocommerce-content",
    "flood-woocommerce-stock",
    "flood-woocommerce-prices",
)
LAG = "lag until an order of which a call told is in the book"

_run: dict[str, str] = {}


def note(drill: str, figures: Mapping[str, object]) -> None:
    """Keep the figures of a drill for the report."""
    _run[drill] = "; ".join(f"{name}: {_plain(value)}" for name, value in figures.items())


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} ({count})" for name, count in value.items())
    return str(value)


def lag(seconds: Sequence[float]) -> str:
    """Say how long half of it took at most, and how long nearly all."""
    ranked = sorted(seconds)
    return f"p50 {ranked[len(ranked) // 2]:.0f} s, p95 {ranked[len(ranked) * 95 // 100]:.0f} s"


def skipped(drill: str, reason: str) -> None:
    """Keep why a drill was not run."""
    _run[drill] = f"not run: {reason}"


def lines() -> list[str]:
    """Return the report as the rows of a table."""
    rows = [f"| {drill} | {_run[drill]} |" for drill in DRILLS if drill in _run]
    return ["| drill | last run |", "|---|---|", *rows]


def is_whole() -> bool:
    """Tell whether every drill ran (or said why not)."""
    return set(DRILLS) <= set(_run)


def write(day: str) -> None:
    """Put the report into the document, between its two marks."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join([BEGIN, "", f"Last run: {day}.", "", *lines(), "", END])
    DOCUMENT.write_text(before + table + after, encoding="utf-8")
