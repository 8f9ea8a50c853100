"""Work that is cut off at the worst moment is whole or not there, and goes on by itself: facts to be carried, and a batch."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints
from typing import Any

import pytest

from arasta.local.waiting import wait_until
from tests.drills import books, errands, report
from tests.drills.company import skus
from tests.drills.history import History, Outcome, Wish, contradictions
from tests.drills.house import House
from tests.drills.line import Ask, Line
from tests.drills.test_same_stream import final, send_batch

pytestmark = pytest.mark.drill

ORDERS = 40
BATCH = 200
BAD = 100
WITHIN = 120.0

_AT_WORK = (
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    " AND state IN ('active', 'idle in transaction')"
)


@pytest.fixture(scope="module")
def history() -> History:
    """What all clients of this house were told."""
    return History()


def test_facts_are_carried_once_though_their_carrier_dies_after_the_commit(
    house: House, history: History, seed: int
) -> None:
    chance, line = Random(f"{seed}-facts"), Line(house.port, house.key)
    carrier = house.job_worker().pid
    os.kill(carrier, signal.SIGSTOP)
    for number in range(ORDERS):
        wish = errands.wish_of(chance, f"fact-{number}@drill.example", scarce=0)
        history.wish(wish)
        assert final(line, history, next(errands.one_call(wish, chance))).outcome is Outcome.OK
    waiting = number_of(house, "SELECT count(*) FROM outbox_delivery WHERE status = 'pending'")

    os.kill(carrier, signal.SIGKILL)

    found = contradictions(history, books.read(house))
    report.note("facts", {"orders": ORDERS, "facts that waited": waiting, "contradictions": len(found)})
    assert found == []
    assert waiting >= ORDERS


def test_a_batch_whose_server_dies_is_whole_or_not_there(house: House, history: History, seed: int) -> None:
    chance = Random(f"{seed}-batches")
    broken, kept = (batch(number, history, chance) for number in range(2))

    with ThreadPoolExecutor(1) as sender:
        with nobody_takes(house, skus()[-1]):
            told = sender.submit(Line(house.port, house.key).send, broken)
            wait_until(lambda: waits_for_lock(house), seconds=WITHIN, what="The batch does not begin.")
            kill_web_workers(house)
        assert (told.result().status, written(house, 0)) == (0, 0)
        send_batch(Line(house.port, house.key), history, broken)

        told = sender.submit(Line(house.port, house.key).send, kept)
        wait_until(lambda: orders_of(house, 1), seconds=WITHIN, what="The batch does not end.")
        kill_web_workers(house)
        assert (told.result().status in {0, 200}, written(house, 1)) == (True, BATCH - 1)
        send_batch(Line(house.port, house.key), history, kept)

    found = contradictions(history, books.read(house))
    report.note("batches", {"batches": f"2 of {BATCH}", "cut off": "before, after", "contradictions": len(found)})
    assert found == []
    assert (written(house, 0), written(house, 1)) == (BATCH - 1, BATCH - 1)
    bad = {(one.outcome, one.code) for one in history.told if one.wish.startswith("bad-")}
    assert bad == {(Outcome.REFUSED, "unknown_sku")}


def batch(number: int, history: History, chance: Random) -> Ask:
    """Draw orders, the last SKU in the first of them, and one in the middle that cannot be taken."""
    orders: list[dict[str, Any]] = []
    for place in range(BATCH):
        name = f"{'bad' if place == BAD else 'batch'}-{number}-{place}@drill.example"
        wish = Wish(name, {skus()[-1]: 1}) if place == 0 else errands.wish_of(chance, name, scarce=0)
        history.wish(wish)
        body = next(errands.one_call(wish, chance)).body
        assert isinstance(body, dict)
        orders.append(body)
    orders[BAD]["lines"] = [{"sku": "NOTHING", "quantity": 1}]
    return Ask("POST", "/orders/batch", {"orders": orders}, errands.key_of(chance))


@contextmanager
def nobody_takes(house: House, sku: str) -> Iterator[None]:
    """Hold a SKU's levels, so that whoever sells it stands still in the middle of its transaction."""
    with house.connect() as line, line.transaction():
        line.execute(
            "SELECT 1 FROM inventory_level WHERE variant_id = (SELECT id FROM catalog_variant WHERE sku = %s) FOR UPDATE",
            [sku],
        )
        yield


def waits_for_lock(house: House) -> bool:
    return number_of(house, "SELECT count(*) FROM pg_locks WHERE NOT granted") > 0


def orders_of(house: House, number: int) -> int:
    return number_of(house, f"SELECT count(*) FROM orders_order WHERE email LIKE 'batch-{number}-%'")


def written(house: House, number: int) -> int:
    """Count a batch's orders, once nobody works on them any more."""
    wait_until(lambda: not number_of(house, _AT_WORK), seconds=WITHIN, what="Somebody is still at it.")
    return orders_of(house, number)


def kill_web_workers(house: House) -> None:
    for worker in house.web_workers():
        os.kill(worker.pid, signal.SIGKILL)


def number_of(house: House, sql: str) -> int:
    with house.connect() as line:
        found = line.execute(sql).fetchone()
    assert found is not None
    return int(str(found[0]))
