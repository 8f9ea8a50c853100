"""Kill any process with -9: what was told stays true, and the system comes back by itself."""

from __future__ import annotations

import json
import os
import signal
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from arasta.local.waiting import wait_until
from tests.journeys.conftest import Demo, fetch

pytestmark = pytest.mark.journey

PROCESSES = {
    "web": "arasta.config.wsgi",
    "worker": "arasta worker",
    "twins": "arasta.twins.asgi",
    "live": "arasta.config.live",
}


def pids_of(demo: Demo, words: str) -> list[int]:
    """Find the demo's processes by the words of their command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if words in command and str(demo.home) in command + environment:
            found.append(int(folder.name))
    return found


def ask(demo: Demo, method: str, path: str, key: str = "", body: object = None) -> tuple[int, dict[str, object]]:
    """Speak to the API as the demo's developer."""
    secret = json.loads((demo.home / "demo-logins.json").read_text())["api_key"]
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    request = urllib.request.Request(
        f"{demo.shop}/api/v1{path}",
        method=method,
        headers=headers,
        data=None if body is None else json.dumps(body).encode(),
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())


def comes_back(demo: Demo) -> None:
    """Wait until the shop answers from its database again."""

    def answers() -> bool:
        try:
            return fetch(f"{demo.shop}/stores")[0] == 200
        except OSError:
            return False

    wait_until(answers, seconds=60, what="The shop does not come back.")


def a_cart(demo: Demo, turn: str) -> str:
    """Open a cart with one mug, to be picked up in Kadıköy."""
    _, places = ask(demo, "GET", "/locations")
    store = next(place["id"] for place in places if place["code"] == "KADIKOY")  # type: ignore[index]
    lines = [{"sku": "KRV-MUG-IZN-IND", "quantity": 1}]
    status, cart = ask(demo, "POST", "/carts", f"open-{turn}", {"channel": "web", "lines": lines})
    assert status == 201, cart
    checkout = {"email": "kill@mail.example", "delivery": "pickup", "pickup_location": store}
    status, cart = ask(demo, "PUT", f"/carts/{cart['id']}/checkout", f"check-{turn}", checkout)
    assert status == 200, cart
    return str(cart["id"])


@pytest.mark.parametrize("name", ["web", "worker", "twins", "live", "postgres"])
def test_a_killed_process_loses_nothing(demo: Demo, name: str) -> None:
    cart = a_cart(demo, f"{name}-before")
    status, placed = ask(demo, "POST", f"/carts/{cart}/order", f"place-{name}", {"token": "tok_approve"})
    assert status == 201, placed

    victims = pids_of(demo, PROCESSES[name]) if name != "postgres" else [postmaster(demo)]
    assert victims
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    comes_back(demo)

    answers = [ask(demo, "POST", f"/carts/{cart}/order", f"place-{name}", {"token": "tok_approve"}) for _ in range(8)]
    assert {status for status, _ in answers} <= {201, 503}
    assert [again for status, again in answers if status == 201][-1] == placed
    audit = demo.run("audit")
    assert audit.returncode == 0, audit.stdout + audit.stderr


def postmaster(demo: Demo) -> int:
    """Find the database server's first process."""
    files = [*demo.home.glob("**/postmaster.pid"), *Path("/var/lib/arasta").glob("**/postmaster.pid")]
    own = [path for path in files if path.is_relative_to(demo.home)] or files
    return int(own[0].read_text().splitlines()[0])


def test_a_second_start_on_the_same_home_is_refused(demo: Demo) -> None:
    second = demo.run("demo", "--no-browser", "--port", str(demo.port + 5))

    assert second.returncode == 1
    assert "runs on" in second.stderr + second.stdout


def test_every_page_of_the_command_line_answers(demo: Demo) -> None:
    explained = demo.run("explain", "KRV-MUG-IZN-IND", "--channel", "trendyol")
    unknown = demo.run("explain", "NO-SUCH-SKU")
    doctor = demo.run("doctor")

    assert explained.returncode == 0
    assert "offered on Trendyol" in explained.stdout
    assert unknown.returncode == 1
    assert "NO-SUCH-SKU" in unknown.stdout
    assert "Python" in doctor.stdout
