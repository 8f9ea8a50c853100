"""Buyers order while every process of the house is killed with -9 in turn: what they were told is what there is."""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

import pytest

from arasta.local.waiting import wait_until
from tests.drills import books, report
from tests.drills.clients import Client, Storekeeper, at_work
from tests.drills.history import History, contradictions
from tests.drills.house import House
from tests.drills.line import Line

pytestmark = pytest.mark.drill

CLIENTS = 32
ROUNDS = 5
SOLD_BETWEEN = 25
BACK_WITHIN = 180.0
SETTLED_WITHIN = 270.0  # a payment that nobody answered is looked after once it is two minutes old

VICTIMS: dict[str, Callable[[House, Random], int]] = {
    "web worker": lambda house, chance: chance.choice(house.web_workers()).pid,
    "job worker": lambda house, chance: house.job_worker().pid,
    "database": lambda house, chance: house.database(),
    "web": lambda house, chance: house.web().pid,
    "database connection": lambda house, chance: chance.choice(house.connections()).pid,
}


def test_what_clients_were_told_outlives_every_process(house: House, seed: int) -> None:
    chance, history = Random(seed), History()
    clients = [
        Client(f"c{number:02}", Line(house.port, house.key), history, Random(f"{seed}-{number}"))
        for number in range(CLIENTS)
    ]
    keeper = Storekeeper("goods", Line(house.port, house.key), history, Random(f"{seed}-goods"))
    began = time.monotonic()
    back: dict[str, list[float]] = defaultdict(list)

    with at_work([*clients, keeper], settle=SETTLED_WITHIN):
        wait_for_sales(history, SOLD_BETWEEN)
        for _ in range(ROUNDS):
            for name, choose in VICTIMS.items():
                back[name].append(kill(house, history, choose, chance))
        selling = time.monotonic() - began

    found = contradictions(history, books.read(house))
    figures = history.figures()
    report.note(
        "killed",
        {
            "kills": sum(map(len, back.values())),
            **figures,
            "acknowledged/s": round(history.acknowledged / selling),
            "answers": dict(history.answers.most_common()),
            "seconds until sales went on (most)": {name: f"{max(waits):.1f}" for name, waits in back.items()},
            "contradictions": len(found),
        },
    )
    faults = [status for status in history.answers if status.startswith("500")]
    assert (found, faults) == ([], []), house.own_faults()
    assert figures["unknown"] <= len(history.given_up)


def kill(house: House, history: History, choose: Callable[[House, Random], int], chance: Random) -> float:
    """Kill one process, wait for another in its place and for sales to go on; return how long that took."""
    victim = wait_until(lambda: chosen(house, choose, chance), seconds=BACK_WITHIN, what="There is nobody to kill.")
    os.kill(victim, signal.SIGKILL)
    began = time.monotonic()
    wait_for_sales(history, 1)
    went_on = time.monotonic() - began
    wait_until(
        lambda: chosen(house, choose, chance), seconds=BACK_WITHIN, what="The killed process does not come back."
    )
    wait_for_sales(history, SOLD_BETWEEN)
    return went_on


def chosen(house: House, choose: Callable[[House, Random], int], chance: Random) -> int:
    """Return a process of the kind, or 0 while there is none."""
    try:
        return choose(house, chance)
    except (LookupError, StopIteration):
        return 0


def wait_for_sales(history: History, count: int) -> None:
    """Wait until so many more orders are acknowledged."""
    wanted = history.acknowledged + count
    wait_until(lambda: history.acknowledged >= wanted, seconds=BACK_WITHIN, what="Sales do not go on.")
