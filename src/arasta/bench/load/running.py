"""Run a load in a process of its own, and call back when its window opens and closes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection

from arasta.bench.load.clients import Crowd, Load, Tally


class LoadFailed(RuntimeError):
    """The load generator ended before it could tell what it counted."""


def run(
    load: Load, *, on_open: Callable[[], None] = lambda: None, on_close: Callable[[], None] = lambda: None
) -> Tally:
    """Put the load on the server; return what was counted. Raises LoadFailed."""
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe(duplex=False)
    process = fresh.Process(target=_child, args=(load, there), daemon=True)
    process.start()
    there.close()
    try:
        return _listen(here, on_open, on_close)
    finally:
        process.join(5)
        here.close()


def _listen(line: Connection, on_open: Callable[[], None], on_close: Callable[[], None]) -> Tally:
    while True:
        try:
            word = line.recv()
        except EOFError as error:
            raise LoadFailed("The load generator ended early; its traceback stands above.") from error
        if isinstance(word, Tally):
            return word
        (on_open if word == "open" else on_close)()


def _child(load: Load, line: Connection) -> None:
    line.send(Crowd(load, tell=line.send).run())
