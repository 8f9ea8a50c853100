"""Go round after round in a thread of the worker: a look costs a small read or two, a job for it ten times as much.

Nothing is announced and nothing is remembered: a round does what it finds, whoever left it there and whoever died over it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from django.db import connections

log = structlog.get_logger()


class Rounds:
    """Makes rounds until it is stopped. One that fails is told, and the next one comes after a longer pause."""

    def __init__(self, name: str, work: Callable[[], object], *, pause: float, after_trouble: float) -> None:
        self._work = work
        self._pause, self._after_trouble = pause, after_trouble
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self, *, within: float = 10.0) -> None:
        """End after the round under way."""
        self._stopped.set()
        self._thread.join(within)

    def _run(self) -> None:
        while not self._stopped.is_set():
            pause = self._pause
            try:
                self._work()
            except Exception as trouble:
                log.warning("a_round_failed", who=self._thread.name, error=repr(trouble))
                connections.close_all()
                pause = self._after_trouble
            self._stopped.wait(pause)
        connections.close_all()
