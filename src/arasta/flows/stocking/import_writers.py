"""Land chunks of a file in processes side by side: understanding lines is Python's work, and threads would take turns.

    here: cut the file, make the words a chunk brings, hand it on → there: understand it, land it, count it
Each process is a copy of this one with a connection of its own. Words are made here alone, so no two make the same.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from django.db import connection, connections

from arasta.flows.stocking.import_files import Line
from arasta.flows.stocking.import_plans import Plan
from arasta.kernel.errors import Unavailable, gettext_noop

Land = Callable[[list[Line]], int]


class WriterLost(Unavailable):
    code = "writer_lost"
    template = gettext_noop("A process that read the file was ended from outside. What is counted here is kept.")


def side_by_side(chunks: Iterable[list[Line]], plan: Plan, land: Land, *, writers: int) -> Iterator[int]:
    """Land chunks in so many processes; yield how many lines each had, in the order in which they end.

    Raises WriterLost, and what landing raises; the other chunks under way end first.
    """
    _let_go_of_connections()
    fork = multiprocessing.get_context("fork")  # what is understood of the file so far comes along
    with ProcessPoolExecutor(writers, fork, _begin, (plan, land)) as processes:
        processes.submit(os.getpid).result()  # all are there before this process opens its connection again
        waiting: set[Future[int]] = set()
        try:
            for chunk in chunks:
                waiting.add(processes.submit(_land, plan.make_words(chunk), chunk))
                if len(waiting) > writers:
                    yield from _ended(waiting)
            while waiting:
                yield from _ended(waiting)
        except BrokenProcessPool as lost:
            raise WriterLost from lost


def _ended(waiting: set[Future[int]]) -> list[int]:
    ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
    waiting -= ended
    return [one.result() for one in ended]


def _let_go_of_connections() -> None:
    """Close what two processes must not speak through at once."""
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]


class _Here:
    """What a process of ours works with."""

    plan: Plan
    land: Land
    words = 0


def _begin(plan: Plan, land: Land) -> None:
    _Here.plan, _Here.land = plan, staticmethod(land)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that leads decides
    threading.Thread(target=_end_with_the_leader, daemon=True).start()


def _end_with_the_leader() -> None:
    leader = multiprocessing.parent_process()
    if leader is not None:
        leader.join()
        os._exit(1)


def _land(words: int, chunk: list[Line]) -> int:
    """Land a chunk; `words`: how often the leader has made words before it handed this on."""
    if words != _Here.words:
        _Here.plan.learn_words()
        _Here.words = words
    return _Here.land(chunk)
