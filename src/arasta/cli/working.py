"""Run the job worker."""

from __future__ import annotations

from typing import cast

CONCURRENCY = 4


def run() -> None:
    """Work until a signal; finished jobs are deleted, failed ones stay to be looked at."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as working:
        working.run_worker(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            install_signal_handlers=True,
            listen_notify=True,
        )
