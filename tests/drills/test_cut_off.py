"""A job worker that dies after a sale was committed and before what it told was carried: the next one carries it, once."""

from __future__ import annotations

import os
import signal
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

import pytest

from tests.drills import books, errands, report
from tests.drills.history import History, Outcome, contradictions
from tests.drills.house import House
from tests.drills.line import Line
from tests.drills.test_same_stream import final

pytestmark = pytest.mark.drill

ORDERS = 40


def test_facts_are_carried_once_though_their_carrier_dies_after_the_commit(house: House, seed: int) -> None:
    chance, line, history = Random(f"{seed}-facts"), Line(house.port, house.key), History()
    carrier = house.job_worker().pid
    os.kill(carrier, signal.SIGSTOP)
    for number in range(ORDERS):
        wish = errands.wish_of(chance, f"fact-{number}@drill.example", scarce=0)
        history.wish(wish)
        assert final(line, history, next(errands.one_call(wish, chance))).outcome is Outcome.OK
    with house.connect() as reader:
        [(waiting,)] = reader.execute("SELECT count(*) FROM outbox_delivery WHERE status = 'pending'").fetchall()

    os.kill(carrier, signal.SIGKILL)

    found = contradictions(history, books.read(house))
    report.note("facts", {"orders": ORDERS, "facts that waited": waiting, "contradictions": len(found)})
    assert found == []
    assert int(str(waiting)) >= ORDERS
