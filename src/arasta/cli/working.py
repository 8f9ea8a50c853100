"""Run the job worker and, beside it, the carrier of facts."""

from __future__ import annotations

import gc
import os
from typing import cast

CONCURRENCY = 4
_GIVES_WAY = 10


def give_way() -> None:
    """Let whoever waits at a screen go first: on a busy machine the worker takes more at a time, which costs less."""
    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)


def collect_rarely() -> None:
    """Leave what the program itself consists of out of garbage collection: rows make much that is gone in a moment."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def run() -> None:
    """Work until a signal; finished jobs are deleted, failed ones stay to be looked at."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from arasta.kernel.outbox.carrying import Carrier

    collect_rarely()
    carrier = Carrier()
    carrier.start()
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    try:
        with app.replace_connector(connector) as working:
            working.run_worker(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                install_signal_handlers=True,
                listen_notify=True,
            )
    finally:
        carrier.stop()
