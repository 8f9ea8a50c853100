"""Stock: what may be sold, asked for one SKU and for many; and many levels set at once, by API and by file."""

from __future__ import annotations

import json
from uuid import uuid4

from arasta.bench import files, limits, meters, plan
from arasta.bench.figures import Figure, NotOffered, figure, percentiles
from arasta.bench.load.scripts import Calls, Script
from arasta.bench.plan import Name
from arasta.bench.stage import Stage

ONE, MANY, BULK = "/api/v1/availability/{sku}", "/api/v1/availability", "/api/v1/stock/adjustments"
_MANY = 500
_BODIES = 40
_PATHS = 2_000
_BULK_CLIENTS = 2
_MOST_AT_ONCE = 5_000


def availability(stage: Stage) -> Figure:
    """Ask for one SKU at all locations again and again; then for 500 at once."""
    if not stage.offers("get", ONE) or not stage.offers("post", MANY):
        raise NotOffered("This version has no API of availability.")
    limit = stage.limit(limits.LEVELS_OF_ONE)
    alone, many = one(stage), _many(stage)
    probed = meters.probe(stage, alone)
    runs = [meters.put(stage, alone, clients=clients) for clients in stage.plan.clients]
    first, together = (meters.put(stage, many, clients=clients) for clients in (1, stage.plan.clients[0]))
    told = runs[0].as_json(limit=limit)
    return figure(
        Name.AVAILABILITY,
        runs[0].rate,
        "requests/s",
        limit=limit,
        limit_is="pgbench, select of one SKU's 5 levels, 8 clients",
        **{key: told[key] for key in told if key not in {"value", "ratio"}},
        **probed,
        runs=[run.as_json(limit=limit) for run in runs],
        p95_of_many_ms=percentiles(first.tally.latencies["ask"])["p95_ms"],
        of_many={"skus": _skus_at_once(stage), "runs": [first.as_json(), together.as_json()]},
        **meters.about(stage),
    )


def stock_bulk(stage: Stage) -> Figure:
    """Change many levels by differences: in batches over the API, then all of them in one file."""
    if not stage.offers("post", BULK):
        raise NotOffered(f"This version has no POST {BULK}.")
    if stage.plan.has_worker:
        stage.start("worker")
    rows = min(stage.plan.rows, stage.company.variants * len(plan.LOCATIONS))
    limit = rows / limits.seconds_of_update(rows)
    script, calls = _bulk(stage, rows)
    run = meters.put(stage, script, clients=_BULK_CLIENTS, rounds=calls, warm_up=0.0)
    by_api = run.tally.units_in_all / run.tally.seconds_to_last_done if run.tally.done_in_all else 0.0
    by_file = files.import_stock(stage, rows)
    told = run.as_json()
    return figure(
        Name.STOCK_BULK,
        by_api,
        "levels/s",
        limit=limit,
        limit_is="one UPDATE of the same rows in a bare table",
        rows=rows,
        rows_a_call=script.calls.units,
        seconds_by_api=run.tally.seconds_to_last_done,
        by_file=by_file,
        **{key: told[key] for key in told if key not in {"value", "ratio", "seconds"}},
        **meters.about(stage),
    )


def one(stage: Stage) -> Script:
    """Questions for one SKU each, spread over all."""
    codes = plan.spread(min(_PATHS, stage.company.variants), of=stage.company.variants)
    paths = [f"{ONE.replace('{sku}', code)}?channel={plan.CHANNEL}" for code in codes]
    return Script("single", ("ask",), Calls(stage.company.token, uuid4().hex[: meters.RUN], "GET", paths))


def _many(stage: Stage) -> Script:
    size = _skus_at_once(stage)
    codes = plan.spread(stage.company.variants, of=stage.company.variants)
    bodies = [
        json.dumps({"channel": plan.CHANNEL, "skus": [codes[(start + place) % len(codes)] for place in range(size)]}).encode()
        for start in range(0, _BODIES * size, size)
    ]  # fmt: skip
    return Script("single", ("ask",), Calls(stage.company.token, uuid4().hex[: meters.RUN], "POST", [MANY], bodies))


def _skus_at_once(stage: Stage) -> int:
    return min(_MANY, stage.company.variants)


def _bulk(stage: Stage, rows: int) -> tuple[Script, int]:
    """Return a load that adds one unit to each of so many levels, and how many calls that are."""
    size = min(_MOST_AT_ONCE, rows)
    lines = files.level_changes(rows)
    bodies = [
        json.dumps({"reason": "Counted", "lines": lines[start : start + size]}).encode() for start in range(0, rows, size)
    ]  # fmt: skip
    calls = Calls(stage.company.token, uuid4().hex[: meters.RUN], "POST", [BULK], bodies, units=size)
    return Script("single", ("bulk",), calls), len(bodies)
