"""Orders: the shopper's whole way, one call, batches, and everybody after the same thing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from arasta.bench import company, limits, meters, plan
from arasta.bench.figures import Figure, NotOffered, figure
from arasta.bench.load.scripts import NUMBER, Calls, Script
from arasta.bench.plan import Name
from arasta.bench.stage import Stage
from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.queries import locations, stock
from arasta.kernel import clock

ORDERS = "/api/v1/orders"
BATCH = "/api/v1/orders/batch"
CARTS = "/api/v1/carts"
_BODIES = 2_000
_ADDRESS = {"name": "Ada Lovelace", "line1": "1 Bench Street", "city": "Istanbul", "country": "TR"}
_CHECKOUT = {"email": "a@b.co", "delivery": "delivery", "delivery_method": plan.METHOD, "address": _ADDRESS}
_HOT_CLIENTS = 32


def flow(stage: Stage) -> Figure:
    """Cart, checkout, order: two calls where a cart may be opened with its checkout, else three."""
    return _measured(stage, Name.FLOW, shopper(stage))


def one_call(stage: Stage) -> Figure:
    """Lines, customer, delivery and payment in one call."""
    _need(stage, ORDERS)
    return _measured(stage, Name.ONE_CALL, single(stage))


def batch(stage: Stage) -> Figure:
    """Many orders in a call, each placed or refused by itself."""
    _need(stage, BATCH)
    return _measured(stage, Name.BATCH, batches(stage))


def hot_sku(stage: Stage) -> Figure:
    """Let more buyers come than there are units: exactly the units are sold, everybody else hears a clean no."""
    _need(stage, ORDERS)
    _begin(stage)
    spread = meters.put(stage, single(stage), clients=_HOT_CLIENTS)
    code = f"{plan.HOT_SKU}-{uuid4().hex[:8]}"
    _add_hot(stage, code)
    hot = meters.put(
        stage,
        _single([_order(code)], stage),
        clients=_HOT_CLIENTS,
        rounds=stage.plan.hot_units * 3 // 2,
        warm_up=0.0,
    )
    value = hot.tally.done_in_all / hot.tally.seconds_to_last_done if hot.tally.seconds_to_last_done else 0.0
    told = hot.as_json()
    sold = {"by_answers": hot.tally.done_in_all, "by_database": _committed(code), "stock": stage.plan.hot_units}
    return figure(
        Name.HOT_SKU,
        value,
        "orders/s",
        limit=spread.rate,
        limit_is="one-call on spread SKUs, same clients, same run",
        exact=sold["by_answers"] == sold["by_database"] == sold["stock"] and not hot.tally.errors_in_all,
        sold=sold,
        **{key: told[key] for key in told if key not in {"value", "ratio"}},
        **meters.about(stage),
    )


def single(stage: Stage) -> Script:
    """One-call orders of one unit each, spread over all SKUs."""
    return _single([_order(code) for code in _spread(stage)], stage)


def shopper(stage: Stage) -> Script:
    """Shoppers who open a cart and place its order at the total they saw."""
    if stage.plan.provider == "testpay":
        stage.start("twins")
    in_one = stage.takes("CartIn", "checkout")
    head = {"channel": plan.CHANNEL, **({"checkout": _CHECKOUT} if in_one else {})}
    bodies = [_json({**head, "lines": [{"sku": code, "quantity": 1}]}) for code in _spread(stage)]
    calls = Calls(
        token=stage.company.token,
        run=uuid4().hex[: meters.RUN],
        method="POST",
        paths=[CARTS],
        bodies=bodies,
        checkout=b"" if in_one else _json(_CHECKOUT),
        payment=_json({"provider": stage.plan.provider, "token": "tok_approve"}),
    )
    return Script("shopper", ("open", "place") if in_one else ("open", "checkout", "place"), calls)


def batches(stage: Stage) -> Script:
    """Calls of many orders each; every order has an id of its own, as a marketplace's has."""
    codes, size, run = _spread(stage), stage.plan.batch, uuid4().hex[: meters.RUN]
    bodies = [
        _json(
            {
                "orders": [
                    {**_order(codes[(number * size + place) % len(codes)]), "external_id": f"{run}-{NUMBER.decode()}-{place}"}
                    for place in range(size)
                ]
            }
        )
        for number in range(max(1, len(codes) // size))
    ]  # fmt: skip
    calls = Calls(stage.company.token, run, "POST", [BATCH], bodies, units=size)
    return Script("batch", ("batch",), calls)


def _measured(stage: Stage, name: Name, script: Script) -> Figure:
    limit = stage.limit(limits.TRANSACTION)
    one_statement = stage.limit(limits.ONE_STATEMENT)
    _begin(stage)
    probed = meters.probe(stage, script)
    runs = []
    for clients in stage.plan.clients:
        stage.tell(f"{name}: {clients} clients")
        runs.append(meters.put(stage, script, clients=clients))
    first = runs[0].as_json(limit=limit)
    return figure(
        name,
        runs[0].rate,
        "orders/s",
        limit=limit,
        limit_is="pgbench, the essential SQL of one order as a transaction, 8 clients",
        limit_as_one_statement=one_statement,
        **{key: first[key] for key in first if key not in {"value", "ratio"}},
        calls_per_order=len(script.steps) / script.calls.units,
        **probed,
        runs=[run.as_json(limit=limit) for run in runs],
        **meters.about(stage),
    )


def _begin(stage: Stage) -> None:
    if stage.plan.has_worker:
        stage.start("worker")
        stage.drain()


def _single(orders: list[dict[str, Any]], stage: Stage) -> Script:
    bodies = [_json(one) for one in orders]
    return Script("single", ("place",), Calls(stage.company.token, uuid4().hex[: meters.RUN], "POST", [ORDERS], bodies))


def _order(code: str) -> dict[str, Any]:
    return {
        "channel": plan.CHANNEL,
        **_CHECKOUT,
        "language": "en",
        "lines": [{"sku": code, "quantity": 1}],
        "payment": {"provider": "recorded", "token": "receipt"},
    }


def _spread(stage: Stage) -> list[str]:
    return plan.spread(min(_BODIES, stage.company.variants), of=stage.company.variants)


def _need(stage: Stage, path: str) -> None:
    if not stage.offers("post", path):
        raise NotOffered(f"This version has no POST {path}.")


def _add_hot(stage: Stage, code: str) -> None:
    """Add a SKU that stands at one warehouse only."""
    saved = company.add_variants([code], at=clock.now())
    company.stock_up(saved, [locations.by_code(plan.WAREHOUSES[0]).id], units=stage.plan.hot_units)
    stage.drain()


def _committed(code: str) -> int:
    """Return how many units of a SKU the database says are promised."""
    ids = list(variants.variant_ids_by_sku([code]).values())
    return sum(level.committed for level in stock.levels(ids))


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
