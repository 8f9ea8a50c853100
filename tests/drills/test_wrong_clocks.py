"""Web nodes whose clocks are two hours wrong: stock and orders go by the database's clock, so nothing is lost."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

import pytest

from arasta.local.waiting import TooLong, wait_until
from tests.drills import books, report
from tests.drills.clients import Client, at_work
from tests.drills.company import HOLD_MINUTES, skus
from tests.drills.errands import key_of
from tests.drills.history import History, Wish, contradictions
from tests.drills.house import House, another_web
from tests.drills.line import Answer, Ask, Line

pytestmark = pytest.mark.drill

LIBRARY = "*/faketime/libfaketimeMT.so.1"
SHIFTS = {"fast": timedelta(hours=2), "slow": timedelta(hours=-2)}
CLIENTS = 16
ORDERS = 500
SOLD_WITHIN = 60.0
SETTLED_WITHIN = 120.0
SLACK = timedelta(seconds=30)


class BothNodes(Line):
    """Sends every request to the other node than the one before."""

    def __init__(self, ports: list[int], key: str, *, first: int) -> None:
        self._lines = [Line(port, key) for port in ports]
        self._turn = first

    def send(self, ask: Ask) -> Answer:
        self._turn += 1
        return self._lines[self._turn % len(self._lines)].send(ask)

    def close(self) -> None:
        for line in self._lines:
            line.close()


def test_wrong_clocks_lose_no_order_and_end_no_hold_early(house: House, seed: int) -> None:
    library = faketime()
    ports = [house.port + 3, house.port + 4]
    for port, shift in zip(ports, SHIFTS.values(), strict=True):
        another_web(house, port, **wrong_by(shift, library))
        assert abs(clock_of(port) - database_time(house) - shift) < SLACK
    history = History()
    clients = [
        Client(f"t{number:02}", BothNodes(ports, house.key, first=number), history, Random(f"{seed}-clocks-{number}"))
        for number in range(CLIENTS)
    ]

    holds = [hold(house, port, history, Random(f"{seed}-hold-{port}")) for port in ports]
    seen = [held_until(house, port, cart) for port in ports for cart, _ in holds]
    with at_work(clients, settle=SETTLED_WITHIN):
        wait_for_orders(history)

    found = contradictions(history, books.read(house))
    left = [held_until(house, port, cart) for port in ports for cart, _ in holds]
    granted = [until.total_seconds() for _, until in holds]
    report.note(
        "clocks",
        {
            **history.figures(),
            "answers": dict(history.answers.most_common()),
            "seconds held from either node": [round(one) for one in granted],
            "contradictions": len(found),
        },
    )
    assert found == []
    assert all(abs(one - 60 * HOLD_MINUTES) < SLACK.total_seconds() for one in granted)
    assert None not in seen
    assert left == [None] * 4


def faketime() -> Path:
    """Find the library that shifts a process's clock, or install it; skip where neither works."""
    found = sorted(Path("/usr/lib").glob(LIBRARY))
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "libfaketime"]):
            subprocess.run(["apt-get", *words], check=False, timeout=180, capture_output=True)
        found = sorted(Path("/usr/lib").glob(LIBRARY))
    if not found:
        reason = "libfaketime is not here: apt-get install libfaketime"
        report.skipped("clocks", reason)
        pytest.skip(reason)
    return found[0]


def wrong_by(shift: timedelta, library: Path) -> dict[str, str]:
    """Return the environment that shifts the clock of a process, and leaves its stop watches alone."""
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{shift.total_seconds():+.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def clock_of(port: int) -> datetime:
    """Ask a node what time it is."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/api/v1/openapi.json")
    answer = line.getresponse()
    answer.read()
    line.close()
    return parsedate_to_datetime(answer.headers["Date"])


def database_time(house: House) -> datetime:
    with house.connect() as line:
        row = line.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    assert isinstance(row[0], datetime)
    return row[0].astimezone(UTC)


def hold(house: House, port: int, history: History, chance: Random) -> tuple[str, timedelta]:
    """Hold a cart's units through a node; return the cart, and for how long by the database's clock."""
    line = Line(port, house.key)
    wish = Wish(f"hold-{port}@drill.example", {skus()[-1]: 1})
    history.wish(wish)
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in wish.lines.items()]
    opened = line.send(Ask("POST", "/carts", {"channel": "web", "lines": lines}, key_of(chance)))
    held = line.send(Ask("POST", f"/carts/{opened.body['id']}/hold", None, key_of(chance)))
    line.close()
    assert held.status == 200, held
    return str(opened.body["id"]), datetime.fromisoformat(held.body["expires_at"]) - database_time(house)


def held_until(house: House, port: int, cart: str) -> str | None:
    """Ask a node until when a cart holds its units."""
    line = Line(port, house.key)
    answer = line.send(Ask("GET", f"/carts/{cart}", None, ""))
    line.close()
    assert answer.status == 200, answer
    found: str | None = answer.body["held_until"]
    return found


def wait_for_orders(history: History) -> None:
    """Sell so many orders, or what can be sold in the time."""
    try:
        wait_until(lambda: history.acknowledged >= ORDERS, seconds=SOLD_WITHIN, what="")
    except TooLong:
        assert history.acknowledged > 0
