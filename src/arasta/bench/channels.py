"""Channels: ten marketplaces kept in step at once while stock changes steadily, and what the web shop loses by it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.db import connection

from arasta.bench import markets, meters, orders, plan
from arasta.bench.figures import Figure, figure
from arasta.bench.meters import Meter
from arasta.bench.plan import Name
from arasta.bench.stage import Stage
from arasta.contexts.channels.queries import buffers
from arasta.contexts.channels.types import Installation, Stream
from arasta.contexts.inventory.queries import locations
from arasta.kernel import clock, db

MARKETS = 10
LISTED = 2_000
CHANGES_PER_SECOND = 50
MINUTE = 6
_CLIENTS = 8


def channels(stage: Stage) -> Figure:
    """Take orders; then change stock for a minute with ten marketplaces listening; then do both at once."""
    stage.start("worker")
    stage.drain()
    stage.tell("Taking orders while no marketplace listens")
    alone = meters.put(stage, orders.single(stage), clients=_CLIENTS)
    opened, keys = _open(stage)
    steady = _steady(stage, opened, keys)
    stage.tell("Taking orders while they listen")
    with ThreadPoolExecutor(1) as beside:
        changing = beside.submit(_change, keys, stage.plan.seconds + stage.plan.warm_up)
        meanwhile = meters.put(stage, orders.single(stage), clients=_CLIENTS)
        changing.result()
    told = meanwhile.as_json(limit=alone.rate)
    return figure(
        Name.CHANNELS,
        meanwhile.rate,
        "orders/s",
        limit=alone.rate,
        limit_is="the same orders while no marketplace listens",
        fall_percent=100 * (1 - meanwhile.rate / alone.rate) if alone.rate else None,
        **steady,
        **{key: told[key] for key in told if key not in {"value", "ratio"}},
        alone=alone.as_json(),
        **meters.about(stage),
    )


def _open(stage: Stage) -> tuple[list[Installation], list[UUID]]:
    """Open ten marketplaces that list the same goods, and let the worker tell them all once."""
    skus = [plan.sku(number) for number in range(1, min(LISTED, stage.company.variants) + 1)]
    stage.tell(f"Listing {len(skus)} products on {MARKETS} marketplaces")
    stage.start("twins")
    markets.tune(stage, markets.UNLIMITED)
    opened = [markets.open_market(stage, number, skus) for number in range(1, MARKETS + 1)]
    stage.forget()
    stage.start("worker")
    markets.until_quiet(opened)
    markets.tune(stage, markets.REAL)
    return opened, markets.variants(skus)


def _steady(stage: Stage, opened: Sequence[Installation], keys: Sequence[UUID]) -> dict[str, Any]:
    """Change some SKUs every second for a minute, nothing else going on."""
    db.execute("DELETE FROM channels_sync_age")
    seconds = stage.plan.seconds * MINUTE
    stage.tell(f"Changing stock {CHANGES_PER_SECOND} times a second for {seconds:.0f} s")
    meter = Meter(stage.pids())
    meter.open()
    changes = _change(keys, seconds)
    late = markets.until_quiet(opened)
    meter.close()
    ages = buffers.sync_ages([market.channel_id for market in opened], at=clock.now())
    stock = [found[Stream.STOCK] for found in ages.values() if Stream.STOCK in found]
    return {
        "markets": MARKETS,
        "changes": changes,
        "changes_a_second": changes / seconds,
        "told": sum(age.count for age in stock),
        "changing_seconds": seconds,
        "quiet_after_seconds": late,
        "lag_p50_ms": max((age.p50_ms for age in stock), default=None),
        "lag_p95_ms": max((age.p95_ms for age in stock), default=None),
        **{f"{name}_share": _share(meter, name, seconds + late) for name in ("worker", "postgres", "twins")},
    }


def _change(keys: Sequence[UUID], seconds: float) -> int:
    """Sell and find units, so many SKUs a second, until the time is over; return how many changes that were."""
    where, done, began = locations.by_code(markets.PLACE).id, 0, time.monotonic()
    while (gone := time.monotonic() - began) < seconds:
        some = [keys[(done + step) % len(keys)] for step in range(min(CHANGES_PER_SECOND, len(keys)))]
        (markets.receive if int(gone) % 2 else markets.take_away)(some, where, 1)
        done += len(some)
        time.sleep(max(0.0, began + done / CHANGES_PER_SECOND - time.monotonic()))
    connection.close()
    return done


def _share(meter: Meter, name: str, seconds: float) -> float | None:
    """Return the part of one core that a process took."""
    milliseconds = meter.milliseconds(name, per=1)
    return None if milliseconds is None else milliseconds / 1000 / seconds
