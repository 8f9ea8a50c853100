"""The running system as a drill sees it: a home of its own, the processes in it, and how to end them by number."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from arasta.local import cluster, postgres, services
from arasta.local.home import Home
from arasta.local.keeper import postmaster_of
from arasta.local.locks import exclusive
from arasta.local.logs import last_lines
from arasta.local.probes import answers
from arasta.local.waiting import TooLong, wait_until

ROOT = Path(__file__).parents[2]
FOUNDED_WITHIN = 240
OPEN_WITHIN = 180.0
STOPPED_WITHIN = 60.0
PORTS = range(19600, 20600, 10)
# Two servers may share a port unseen, and a second drill would take the time that the first one measures.
ALONE = Path(tempfile.gettempdir()) / "arasta-drill.lock"
LOCKED_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Process:
    """A process below one that we started."""

    pid: int
    parent: int
    command: str


@dataclass
class House:
    """A home that is served by `arasta serve`, with the test payment provider beside it."""

    home: Home
    port: int
    key: str
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def begin(self, *argv: str, environment: Mapping[str, str] | None = None) -> None:
        """Start a program of ours; it is ended with the house."""
        with (self.home.root.parent / "printed.txt").open("ab") as out:
            process = subprocess.Popen(
                argv, stdout=out, stderr=out, cwd=ROOT, env={**plain_environment(), **(environment or {})}
            )
        self.started.append(process)

    def below(self) -> list[Process]:
        """List all processes that descend from those we started."""
        return descendants({process.pid for process in self.started})

    def web(self) -> Process:
        """Return the process that listens for shoppers, the parent of the web workers."""
        return next(one for one in self.below() if "arasta.config.wsgi" in one.command)

    def web_workers(self) -> list[Process]:
        """Return the processes that answer shoppers."""
        parent = self.web().pid
        return [one for one in self.below() if one.parent == parent and "resource_tracker" not in one.command]

    def job_worker(self) -> Process:
        """Return the process that carries jobs."""
        return next(one for one in self.below() if "arasta worker" in one.command)

    def database(self) -> int:
        """Return the number of the database server's first process."""
        found = postmaster_of(cluster.data_folder(self.home))
        if found is None:
            raise LookupError("the database does not run")
        return found.pid

    def connections(self) -> list[Process]:
        """Return the database server's processes that serve a connection."""
        parent = self.database()
        return [one for one in self.below() if one.parent == parent and "[local]" in one.command]

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Open a connection of the checker's own."""
        return psycopg.connect(postgres.database_url(self.home), connect_timeout=5, autocommit=True)

    def last_words(self) -> str:
        """Return what our programs said last, for whoever has to find out why they do not serve."""
        files = [self.home.root.parent / "printed.txt", *sorted(self.home.logs.glob("*.log"))]
        return "\n".join(f"--- {file.name}\n" + "\n".join(last_lines(file, 20)) for file in files)

    def own_faults(self) -> str:
        """Return what the web server wrote of answers that were its own fault, each with what stands below it."""
        log = self.home.logs / "web.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        at = [place for place, line in enumerate(lines) if "Internal Server Error" in line]
        return "\n---\n".join("\n".join(lines[place : place + 120]) for place in at)

    def audit(self) -> list[str]:
        """Let the auditor prove the books; return what it says against them."""
        done = subprocess.run(
            [sys.executable, "-m", "arasta", "audit", "--home", str(self.home.root)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=ROOT,
            env=plain_environment(),
        )
        return [] if done.returncode == 0 else [line for line in (done.stdout + done.stderr).splitlines() if line]


def plain_environment() -> dict[str, str]:
    """Return our environment without anything that would lead to another home or database."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ARASTA_", "DJANGO_"))}
    environment.pop("DATABASE_URL", None)
    return environment


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder that every account may pass through; it is gone at the end."""
    made = Path(tempfile.mkdtemp(prefix="arasta-drill-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def open_house(before: Callable[[Home, ExitStack], None] = lambda home, stack: None) -> Iterator[House]:
    """Found the drill's company in a new home and serve it; `before` may prepare the home, and undo that at the end."""
    with ExitStack() as stack:
        stack.enter_context(exclusive(ALONE, seconds=LOCKED_WITHIN, what="Another drill runs on this machine."))
        # Tests before us may have a database of theirs there; whoever asks for the home's would be led to it.
        stack.enter_context(pytest.MonkeyPatch.context()).delenv("DATABASE_URL", raising=False)
        place = stack.enter_context(folder())
        home = Home(place / "home")
        home.root.mkdir()
        home.root.chmod(0o711)
        stack.callback(forget_database, home)
        before(home, stack)
        key = found_company(home)["api_key"]
        house = House(home, free_ports(), key)
        stack.callback(close, house)
        serve(house)
        yield house


def serve(house: House) -> None:
    """Start the shop and the payment provider, and wait until both answer."""
    twins = house.home.root.parent / "twins"
    arasta = (sys.executable, "-m", "arasta")
    house.begin(*arasta, "serve", "--port", str(house.port), "--home", str(house.home.root))
    house.begin(*arasta, "twins", "--port", str(house.port + 1), "--home", str(twins))
    for address in (f"http://127.0.0.1:{house.port}/api/v1/", f"http://127.0.0.1:{house.port + 1}/"):
        try:
            wait_until(answers(address), seconds=OPEN_WITHIN, what=f"Nobody answers at {address}.")
        except TooLong as error:
            raise AssertionError(f"{error.detail}\n{house.last_words()}") from error


def another_web(house: House, port: int, **environment: str) -> None:
    """Start one more web node on the house's database, and wait until it answers."""
    from arasta.cli import database

    known = database.environment(house.home, postgres.database_url(house.home))
    node = services.web({**known, "ARASTA_TWINS_URL": f"http://127.0.0.1:{house.port + 1}", **environment}, port=port)
    house.begin(*node.argv, environment=node.env)
    wait_until(node.ready or (lambda: True), seconds=OPEN_WITHIN, what=f"Nobody answers at port {port}.")


def found_company(home: Home) -> dict[str, str]:
    """Found the company in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.drills.company", str(home.root)],
        capture_output=True,
        text=True,
        timeout=FOUNDED_WITHIN,
        check=False,
        cwd=ROOT,
        env=plain_environment(),
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, str] = json.loads(done.stdout)
    return told


def close(house: House) -> None:
    """End what we started: kindly, then by force, with all that is left below."""
    left = house.below()
    for process in house.started:
        process.send_signal(signal.SIGINT)
    for process in house.started:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=STOPPED_WITHIN)
        process.kill()
        process.wait()
    for one in left:
        if command_of(one.pid) == one.command:
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)


def forget_database(home: Home) -> None:
    """Remove the database's folder where it lies outside of the home."""
    note = home.root / cluster.NOTE
    if note.exists():
        shutil.rmtree(Path(note.read_text(encoding="utf-8").strip()).parent, ignore_errors=True)


def descendants(roots: set[int]) -> list[Process]:
    """List the processes below some processes, parents first."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after_name = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            children.setdefault(int(after_name[1]), []).append(int(path.parent.name))
    found: list[Process] = []
    waiting = sorted(roots)
    while waiting:
        parent = waiting.pop(0)
        for pid in children.get(parent, []):
            found.append(Process(pid, parent, command_of(pid)))
            waiting.append(pid)
    return found


def command_of(pid: int) -> str:
    """Return a process's command line, or nothing if it is gone."""
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def free_ports() -> int:
    """Find some free ports in a row."""
    for port in PORTS:
        with suppress(OSError), ExitStack() as stack:
            for offset in range(PORTS.step):
                probe = stack.enter_context(socket.socket())
                probe.bind(("127.0.0.1", port + offset))
            return port
    raise LookupError("no free ports")
