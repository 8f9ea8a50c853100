"""Changes: very many changed SKUs told to a marketplace within its limits, in as few calls as there can be."""

from __future__ import annotations

import time
from typing import Any

import httpx

from arasta.bench import markets, meters, plan, statements
from arasta.bench.figures import Figure, figure
from arasta.bench.markets import AT_ONCE, Counting
from arasta.bench.meters import Meter
from arasta.bench.plan import Name
from arasta.bench.stage import Stage
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types import Installation
from arasta.contexts.inventory.queries import locations
from arasta.flows.publishing.poll_tickets import poll_tickets
from arasta.flows.publishing.push_offers import push_offers
from arasta.kernel import clock

SOLD_OUT_SHARE = 100
_PAUSE = 0.2


def changes(stage: Stage) -> Figure:
    """List very many SKUs, change the stock of all, some to nothing, and count the calls until the marketplace knows."""
    stage.start("twins")
    stage.stop("worker")
    rows = min(stage.plan.rows, stage.company.variants)
    skus = [plan.sku(number) for number in range(1, rows + 1)]
    stage.tell(f"Listing {rows} products on a marketplace")
    markets.tune(stage, markets.UNLIMITED)
    market = markets.open_market(stage, 0, skus)
    stage.forget()
    stage.tell("Telling all of it once")
    _tell_all(market, Counting())
    markets.tune(stage, markets.REAL)
    keys, where = markets.variants(skus), locations.by_code(markets.PLACE).id
    sold_out = keys[rows // 2 :: SOLD_OUT_SHARE]
    markets.receive(keys, where, 1)
    markets.take_away(sold_out, where, plan.PLENTY + 1)
    stage.tell(f"Telling {rows} changes")
    told = _counted(stage, market, rows)
    markets.receive(sold_out, where, plan.PLENTY)
    return figure(
        Name.CHANGES,
        told["calls"],
        "calls",
        limit=-(-rows // AT_ONCE),
        limit_is=f"full batches for {rows} changed SKUs",
        rows=rows,
        sold_out=len(sold_out),
        **told,
        **meters.about(stage),
    )


def _counted(stage: Stage, market: Installation, rows: int) -> dict[str, Any]:
    counting, meter, before = Counting(), Meter(stage.pids()), statements.counts()
    meter.open()
    began, cpu = time.monotonic(), time.process_time()
    _tell_all(market, counting)
    cpu, took = time.process_time() - cpu, time.monotonic() - began
    meter.close()
    ran = statements.between(before, statements.counts())
    places = [place for place, item in enumerate(counting.items()) if item.get("quantity") == 0]
    sent = [one for one in ran or () if not one.is_key_check]
    return {
        "calls": len(counting.stock),
        "polls": counting.calls - len(counting.stock),
        "last_sold_out_was_told_as_number": max(places, default=-1) + 1,
        "seconds": took,
        "our_cpu_seconds": cpu,
        "our_cpu_us_per_row": cpu * 1e6 / rows,
        "postgres_cpu_us_per_row": _micro(meter.milliseconds("postgres", per=rows)),
        "statements_per_call": sum(one.calls for one in sent) / len(counting.stock) if sent else None,
        **(
            {"statements": statements.told(ran, per=len(counting.stock))} if ran and stage.plan.tells_statements else {}
        ),
    }


def _micro(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds * 1000


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
