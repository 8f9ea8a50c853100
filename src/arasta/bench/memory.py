"""Memory of web, live updates and job worker, idle and while they work; the database server is not counted."""

from __future__ import annotations

import threading

from arasta.bench import machine, meters, orders
from arasta.bench.figures import Figure, NotOffered, figure
from arasta.bench.plan import Name
from arasta.bench.stage import Stage

_OURS = ("web", "live", "worker")
_LOOK_EVERY = 0.5
_SETTLED_AFTER = 3.0


def memory(stage: Stage) -> Figure:
    """Start everything anew, look, put the full flow on it with the most clients, look again and again."""
    if not machine.is_told():
        raise NotOffered("This machine does not tell the memory of processes.")
    for name in reversed(_OURS):
        stage.stop(name)
    for name in _OURS:
        stage.start(name)
    threading.Event().wait(_SETTLED_AFTER)
    idle = _look(stage)
    peaks, over = dict(idle), threading.Event()
    watcher = threading.Thread(target=_watch, args=(stage, peaks, over), daemon=True)
    watcher.start()
    run = meters.put(stage, orders.shopper(stage), clients=max(stage.plan.clients))
    over.set()
    watcher.join()
    stage.stop("live")
    return figure(
        Name.MEMORY,
        sum(peaks.values()),
        "MiB",
        limit=None,
        idle=sum(idle.values()),
        idle_by_process=idle,
        peak_by_process=peaks,
        clients=max(stage.plan.clients),
        orders_per_second=run.rate,
        errors=run.tally.errors_in_all,
        **meters.about(stage),
    )


def _look(stage: Stage) -> dict[str, float]:
    return {name: machine.pss_mib(pid) for name, pid in stage.pids().items() if name in _OURS}


def _watch(stage: Stage, peaks: dict[str, float], over: threading.Event) -> None:
    while not over.wait(_LOOK_EVERY):
        for name, now in _look(stage).items():
            peaks[name] = max(peaks[name], now)
