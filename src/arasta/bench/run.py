"""Run benchmarks by name, on a home that is theirs alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import monotonic

from arasta.bench import (
    browsing,
    changes,
    channels,
    company,
    feeds,
    files,
    growth,
    limits,
    machine,
    memory,
    orders,
    stock,
)
from arasta.bench.figures import Figure, NotOffered
from arasta.bench.plan import Name, Plan
from arasta.bench.stage import Stage, open_stage
from arasta.kernel import clock
from arasta.local.home import Home

Measure = Callable[[Stage], Figure]

MEASURES: dict[Name, Measure] = {
    Name.FLOW: orders.flow,
    Name.ONE_CALL: orders.one_call,
    Name.BATCH: orders.batch,
    Name.HOT_SKU: orders.hot_sku,
    Name.AVAILABILITY: stock.availability,
    Name.STOCK_BULK: stock.stock_bulk,
    Name.CHANGES: changes.changes,
    Name.CHANNELS: channels.channels,
    Name.FEEDS: feeds.written,
    Name.SEARCH: browsing.search,
    Name.PRODUCT_PAGE: browsing.product_page,
    Name.IMPORT: files.goods,
    Name.MEMORY: memory.memory,
    Name.GROWTH: growth.growth,
}


def run(names: Sequence[Name], *, home: Home, plan: Plan, tell: Callable[[str], None]) -> Iterator[Figure | str]:
    """Measure by name; yield a figure each, or a sentence where this version does not offer what is to be measured."""
    founded = company.found(home.root, plan.variants, at=clock.now(), tell=tell)
    with open_stage(home, plan, founded, tell=tell) as stage:
        for name in names:
            load_before, began = machine.load_average(), monotonic()
            try:
                found = MEASURES[name](stage)
            except NotOffered as refusal:
                yield f"{name}: {refusal}"
                continue
            extras = {
                "place": list(Name).index(name),
                **found.extras,
                "load_average_before": load_before,
                "took_seconds": monotonic() - began,
                "machine": machine.name(),
                "at": clock.now().isoformat(timespec="seconds"),
            }
            yield replace(found, extras=extras)
        limits.drop_tables()
