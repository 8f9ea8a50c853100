"""The database's disk runs full under load, and is freed again: refused, never half accepted, well again alone."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

import pytest

from arasta.local.home import Home
from arasta.local.waiting import wait_until
from tests.drills import books, report
from tests.drills.clients import Client, at_work
from tests.drills.history import History, contradictions
from tests.drills.house import House, open_house
from tests.drills.line import Line

pytestmark = pytest.mark.drill

DISK = "320m"
PIECE = bytes(4096)
CLIENTS = 12
SOLD_BEFORE = 100
REFUSED_WHILE_FULL = 100
WITHIN = 120.0
UNAVAILABLE = "503 unavailable"


def mount(home: Home, stack: ExitStack) -> None:
    """Put the database of a home on a small disk in memory; skip where that is not allowed."""
    home.postgres.mkdir()
    reason = "only root may mount a small disk" if os.geteuid() != 0 else ""
    if not reason:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0700", "arasta-drill", str(home.postgres)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        reason = done.stderr.strip()
    if reason:
        report.skipped("disk-full", reason)
        pytest.skip(reason)
    stack.callback(subprocess.run, ["umount", "--lazy", str(home.postgres)], check=False, timeout=30)


@pytest.fixture
def house() -> Iterator[House]:
    with open_house(mount) as opened:
        yield opened


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Take all the space that is left in a folder's disk, and give it back."""
    ballast = folder / "ballast"
    try:
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(PIECE)
        yield
    finally:
        ballast.unlink(missing_ok=True)


def test_a_full_disk_refuses_and_comes_back(house: House, seed: int) -> None:
    history = History()
    clients = [
        Client(f"d{number:02}", Line(house.port, house.key), history, Random(f"{seed}-disk-{number}"))
        for number in range(CLIENTS)
    ]

    with at_work(clients, settle=WITHIN):
        wait_for(lambda: history.acknowledged >= SOLD_BEFORE, "Nothing is sold.")
        before = history.answers.copy()
        with full(house.home.postgres):
            wait_for(lambda: history.answers[UNAVAILABLE] >= REFUSED_WHILE_FULL, "A full disk refuses nobody.")
            with suppress(LookupError, ProcessLookupError):  # it may have fallen over by itself
                os.kill(house.database(), signal.SIGKILL)
            wait_for(lambda: history.answers[UNAVAILABLE] >= 2 * REFUSED_WHILE_FULL, "A database that fell answers.")
            meanwhile = history.answers - before
        freed, sold = time.monotonic(), history.acknowledged
        wait_for(lambda: history.acknowledged > sold, "Sales do not go on.")
        back = time.monotonic() - freed
        wait_for(lambda: history.acknowledged > sold + SOLD_BEFORE, "Sales do not go on as before.")

    found = contradictions(history, books.read(house))
    report.note(
        "disk-full",
        {
            **history.figures(),
            "answers while full": dict(meanwhile.most_common()),
            "seconds until sales went on": f"{back:.1f}",
            "contradictions": len(found),
        },
    )
    assert found == []
    assert not [status for status in history.answers if status.startswith("500")]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that has to come true."""
    wait_until(condition, seconds=WITHIN, what=what)
