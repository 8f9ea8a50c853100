"""Drills run only when they are asked for: `make drill`. They print a report and keep it in the documents."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from arasta.kernel import clock
from tests.drills import report
from tests.drills.house import House, open_house
from tests.drills.sizes import IS_FULL

IS_DRILL = os.environ.get("ARASTA_DRILL") == "1"
if IS_DRILL:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an end like any other: nothing is left behind
collect_ignore_glob = [] if IS_DRILL else ["test_*.py"]
SEED = int(os.environ.get("ARASTA_DRILL_SEED", "20"))


@pytest.fixture
def seed() -> int:
    """What all chance of a drill is drawn from; printed with the report."""
    return SEED


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A house for the drills of one file."""
    with open_house() as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    """Print the report; keep it if all drills ran at their full size and held."""
    if not IS_DRILL:
        return
    terminalreporter.write_sep("=", f"drill report (seed {SEED})")
    for line in report.lines():
        terminalreporter.write_line(line)
    if exitstatus == 0 and IS_FULL and report.is_whole():
        report.write(f"{clock.now():%Y-%m-%d}, seed {SEED}")
