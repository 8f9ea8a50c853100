"""Channels: very many changed SKUs told to a marketplace within its limits, and ten marketplaces kept in step at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx

from arasta.bench import markets, meters, plan
from arasta.bench.figures import Figure, figure
from arasta.bench.markets import AT_ONCE, Counting
from arasta.bench.meters import Meter
from arasta.bench.plan import Name
from arasta.bench.stage import Stage
from arasta.contexts.channels.queries import buffers
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types import Installation, Stream
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import StockLine
from arasta.flows.publishing.poll_tickets import poll_tickets
from arasta.flows.publishing.push_offers import push_offers
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM

MARKETS = 10
LISTED = 2_000
CHANGES_PER_SECOND = 50
MINUTE = 6
SOLD_OUT_SHARE = 100
_PAUSE = 0.5


def channels(stage: Stage) -> Figure:
    """Tell one marketplace of very many changes; then change stock steadily, with ten of them listening."""
    stage.start("twins")
    stage.stop("worker")
    rows = min(stage.plan.rows, stage.company.variants)
    told = _many(stage, rows)
    steady = _steady(stage)
    return figure(
        Name.CHANNELS,
        told["calls"],
        "calls",
        limit=told["fewest_calls"],
        limit_is=f"full batches for {rows} changed SKUs",
        **told,
        steady=steady,
        p95_ms=steady["lag_p95_ms"],
        **meters.about(stage),
    )


def _many(stage: Stage, rows: int) -> dict[str, Any]:
    """Change the stock of very many SKUs, some to nothing, and count the calls until the marketplace knows."""
    skus = [plan.sku(number) for number in range(1, rows + 1)]
    stage.tell(f"Listing {rows} products on a marketplace")
    markets.tune(stage, markets.UNLIMITED)
    market = markets.open_market(stage, 0, skus)
    stage.forget()
    markets.tune(stage, markets.REAL)
    stage.tell("Telling all of it once")
    _tell_all(market, Counting())
    keys, where = markets.variants(skus), locations.by_code(markets.PLACE).id
    sold_out = keys[rows // 2 :: SOLD_OUT_SHARE]
    for start in range(0, rows, AT_ONCE):
        lines = [StockLine(key, where, 1) for key in keys[start : start + AT_ONCE]]
        levels.receive(lines, reference="Bench", actor=SYSTEM)
    _take_away(sold_out, where, plan.PLENTY + 1)
    stage.tell(f"Telling {rows} changes")
    counting, meter = Counting(), Meter(stage.pids())
    meter.open()
    began, cpu = time.monotonic(), time.process_time()
    _tell_all(market, counting)
    cpu, took = time.process_time() - cpu, time.monotonic() - began
    meter.close()
    places = [place for place, item in enumerate(counting.items()) if item.get("quantity") == 0]
    _give_back(sold_out, where)
    return {
        "rows": rows,
        "calls": len(counting.stock),
        "fewest_calls": -(-rows // AT_ONCE),
        "polls": counting.calls - len(counting.stock),
        "sold_out": len(sold_out),
        "last_sold_out_was_told_as_number": max(places, default=-1) + 1,
        "seconds": took,
        "our_cpu_seconds": cpu,
        "postgres_cpu_ms_per_row": meter.milliseconds("postgres", per=rows),
    }


def _tell_all(market: Installation, counting: Counting) -> None:
    """Push and poll until the marketplace knows everything; its limits are waited for."""
    sessions.reach_by(lambda: httpx.Client(transport=counting, timeout=30))
    try:
        while not markets.is_quiet([market]):
            push_offers(market, at=clock.now())
            poll_tickets(market, at=clock.now())
            time.sleep(_PAUSE)
    finally:
        sessions.reach_by(None)


def _steady(stage: Stage) -> dict[str, Any]:
    """Change some SKUs every second for a minute, each listed on ten marketplaces; the worker keeps them in step."""
    listed = min(LISTED, stage.company.variants)
    skus = [plan.sku(number) for number in range(1, listed + 1)]
    stage.tell(f"Listing {listed} products on {MARKETS} marketplaces")
    markets.tune(stage, markets.UNLIMITED)
    opened = [markets.open_market(stage, number, skus) for number in range(1, MARKETS + 1)]
    stage.forget()
    markets.tune(stage, markets.REAL)
    stage.start("worker")
    markets.until_quiet(opened)
    db.execute("DELETE FROM channels_sync_age")
    meter = Meter(stage.pids())
    seconds = stage.plan.seconds * MINUTE
    meter.open()
    changes = _change(markets.variants(skus), seconds)
    late = markets.until_quiet(opened)
    meter.close()
    ages = buffers.sync_ages([market.channel_id for market in opened], at=clock.now())
    stock = [found[Stream.STOCK] for found in ages.values() if Stream.STOCK in found]
    return {
        "markets": MARKETS,
        "changes": changes,
        "changes_a_second": changes / seconds,
        "told": sum(age.count for age in stock),
        "seconds": seconds,
        "quiet_after_seconds": late,
        "lag_p50_ms": max((age.p50_ms for age in stock), default=None),
        "lag_p95_ms": max((age.p95_ms for age in stock), default=None),
        **{f"{name}_cpu_seconds": _seconds(meter, name) for name in ("worker", "postgres", "twins")},
    }


def _change(keys: Sequence[UUID], seconds: float) -> int:
    """Sell and find units, so many SKUs a second, until the time is over; return how many changes that were."""
    where, done, began = locations.by_code(markets.PLACE).id, 0, time.monotonic()
    while (gone := time.monotonic() - began) < seconds:
        some = [keys[(done + step) % len(keys)] for step in range(min(CHANGES_PER_SECOND, len(keys)))]
        if int(gone) % 2:
            levels.receive([StockLine(key, where, 1) for key in some], reference="Bench", actor=SYSTEM)
        else:
            _take_away(some, where, 1)
        done += len(some)
        time.sleep(max(0.0, begun_by(done, began) - time.monotonic()))
    return done


def begun_by(done: int, began: float) -> float:
    """Return when the next changes are due after so many."""
    return began + done / CHANGES_PER_SECOND


def _take_away(keys: Sequence[UUID], where: UUID, units: int) -> None:
    for start in range(0, len(keys), AT_ONCE):
        lines = [Correction(key, where, -units) for key in keys[start : start + AT_ONCE]]
        levels.adjust(lines, reason="missing", actor=SYSTEM)


def _give_back(keys: Sequence[UUID], where: UUID) -> None:
    for start in range(0, len(keys), AT_ONCE):
        lines = [StockLine(key, where, plan.PLENTY) for key in keys[start : start + AT_ONCE]]
        levels.receive(lines, reference="Bench", actor=SYSTEM)


def _seconds(meter: Meter, name: str) -> float | None:
    milliseconds = meter.milliseconds(name, per=1)
    return None if milliseconds is None else milliseconds / 1000
