"""The processes under test: web and worker as in production, and what is known of them while they work."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from time import monotonic
from typing import Any

from arasta.bench.company import Company
from arasta.bench.limits import Server
from arasta.bench.plan import Plan
from arasta.kernel import db
from arasta.kernel.outbox import watching
from arasta.local import cluster, services
from arasta.local.child import Child, Guard
from arasta.local.faults import Fault
from arasta.local.home import Home
from arasta.local.keeper import postmaster_of
from arasta.local.logs import last_lines
from arasta.local.supervisor import Service
from arasta.local.waiting import TooLong, wait_until

PORTS = range(20_000, 32_000, 10)
READY_WITHIN = 60.0
DRAINED_WITHIN = 60.0
STOPPED_WITHIN = 15.0
_LISTEN_EVERY = 0.05
_FORGET = (
    "UPDATE outbox_delivery SET status = 'done', done_at = clock_timestamp() WHERE status = 'pending'",
    "DELETE FROM procrastinate_jobs WHERE status = 'todo'",
)


@dataclass(frozen=True, slots=True)
class Drain:
    """How many deliveries waited when the last order was answered, and how long the worker took for them."""

    pending: int
    seconds: float = 0.0
    left: int = 0

    @property
    def milliseconds_each(self) -> float | None:
        """Return how long the worker took for one of them, with nobody else at work."""
        done = self.pending - self.left
        return self.seconds * 1000 / done if done else None


@dataclass
class Stage:
    """A company on a database, and the processes that serve it."""

    home: Home
    plan: Plan
    company: Company
    server: Server
    port: int
    tell: Callable[[str], None]
    children: dict[str, Child] = field(default_factory=dict)
    limits: dict[str, float | None] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a process that does not run yet, and wait until it serves."""
        if name in self.children:
            return
        child = Child(self._services()[name], logs=self.home.logs, guard=self._guard)
        child.start()
        self.children[name] = child
        try:
            wait_until(lambda: child.look() or child.has_ended(), seconds=READY_WITHIN, what="")
        except TooLong:
            self.tell(f"{name} is not ready after {READY_WITHIN:.0f} s")
        if not child.is_ready:
            raise Fault(f"{name} does not start.", "\n".join(last_lines(child.log.path)))

    def stop(self, name: str) -> None:
        """End a process, if it runs."""
        child = self.children.pop(name, None)
        if child is None:
            return
        child.ask_to_end()
        try:
            wait_until(child.has_ended, seconds=STOPPED_WITHIN, what="")
        except TooLong:
            self.tell(f"{name} did not end by itself")
        child.end()

    @contextmanager
    def paused(self, name: str) -> Iterator[None]:
        """Let a process stand still for the block, if it runs: nothing of it is counted, and nothing is lost."""
        process = self.children[name].process if name in self.children else None
        if process is None:
            yield
            return
        os.killpg(process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGCONT)

    def pids(self) -> dict[str, int]:
        """Return the processes under test, the database server among them."""
        found = {name: child.process.pid for name, child in self.children.items() if child.process}
        postmaster = postmaster_of(cluster.data_folder(self.home))
        return {**found, **({"postgres": postmaster.pid} if postmaster else {})}

    def drain(self) -> Drain:
        """Wait until the worker has delivered what was told, but not for ever."""
        began, pending = monotonic(), watching.backlog().pending
        if not pending or "worker" not in self.children:
            return Drain(pending, left=pending)
        with suppress(TooLong):
            wait_until(lambda: not watching.backlog().pending, seconds=DRAINED_WITHIN, what="")
        return Drain(pending, monotonic() - began, left=watching.backlog().pending)

    def forget(self) -> None:
        """Drop what the worker did not come to, or it would still be at it while the next thing is measured."""
        self.stop("worker")
        for statement in _FORGET:
            db.execute(statement)

    def limit(self, script: str) -> float | None:
        """Return what the database server does of a script alone; measured once per run."""
        if script not in self.limits:
            self.tell("Measuring the limit")
            self.limits[script] = self.server.rate(script, seconds=self.plan.seconds)
        return self.limits[script]

    def offers(self, method: str, path: str) -> bool:
        """Tell whether the served API has an operation."""
        return method in self.api["paths"].get(path, {})

    def takes(self, schema: str, name: str) -> bool:
        """Tell whether a shape of the served API has a field."""
        return name in self.api["components"]["schemas"].get(schema, {}).get("properties", {})

    @cached_property
    def api(self) -> dict[str, Any]:
        """The description of the served API."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/openapi.json", timeout=30) as answer:
            described: dict[str, Any] = json.load(answer)
        return described

    @cached_property
    def _guard(self) -> Guard:
        return Guard()

    def _services(self) -> dict[str, Service]:
        environment = {
            "ARASTA_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "ARASTA_TWINS_URL": f"http://127.0.0.1:{self.port + 1}",
            "ARASTA_LIVE_URL": f"http://127.0.0.1:{self.port + 2}",
        }
        return {
            "web": services.web(environment, port=self.port),
            "twins": services.twins(self.home, port=self.port + 1),
            "live": services.live(environment, port=self.port + 2),
            "worker": services.worker(environment, self.home),
        }

    def close(self) -> None:
        """End all processes, the last one first."""
        for name in reversed(list(self.children)):
            self.stop(name)
        self._guard.dismiss()


@contextmanager
def open_stage(home: Home, plan: Plan, company: Company, *, tell: Callable[[str], None]) -> Iterator[Stage]:
    """Serve the company for the block; nothing is left running after it."""
    server = Server(os.environ["DATABASE_URL"], cluster.locate(home).binaries / "pgbench")
    stage = Stage(home, plan, company, server, _free_port(), tell)
    over = threading.Event()
    listener = threading.Thread(target=_listen, args=(stage, over), daemon=True)
    listener.start()
    try:
        stage.start("web")
        yield stage
    finally:
        over.set()
        listener.join()
        stage.close()


def _listen(stage: Stage, over: threading.Event) -> None:
    """Keep reading what the processes say, or a full pipe would stop them."""
    while not over.wait(_LISTEN_EVERY):
        for child in list(stage.children.values()):
            child.pump()


def _free_port() -> int:
    """Find three free ports in a row.

    Web servers share a port without a word when two start on it at once, so two runs do not even look at the same ones.
    """
    first = os.getpid() % len(PORTS)
    for port in chain(PORTS[first:], PORTS[:first]):
        try:
            for offset in range(3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        return port
    raise RuntimeError("no free ports")
