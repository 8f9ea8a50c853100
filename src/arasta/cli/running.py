"""Run everything on this machine: database, web, live updates, worker, twins."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console

from arasta.cli import database, first_code
from arasta.local import ports, postgres, services, supervisor
from arasta.local.faults import Fault
from arasta.local.home import Home, open_home
from arasta.local.supervisor import Service

console = Console()

LOGINS = "demo-logins.json"


def demo(path: Path | None, *, port: int, browser: bool) -> int:
    """Found the company if it does not stand yet, then serve all of it until Ctrl-C."""
    home = open_home(path)
    with _place(home, port, port + 1, port + 2), postgres.running(home) as url, ExitStack() as stack:
        stack.callback(_close)
        if postgres.external_url():
            console.print("DATABASE_URL is set: the demo company lives in that database, not in one of its own.")
        os.environ.setdefault("ARASTA_MAILBOX_URL", f"http://127.0.0.1:{port + 1}/mailbox")
        _prepare(home, url, port)
        logins = _found(home, f"http://127.0.0.1:{port + 1}")

        def ready() -> None:
            _have_called()
            _welcome(port, logins)
            if browser and _has_screen():
                webbrowser.open(f"http://127.0.0.1:{port}/")

        everything = [services.twins(home, port=port + 1), *_services(home, url, port)]
        return supervisor.run(
            everything, home=home, on_ready=ready, tend=lambda: postgres.tend(home), tell=console.print
        )


def serve(path: Path | None, *, port: int) -> int:
    """Serve this database as it is."""
    home = open_home(path)
    with _place(home, port, port + 2), postgres.running(home) as url:
        _prepare(home, url, port)
        invitation = first_code.invitation(port)
        _close()

        def ready() -> None:
            console.print(f"Arasta serves http://127.0.0.1:{port}/")
            if invitation:
                console.print(invitation, highlight=False, soft_wrap=True)

        return supervisor.run(
            _services(home, url, port), home=home, on_ready=ready, tend=lambda: postgres.tend(home), tell=console.print
        )


def twins(path: Path | None, *, port: int) -> int:
    """Serve the twins alone."""
    home = open_home(path)
    with _place(home, port):
        return supervisor.run(
            [services.twins(home, port=port)],
            home=home,
            on_ready=lambda: console.print(f"The twins answer at http://127.0.0.1:{port}/"),
            tell=console.print,
        )


@contextmanager
def _place(home: Home, *needed: int) -> Iterator[None]:
    """Hold the home, with its ports free. Raises Fault."""
    with supervisor.claim(home):
        ports.require_free(*needed)
        yield


def _prepare(home: Home, url: str, port: int) -> None:
    os.environ.update(_environment(home, url, port), ARASTA_POOL="0")
    import django

    django.setup()
    database.migrate(console.print)


def _environment(home: Home, url: str, port: int) -> dict[str, str]:
    return {
        **database.environment(home, url),
        "ARASTA_PUBLIC_URL": os.environ.get("ARASTA_PUBLIC_URL", f"http://127.0.0.1:{port}"),
        "ARASTA_TWINS_URL": f"http://127.0.0.1:{port + 1}",
        "ARASTA_LIVE_URL": os.environ.get("ARASTA_LIVE_URL", f"http://127.0.0.1:{port + 2}"),
    }


def _found(home: Home, twins_url: str) -> dict[str, str]:
    from arasta.demo import moving, seed
    from arasta.kernel import clock

    path = home.root / LOGINS
    if seed.is_founded():
        moving.follow(twins_url)
    else:
        _refuse_other_company()
        with console.status("Founding the demo company Kervan") as status:
            logins = seed.found(
                media=home.media,
                twins_url=twins_url,
                at=clock.now(),
                step=lambda what: status.update(f"Founding the demo company Kervan: {what}"),
            )
        known = {login.role: login.email for login in (*logins.staff, logins.shopper)}
        path.write_text(json.dumps({**known, "api_key": logins.api_key}, indent=2))
        path.chmod(0o600)
    stored: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return stored


def _have_called() -> None:
    from arasta.demo import calling

    calling.have_called()
    _close()


def _refuse_other_company() -> None:
    """Raise Fault where somebody else's company stands: the demo's people and passwords have no place in it."""
    from arasta.contexts.channels.queries import channels

    if channels.channels():
        raise Fault(
            "This database belongs to a company; the demo company is not founded in it.",
            "Unset DATABASE_URL, or choose another --home.",
        )


def _services(home: Home, url: str, port: int) -> list[Service]:
    environment = _environment(home, url, port)
    return [
        services.web(environment, port=port),
        services.live(environment, port=port + 2),
        services.worker(environment, home),
    ]


def _has_screen() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _welcome(port: int, logins: dict[str, str]) -> None:
    from arasta.demo.people import PASSWORD

    base = f"http://127.0.0.1:{port}"
    console.print()
    console.print("[bold]Kervan is open.[/bold] One pool of stock, sold everywhere:")
    for name, address in (
        ("Web shop", f"{base}/"),
        ("Second web shop, its own brand", f"http://lodos.localhost:{port}/"),
        ("Till", f"{base}/till/"),
        ("Back office", f"{base}/office/"),
        ("API", f"{base}/api/v1/docs"),
        ("Marketplaces, and other shops", f"http://127.0.0.1:{port + 1}/"),
        ("Mailbox (what customers get)", f"http://127.0.0.1:{port + 1}/mailbox/"),
    ):
        console.print(f"  {name:<31} {address}", highlight=False)
    console.print(f"\nLogins (password for all: [bold]{PASSWORD}[/bold])")
    for role, email in logins.items():
        if role != "api_key":
            console.print(f"  {role:<31} {email}", highlight=False)
    key = logins.get("api_key", "make one under API keys")
    console.print(
        f"  {'developer API key':<31} {key}", highlight=False, soft_wrap=True
    )  # a key broken in two is no key
    console.print("\nCtrl-C stops everything; nothing is lost.")
