"""The processes that serve a home, as the supervisor starts them. What is told to all of them stands in our environment."""

import sys
from collections.abc import Mapping

from arasta.local.home import Home
from arasta.local.probes import answers, port_open
from arasta.local.supervisor import Service

WEB_WORKERS = 2
_WEB_THREADS = 12  # most of them wait for the database: what they bring meanwhile is written together
_WEB_CONNECTIONS = 12


def web(environment: Mapping[str, str], *, port: int) -> Service:
    """Serve shop, till, back office and API."""
    # Without the last one, a worker that dies takes the others and their requests along.
    many = ("--workers", str(WEB_WORKERS), "--blocking-threads", str(_WEB_THREADS), "--respawn-failed-workers")
    return Service(
        "web",
        _granian("arasta.config.wsgi:application", "wsgi", port, *many, by="arasta.config.serving"),
        {**environment, "ARASTA_POOL": str(_WEB_CONNECTIONS)},
        answers(f"http://127.0.0.1:{port}/livez"),
    )


def live(environment: Mapping[str, str], *, port: int) -> Service:
    """Tell open pages what happens."""
    return Service(
        "live",
        _granian("arasta.config.live:application", "asgi", port, "--workers-kill-timeout", "1"),
        {**environment, "ARASTA_POOL": "0"},
        port_open(port),
    )


def worker(environment: Mapping[str, str], home: Home) -> Service:
    """Do the background jobs."""
    return Service(
        "worker",
        (sys.executable, "-m", "arasta", "worker", "--home", str(home.root)),
        {**environment, "ARASTA_POOL": "0"},
    )


def twins(home: Home, *, port: int) -> Service:
    """Stand in for a marketplace and a payment provider, for a shop that is served on the port before."""
    environment = {
        "ARASTA_HOME": str(home.root),
        "ARASTA_TWINS_URL": f"http://127.0.0.1:{port}",
        "ARASTA_TWINS_PICTURES_FROM": "https://kervan.example",
        "ARASTA_TWINS_PICTURES_TO": f"http://127.0.0.1:{port - 1}",
    }
    return Service(
        "twins",
        _granian("arasta.twins.asgi:app", "asgi", port),
        environment,
        answers(f"http://127.0.0.1:{port}/"),
    )


def _granian(target: str, interface: str, port: int, *options: str, by: str = "granian") -> tuple[str, ...]:
    return (
        sys.executable, "-m", by, "--interface", interface, "--host", "127.0.0.1", "--port", str(port),
        "--log-level", "warning", "--no-ws", *options, target,
    )  # fmt: skip
