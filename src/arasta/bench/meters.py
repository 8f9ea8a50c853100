"""Put a load on the stage and measure around its window: rates, latencies, processor time, statements, the backlog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from arasta.bench import machine, statements
from arasta.bench.figures import percentiles
from arasta.bench.load import running
from arasta.bench.load.clients import Load, Tally
from arasta.bench.load.scripts import Script
from arasta.bench.stage import Drain, Stage
from arasta.local.services import WEB_WORKERS

RUN = 12
_PROBE_ROUNDS, _PROBE_FEWEST = 40, 4
_READY_PER_SECOND = 1500


@dataclass(slots=True)
class Meter:
    """Reads the processor time of all processes when the window opens and when it closes."""

    pids: Mapping[str, int]
    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)

    def open(self) -> None:
        self.before = self._read()

    def close(self) -> None:
        self.after = self._read()

    def _read(self) -> dict[str, float]:
        return {name: machine.cpu_seconds(pid) for name, pid in self.pids.items()} if machine.is_told() else {}

    def milliseconds(self, name: str, *, per: int) -> float | None:
        """Return the processor time that a process and its children used, per unit of work."""
        if name not in self.after or not per:
            return None
        return (self.after[name] - self.before[name]) * 1000 / per


@dataclass(frozen=True, slots=True)
class Run:
    """One load and what it cost."""

    clients: int
    tally: Tally
    meter: Meter
    drain: Drain | None

    @property
    def rate(self) -> float:
        """Units of work a second, within the window."""
        return self.tally.units / self.tally.seconds if self.tally.seconds else 0.0

    def as_json(self, *, limit: float | None = None) -> dict[str, Any]:
        """Return it as plain values."""
        tally, step = self.tally, list(self.tally.latencies)[-1]
        told: dict[str, Any] = {
            "clients": self.clients,
            "value": self.rate,
            "ratio": self.rate / limit if limit else None,
            **percentiles(tally.latencies[step]),
            "steps": {name: percentiles(times) for name, times in tally.latencies.items()},
            "errors": tally.errors_in_all,
            "refused": tally.refused_in_all,
            "seconds": tally.seconds,
            "python_cpu_ms": self.meter.milliseconds("web", per=tally.units),
            "postgres_cpu_ms": self.meter.milliseconds("postgres", per=tally.units),
            "worker_cpu_ms": self.meter.milliseconds("worker", per=tally.units),
            "load_cpu_ms": tally.cpu_seconds * 1000 / tally.units if tally.units else None,
            "load_cpu_share": tally.cpu_seconds / tally.seconds if tally.seconds else None,
        }
        if tally.said:
            told["said"] = tally.said
        if self.drain is not None:
            told |= {
                "backlog": self.drain.pending,
                "backlog_left": self.drain.left,
                "drain_seconds": self.drain.seconds,
                "drain_ms_per_delivery": self.drain.milliseconds_each,
            }
        return told


def put(stage: Stage, script: Script, *, clients: int, rounds: int | None = None, warm_up: float | None = None) -> Run:
    """Put a load on the stage for the plan's seconds (or so many rounds), then let the worker catch up."""
    meter = Meter(stage.pids())
    load = Load(
        port=stage.port,
        clients=clients,
        script=script.again(uuid4().hex[:RUN]),
        seconds=stage.plan.seconds,
        warm_up=stage.plan.warm_up if warm_up is None else warm_up,
        rounds=rounds,
        ready=rounds or round(_READY_PER_SECOND * (stage.plan.seconds + stage.plan.warm_up) / script.calls.units),
    )
    tally = running.run(load, on_open=meter.open, on_close=meter.close)
    if "worker" not in stage.children:
        return Run(clients, tally, meter, None)
    drain = stage.drain()
    if drain.left:
        stage.forget()
        stage.start("worker")
    return Run(clients, tally, meter, drain)


def probe(stage: Stage, script: Script) -> dict[str, Any]:
    """Count the SQL of one unit of work: one client, a web server that has warmed up, the worker standing still."""
    rounds = max(_PROBE_FEWEST, _PROBE_ROUNDS // script.calls.units)
    _one_by_one(stage, script, rounds=rounds)
    stage.drain()
    with stage.paused("worker"):
        before = statements.counts()
        tally = _one_by_one(stage, script, rounds=rounds)
        ran = statements.between(before, statements.counts())
    if ran is None or not tally.units_in_all:
        return {"sql_per_unit": None, "round_trips_per_unit": None}
    sent = [one for one in ran if not one.is_key_check]
    found: dict[str, Any] = {
        "sql_per_unit": sum(one.calls for one in sent if not one.is_fence) / tally.units_in_all,
        "round_trips_per_unit": sum(one.calls for one in sent) / tally.units_in_all,
        "key_checks_per_unit": sum(one.calls for one in ran if one.is_key_check) / tally.units_in_all,
        "sql_ms_per_unit": sum(one.milliseconds for one in ran) / tally.units_in_all,
    }
    if stage.plan.tells_statements:
        found["statements"] = statements.told(ran, per=tally.units_in_all)
    return found


def _one_by_one(stage: Stage, script: Script, *, rounds: int) -> Tally:
    return running.run(Load(stage.port, 1, script.again(uuid4().hex[:RUN]), warm_up=0.0, rounds=rounds))


def about(stage: Stage) -> dict[str, Any]:
    """Say what a figure was measured on."""
    return {"web_workers": WEB_WORKERS, "variants": stage.company.variants, "worker": stage.plan.has_worker}
