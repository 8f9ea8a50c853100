"""The same figures on a large database: what grows with the number of variants and orders shows here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from arasta.bench import company, growing, meters, orders, stock
from arasta.bench.figures import Figure, NotOffered, figure, percentiles
from arasta.bench.load.scripts import Script
from arasta.bench.plan import Name
from arasta.bench.stage import Stage


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast something went."""

    rate: float
    p95_ms: float | None
    errors: int

    def as_json(self) -> dict[str, Any]:
        return {"value": self.rate, "p95_ms": self.p95_ms, "errors": self.errors}


def growth(stage: Stage) -> Figure:
    """Measure, load the large database, measure again; the value is the worst of the ratios."""
    wanted, had = stage.plan.grown_variants, stage.company.variants
    if had >= wanted:
        raise NotOffered(f"This home has {had} variants; growth begins with less than {wanted}.")
    small = _paces(stage)
    began = monotonic()
    _load(stage, wanted)
    loaded_in = monotonic() - began
    large = _paces(stage)
    ratios = {name: large[name].rate / pace.rate for name, pace in small.items() if pace.rate}
    return figure(
        Name.GROWTH,
        min(ratios.values()),
        "of the small database's rate",
        limit=1.0,
        limit_is="the same loads on the small database, same run",
        orders=stage.plan.grown_orders,
        small_variants=had,
        ratios=ratios,
        small=_told(small),
        large=_told(large),
        errors=sum(pace.errors for pace in (*small.values(), *large.values())),
        size_gib=growing.size_gib(),
        loaded_in_seconds=loaded_in,
        **meters.about(stage),
    )


def _paces(stage: Stage) -> dict[str, Pace]:
    if stage.plan.has_worker:
        stage.start("worker")
        stage.drain()
    return {name: _pace(stage, script) for name, script in _scripts(stage).items()}


def _scripts(stage: Stage) -> dict[str, Script]:
    found = {"flow": orders.shopper(stage), "availability": stock.one(stage)}
    if stage.offers("post", orders.ORDERS):
        found["one-call"] = orders.single(stage)
    return found


def _pace(stage: Stage, script: Script) -> Pace:
    run = meters.put(stage, script, clients=stage.plan.clients[0])
    last = list(run.tally.latencies.values())[-1]
    return Pace(run.rate, percentiles(last)["p95_ms"], run.tally.errors_in_all)


def _load(stage: Stage, variants: int) -> None:
    """Fill the tables while nobody works on them."""
    for name in ("worker", "web"):
        stage.stop(name)
    growing.grow(have=stage.company.variants, variants=variants, orders=stage.plan.grown_orders, tell=stage.tell)
    stage.company = company.note(stage.home.root, company.Company(stage.company.token, variants))
    stage.start("web")


def _told(paces: Mapping[str, Pace]) -> dict[str, Any]:
    return {name: pace.as_json() for name, pace in paces.items()}
