"""Calls that come at the same time are done together, and each fails only by its own fault."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import OperationalError

from arasta.kernel.gathering import Gatherer


class Mill:
    """Doubles numbers; the first batch waits until the others have come."""

    def __init__(self, *, waits_for: int = 0) -> None:
        self.batches: list[list[int]] = []
        self._others = threading.Event()
        self._came = 0
        self._waits_for = waits_for
        self._lock = threading.Lock()

    def come(self) -> None:
        with self._lock:
            self._came += 1
            if self._came > self._waits_for:
                self._others.set()

    def grind(self, numbers: Sequence[int]) -> list[int]:
        if not self.batches and self._waits_for:
            self._others.wait(10)
        self.batches.append(list(numbers))
        if any(number < 0 for number in numbers):
            raise ValueError("grit in the corn")
        if 13 in numbers:
            raise OperationalError("the mill stands")
        return [2 * number for number in numbers]


def run(gatherer: Gatherer[int, int], mill: Mill, numbers: Sequence[int]) -> list[int | Exception]:
    def bring(number: int) -> int | Exception:
        mill.come()
        try:
            return gatherer.do(number)
        except Exception as failure:
            return failure

    with ThreadPoolExecutor(len(numbers)) as threads:
        return list(threads.map(bring, numbers))


def test_a_call_alone_is_done_at_once() -> None:
    mill = Mill()

    assert Gatherer(mill.grind, most=8).do(21) == 42
    assert mill.batches == [[21]]


def test_what_gathers_meanwhile_is_one_batch() -> None:
    mill = Mill(waits_for=5)

    answers = run(Gatherer(mill.grind, most=50), mill, [1, 2, 3, 4, 5, 6])

    assert answers == [2, 4, 6, 8, 10, 12]
    assert sorted(number for batch in mill.batches for number in batch) == [1, 2, 3, 4, 5, 6]
    assert len(mill.batches) < 6


def test_no_batch_is_larger_than_the_most() -> None:
    mill = Mill(waits_for=7)

    run(Gatherer(mill.grind, most=3), mill, list(range(1, 9)))

    assert max(map(len, mill.batches)) <= 3


def test_a_call_fails_only_by_its_own_fault() -> None:
    mill = Mill(waits_for=4)

    answers = run(Gatherer(mill.grind, most=50), mill, [1, 2, -3, 4, 5])

    assert [answers[0], answers[1], answers[3], answers[4]] == [2, 4, 8, 10]
    assert isinstance(answers[2], ValueError)


def test_when_the_database_is_away_all_hear_so_at_once() -> None:
    mill = Mill()

    with pytest.raises(OperationalError, match="the mill stands"):
        Gatherer(mill.grind, most=8).do(13)
    assert mill.batches == [[13]]


def test_those_who_were_just_answered_come_again_in_one_batch() -> None:
    mill = Mill(waits_for=3)
    gatherer = Gatherer(mill.grind, most=50)

    def bring_often(number: int) -> list[int]:
        mill.come()
        return [gatherer.do(number) for _ in range(30)]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(bring_often, [1, 2, 3, 4]))

    assert answers == [[2] * 30, [4] * 30, [6] * 30, [8] * 30]
    assert sum(map(len, mill.batches)) == 120


def test_batches_of_different_kinds_take_turns() -> None:
    both_inside = threading.Barrier(2)
    met: list[str] = []

    def work(names: Sequence[str]) -> list[str]:
        with suppress(threading.BrokenBarrierError):
            both_inside.wait(0.2)
            met.extend(names)
        return list(names)

    carts, orders = Gatherer(work, most=8), Gatherer(work, most=8)
    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(carts.do, "cart"), threads.submit(orders.do, "order")]
        assert [one.result(10) for one in answers] == ["cart", "order"]

    assert met == []


def test_a_leader_that_is_stopped_leaves_the_others_served() -> None:
    stopped = threading.Event()

    def work(numbers: Sequence[int]) -> list[int]:
        if 0 in numbers:
            stopped.wait(10)
            raise KeyboardInterrupt
        return list(numbers)

    gatherer = Gatherer(work, most=1)
    ended: list[BaseException] = []

    def lead() -> None:
        try:
            gatherer.do(0)
        except KeyboardInterrupt as end:
            ended.append(end)

    leader = threading.Thread(target=lead)
    leader.start()
    with ThreadPoolExecutor(2) as threads:
        others = [threads.submit(gatherer.do, number) for number in (5, 6)]
        stopped.set()
        assert [one.result(10) for one in others] == [5, 6]
    leader.join(10)
    assert len(ended) == 1
