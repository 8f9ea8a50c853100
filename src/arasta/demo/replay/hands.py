"""Hands that sell: in processes of their own, so that the database decides who is first and nothing else; or right here."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import connection as pipes
from typing import Protocol

from arasta.demo.replay.bench import Bench, Count
from arasta.demo.replay.dataset import Basket
from arasta.demo.replay.plan import Way

Sell = Callable[[Sequence[Basket], Bench], Count]


class Hand(Protocol):
    """Sells baskets one after the other."""

    def sell(self, way: Way, baskets: Sequence[Basket]) -> Count:
        """Sell them at a till or in the web shop; return what became of them."""


class HandHere:
    """Sells in this very thread."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def sell(self, way: Way, baskets: Sequence[Basket]) -> Count:
        return _seller(way)(baskets, self._bench)


class HandElsewhere:
    """Sells in another process, which has a database connection of its own."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def sell(self, way: Way, baskets: Sequence[Basket]) -> Count:
        return self._pool.submit(_sell, way, list(baskets)).result()


@contextmanager
def hands_elsewhere(count: int, bench: Bench) -> Iterator[list[Hand]]:
    """Keep so many hands for the block, each in a process; they end with us, however we end."""
    fresh = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        pools = [
            stack.enter_context(ProcessPoolExecutor(1, mp_context=fresh, initializer=_wake, initargs=(bench,)))
            for _ in range(count)
        ]
        yield [HandElsewhere(pool) for pool in pools]


_benches: list[Bench] = []


def _wake(bench: Bench) -> None:
    """Prepare a fresh process: Django, the payment provider, and a watch on whoever began it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import django

    django.setup()
    from arasta.demo.replay import web

    web.offer_provider()
    _benches[:] = [bench]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        pipes.wait([parent.sentinel])
        os._exit(1)


def _sell(way: Way, baskets: Sequence[Basket]) -> Count:
    return _seller(way)(baskets, _benches[0])


def _seller(way: Way) -> Sell:
    from arasta.demo.replay.tills import sell_at_tills
    from arasta.demo.replay.web import sell_on_the_web

    return {Way.TILL: sell_at_tills, Way.WEB: sell_on_the_web}[way]
