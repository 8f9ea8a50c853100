"""The running system as a user starts it, and a browser to use it with."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from arasta.local.waiting import wait_until

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 45_000
"""How long, in ms, we wait for what a slow machine is about to do; a journey that goes well never waits so long."""
expect.set_options(timeout=PATIENCE)
PASSWORD = "kervan-demo-2026"
STAFF = {
    "owner": "elif",
    "picker": "hasan",
    "associate": "deniz",
    "associate in Ankara": "burak",
    "associate in İzmir": "zeynep",
}


@dataclass(frozen=True)
class Demo:
    """A demo that runs: its addresses, its home, its process."""

    port: int
    home: Path
    process: subprocess.Popen[bytes]
    printed: Path

    @property
    def shop(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def market(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}/trendyol"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `arasta` on the demo's home."""
        argv = [sys.executable, "-m", "arasta", *command, "--home", str(self.home)]
        return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, env=_environment())


@dataclass
class Person:
    """Somebody at a browser; what the console says against them is kept."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        refused = "status of 409" in message.text or "status of 422" in message.text
        if message.type == "error" and not refused:  # a refusal that the page shows is no complaint
            self.complaints.append(message.text)


def _environment() -> dict[str, str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ARASTA_", "DJANGO_"))}
    environment.pop("DATABASE_URL", None)
    return environment


def _free_ports() -> int:
    """Find three free ports in a row."""
    for port in range(18500, 19500, 10):
        try:
            for offset in range(3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + offset))
            return port
        except OSError:
            continue
    raise RuntimeError("no free ports")


def start_demo(home: Path, port: int) -> Demo:
    """Start the demo and wait until it says that it is open."""
    printed = home.parent / "printed.txt"
    argv = [sys.executable, "-m", "arasta", "demo", "--no-browser", "--port", str(port), "--home", str(home)]
    with printed.open("wb") as out:
        process = subprocess.Popen(argv, stdout=out, stderr=out, env=_environment())
    wait_until(
        lambda: b"Ctrl-C stops everything" in printed.read_bytes() or process.poll() is not None,
        seconds=120,
        what="The demo does not open.",
    )
    assert process.poll() is None, printed.read_text()
    return Demo(port, home, process, printed)


def stop_demo(demo: Demo) -> None:
    """Press Ctrl-C and wait."""
    demo.process.send_signal(signal.SIGINT)
    demo.process.wait(timeout=40)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """The demo company, served."""
    folder = Path(tempfile.mkdtemp(prefix="arasta-journey-"))
    folder.chmod(0o711)
    running = start_demo(folder / "home", _free_ports())
    yield running
    stop_demo(running)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        opened.close()


class People:
    """Opens browsers for people and closes them."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self._browser, self._demo, self._open = browser, demo, list[Person]()

    def shopper(self, *, width: int = 390) -> Person:
        """Somebody with a phone."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 844}, locale="en-US", base_url=self._demo.shop
        )
        person = Person(context, context.new_page())
        person.page.on("console", person.note)
        person.page.set_default_timeout(PATIENCE)
        self._open.append(person)
        return person

    def staff(self, role: str, *, width: int = 1280) -> Person:
        """Somebody of the staff, signed in."""
        email = STAFF[role]
        person = self.shopper(width=width)
        person.page.goto("/office/sign-in")
        person.page.fill("input[name=email]", f"{email}@kervan.example")
        person.page.fill("input[name=password]", PASSWORD)
        person.page.keyboard.press("Enter")
        person.page.wait_for_url(lambda url: "sign-in" not in url)
        return person

    def close(self) -> list[str]:
        """Close all and return what their consoles complained about."""
        complaints = [text for person in self._open for text in person.complaints]
        for person in self._open:
            person.context.close()
        return complaints


@pytest.fixture
def people(browser: Browser, demo: Demo) -> Iterator[People]:
    """People with browsers; no page may have complained on its console."""
    gathered = People(browser, demo)
    yield gathered
    assert gathered.close() == []


@pytest.fixture(autouse=True)
def _open_network() -> None:
    """Journeys speak to this machine by sockets of their own."""
    import pytest_socket

    pytest_socket.enable_socket()


def fetch(address: str) -> tuple[int, str]:
    """Read an address of this machine."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read().decode()
