"""Let a rival act at the one moment that matters: while a transaction of ours is open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections

from arasta.kernel import db

# For us and nobody else: on a server of several databases somebody waits for somebody all the time.
_WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@contextmanager
def rival_waiting(act: Callable[[], object]) -> Iterator[None]:
    """Run the block in a transaction, then let a rival act until it waits for us or is done; commit, and let it end."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with db.transaction():
            yield
            rival, pause = threads.submit(run), threading.Event()
            while not rival.done() and not db.rows(_WAITS)[0][0]:
                pause.wait(0.02)
        rival.result(timeout=30)
