"""A Stripe that runs beside the tests: localstripe, a process of its own that keeps its books in memory."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from arasta.connectors.stripe import client
from arasta.connectors.stripe.connector import StripeGateway
from arasta.local.waiting import wait_until


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/payment_intents", auth=("sk_test_1", "")).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def stripe_url() -> Iterator[str]:
    """The address of a Stripe that forgets everything when the tests are over."""
    port = _free_port()
    argv = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    wait_until(lambda: _answers(url), seconds=20, what="localstripe does not answer")
    yield url
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def gateway(stripe_url: str) -> StripeGateway:
    return StripeGateway(client.open_client(stripe_url, "sk_test_1"))
