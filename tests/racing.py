"""Let threads do the same thing at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def race(count: int, act: Callable[[], T]) -> list[T | Exception]:
    """Run act in `count` threads that start together; return what each got or raised."""
    return race_all([act] * count)


def race_all(acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run different acts together, one thread each."""
    barrier = threading.Barrier(len(acts), timeout=30)

    def run(act: Callable[[], T]) -> T | Exception:
        try:
            barrier.wait()
            return act()
        except Exception as failure:
            return failure
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
