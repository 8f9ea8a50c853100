"""The TypeScript client's example buys in a shop that is served as in production."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from arasta.kernel import db
from arasta.kernel.ids import to_public
from arasta.local import services
from arasta.local.home import Home
from arasta.local.supervisor import Service
from arasta.local.waiting import wait_until
from tests.contexts.identity.making import make_key
from tests.surfaces.storefront.shopping import Provider, open_shop

NODE = shutil.which("node")
EXAMPLE = Path(__file__).parents[2] / "clients" / "typescript" / "example" / "storefront.mjs"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.enable_socket,
    pytest.mark.skipif(NODE is None, reason="the example was not run, for there is no node: apt-get install nodejs"),
]


@contextmanager
def running(service: Service) -> Iterator[None]:
    """Keep a service for the block, from when it answers."""
    assert service.ready is not None
    with subprocess.Popen(service.argv, env={**os.environ, **service.env}, process_group=0) as process:
        try:
            wait_until(service.ready, seconds=30, what=f"{service.name} does not answer.")
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def address(home: Home) -> Iterator[str]:
    """Serve the test's own database, and the test payment provider beside it."""
    port = next(port for port in range(18_600, 19_500, 2) if is_free(port) and is_free(port + 1))
    known = connections["default"].settings_dict
    url = make_conninfo(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"], port=known["PORT"]
    )
    environment = {"DATABASE_URL": url, "ARASTA_TWINS_URL": f"http://127.0.0.1:{port + 1}"}
    with ExitStack() as house:
        house.enter_context(running(services.twins(home, port=port + 1)))
        house.enter_context(running(services.web(environment, port=port)))
        yield f"http://127.0.0.1:{port}"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def run(address: str, wish: str, *, key: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ARASTA_URL": address, "ARASTA_KEY": key}
    argv = [str(NODE), str(EXAMPLE), wish]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, env=environment)


def test_it_finds_a_shirt_and_buys_it_or_says_what_was_refused(address: str) -> None:
    shop = open_shop(Provider())
    shop.stock("SHIRT-RED-S", warehouse=3)

    refused = run(address, "linen", key=make_key(("catalog.read", "stock.read")))
    done = run(address, "linen", key=make_key(("catalog.read", "stock.read", "carts.write", "orders.write")))

    assert refused.returncode == 1
    assert refused.stderr.startswith("Refused (permission_missing): ")
    assert (done.stderr, done.returncode) == ("", 0)
    (order,) = shop.orders()
    assert done.stdout.replace("\xa0", " ").splitlines() == [
        "Linen shirt (shirt)",
        "SHIRT-RED-S: 3 to be had",
        f"Cart {to_public('crt', order.row.id)}: TRY 450.00",
        f"Order {order.row.number}: TRY 450.00, paid",
    ]
    assert [(line.sku, line.quantity) for line in order.lines] == [("SHIRT-RED-S", 1)]
    assert order.row.email == "ayse@mail.example"
    assert db.rows("SELECT order_id, provider, captured_minor FROM payments_payment") == [
        (order.row.id, "testpay", 45_000)
    ]
