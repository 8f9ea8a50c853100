"""What a twin has answered survives its death."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from arasta.twins.asgi import build
from tests.twins.makers import SELLER, World, basic, order, package, quantity_of, set_status, stocked
from tests.twins.payments import ask, post, show

REPOSITORY = Path(__file__).resolve().parents[2]
VICTIM = """
import os, sqlite3, sys
from pathlib import Path
from tests.twins.makers import World, order, stocked

world = World(Path(sys.argv[1]))
stocked(world, 5)
print(order(world, 2)["packageId"], flush=True)
other = sqlite3.connect(Path(sys.argv[1]) / "trendyol.sqlite3", isolation_level=None)
other.execute("BEGIN IMMEDIATE")
other.execute("UPDATE listing SET quantity = 0")
os.kill(os.getpid(), 9)
"""


def die_in_the_middle(home: Path) -> int:
    """Place an order, begin another change, and be killed inside it; return the acknowledged package."""
    command = [sys.executable, "-c", VICTIM, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert done.returncode == -9, done.stderr
    return int(done.stdout)


def test_an_acknowledged_order_survives_a_kill_and_half_a_change_does_not(tmp_path: Path) -> None:
    package_id = die_in_the_middle(tmp_path)

    world = World(tmp_path)

    assert package(world, package_id)["status"] == "Created"
    assert quantity_of(world) == 3
    assert world.control("GET", "/state")["orders"] == 1


def test_a_second_start_finds_everything(world: World) -> None:
    stocked(world, 5)
    placed = order(world)
    payment = post(world, "/payments", ask(), key="k").json()

    world.start()

    assert set_status(world, placed["packageId"], "Picking").status_code == 200
    assert show(world, payment["id"]) == payment
    assert post(world, "/payments", ask(), key="k").json() == payment


def test_the_files_are_written_ahead_and_in_full(world: World) -> None:
    names = {path.name for path in world.home.iterdir()}

    assert {"trendyol.sqlite3", "testpay.sqlite3", "trendyol.sqlite3-wal"} <= names


def test_the_served_application_takes_its_credentials_from_the_environment(tmp_path: Path) -> None:
    world = World(tmp_path / "unused")
    world.app = build(
        {
            "ARASTA_HOME": str(tmp_path),
            "ARASTA_TRENDYOL_SELLER": "77",
            "ARASTA_TRENDYOL_KEY": "k77",
            "ARASTA_TRENDYOL_SECRET": "s77",
            "ARASTA_TESTPAY_SECRET": "pay77",
            "ARASTA_TWINS_URL": "https://twins.example/",
            "ARASTA_TWINS_PICTURES_FROM": "https://shop.example",
            "ARASTA_TWINS_PICTURES_TO": "http://127.0.0.1:8500",
        }
    )
    own = {"user-agent": "77 - Own", "authorization": basic("k77", "s77")}

    as_own = world.seller("GET", "/order/sellers/77/v2/orders", headers=own)
    as_default = world.seller("GET", f"/order/sellers/{SELLER}/v2/orders")
    paid = world.call(
        "POST",
        "/testpay/v1/payments",
        json=ask(token="tok_3ds", return_url="https://shop.example/"),
        headers={"authorization": "Bearer pay77", "idempotency-key": "k"},
    )

    assert (as_own.status_code, as_default.status_code, paid.status_code) == (200, 401, 201)
    assert paid.json()["redirect_url"].startswith("https://twins.example/testpay/3ds/")
    assert {path.name for path in (tmp_path / "twins").iterdir()} >= {"trendyol.sqlite3", "testpay.sqlite3"}
