"""The marketplace of a replay: the Trendyol twin in a process of its own, and the hand that plays its customers."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from arasta.local.child import Child, Guard, Service
from arasta.local.probes import answers
from arasta.local.waiting import wait_until

STARTS_WITHIN = 60.0
ANSWERS_WITHIN = 120.0
ANY = 10**9
# No limits and no delays: it is our pace that is measured, not a seller tier's.
_SETTINGS = {
    "burst_per_10s": ANY,
    **{f"limit_{name}": ANY for name in ("product_read", "product_write", "stock_price", "order_read", "order_status")},
    "stream_gap_ms": 0,
    "approval_delay_ms": 0,
    "batch_delay_ms": 0,
}


class Customers:
    """Everybody who buys at the marketplace, through its control API."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self.url = url

    def prepare(self) -> None:
        """Forget what former replays left, and lift the limits."""
        self._call("POST", "/reset", {})
        self._call("PUT", "/settings", _SETTINGS)

    def order(self, orders: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Place orders; each is taken whole or refused whole, and the answers stand in the same order."""
        outcomes: list[dict[str, Any]] = self._call("POST", "/orders", {"orders": list(orders)})["outcomes"]
        return outcomes

    def _call(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._client.request(method, f"{self.url}/trendyol/control{path}", json=body)
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read


@contextmanager
def running_marketplace(folder: Path, logs: Path) -> Iterator[Customers]:
    """Run the twin for the block; it is ended with us, however we end."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    argv = (
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port),
        "--log-level", "warning", "--no-ws", "arasta.twins.asgi:app",
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    guard = Guard()
    service = Service("replay-twins", argv, {"ARASTA_HOME": str(folder), "ARASTA_TWINS_URL": url}, answers(f"{url}/"))
    child = Child(service, logs=logs, guard=guard)
    try:
        child.start()
        wait_until(lambda: _is_ready(child), seconds=STARTS_WITHIN, what="the marketplace's twin")
        with httpx.Client(timeout=ANSWERS_WITHIN, trust_env=False) as client:
            customers = Customers(client, url)
            customers.prepare()
            yield customers
    finally:
        child.ask_to_end()
        child.end()
        guard.dismiss()


def _is_ready(child: Child) -> bool:
    child.pump()
    child.look()
    return child.is_ready


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
