"""Look every second whether a channel called us, is to be told something, or may have an answer to a batch.

A thread of each worker does it: a look costs three small reads, a job for it would cost ten times as much. What is found
becomes jobs, each once however many workers look.
"""

from __future__ import annotations

import threading

import structlog
from django.db import connections

from arasta.config import channel_tasks

log = structlog.get_logger()

EVERY = 1.0
AFTER_TROUBLE = 5.0


class Watch:
    """Looks around until it is stopped."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="channel-watch", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self, *, within: float = 10.0) -> None:
        """End after the look under way."""
        self._stopped.set()
        self._thread.join(within)

    def _run(self) -> None:
        while not self._stopped.is_set():
            pause = EVERY
            try:
                channel_tasks.look_around()
            except Exception as trouble:
                log.warning("channels_wait", error=repr(trouble))
                connections.close_all()
                pause = AFTER_TROUBLE
            self._stopped.wait(pause)
        connections.close_all()
