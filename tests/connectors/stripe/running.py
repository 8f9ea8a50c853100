"""A Stripe that runs beside the tests: localstripe, a process of its own that keeps its books in memory."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from arasta.local.waiting import wait_until


@contextmanager
def running_stripe() -> Iterator[str]:
    """Give the address of a Stripe that forgets everything when it is left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    argv = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(url), seconds=20, what="localstripe does not answer")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/payment_intents", auth=("sk_test_1", "")).status_code == 200
    except httpx.HTTPError:
        return False
