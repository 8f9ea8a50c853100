"""The loop of clients, against a server that answers at once."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from itertools import count

import pytest

from arasta.bench.load.clients import Crowd, Load
from arasta.bench.load.scripts import Calls, Script

SCRIPT = Script("single", ("ask",), Calls("t", "run", "POST", ["/a"], [b'{"n":"@NUMBER@"}']))
STEP = 0.02


class Server(socketserver.ThreadingTCPServer):
    """Answers 201 to the first `stock` requests and 409 to the rest; hangs up where `hangs_up` says so."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.asked, self.stock, self.hangs_up = count(), 10**9, frozenset[int]()


class Line(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        while self.rfile.readline().strip():
            length = 0
            while line := self.rfile.readline().strip().lower():
                length = int(line.partition(b":")[2]) if line.startswith(b"content-length") else length
            self.rfile.read(length)
            number = next(self.server.asked)
            if number in self.server.hangs_up:
                return
            status = b"201 Created" if number < self.server.stock else b"409 Conflict"
            self.wfile.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\n\r\n{}")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as served:
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": STEP}, daemon=True)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def load(server: Server, **change: object) -> Load:
    return Load(**{"port": server.server_address[1], "clients": 3, "script": SCRIPT, "warm_up": 0.0, **change})  # type: ignore[arg-type]


def test_so_many_rounds_are_counted_from_the_first(server: Server) -> None:
    server.stock = 40
    told: list[str] = []

    tally = Crowd(load(server, rounds=50, ready=50), tell=told.append).run()

    assert (tally.rounds_in_all, tally.done_in_all, tally.refused_in_all, tally.errors_in_all) == (50, 40, 10, 0)
    assert len(tally.latencies["ask"]) == 50
    assert tally.latencies["ask"] == sorted(tally.latencies["ask"])
    assert told == ["open", "closed"]


def test_only_the_window_is_counted(server: Server) -> None:
    tally = Crowd(load(server, seconds=5 * STEP, warm_up=5 * STEP), tell=lambda _: None).run()

    assert 0 < tally.done < tally.done_in_all
    assert tally.seconds > 0
    assert len(tally.latencies["ask"]) <= tally.done


def test_a_line_that_breaks_is_an_error_and_the_next_round_goes_on(server: Server) -> None:
    server.hangs_up = frozenset({5})

    tally = Crowd(load(server, rounds=20), tell=lambda _: None).run()

    assert (tally.done_in_all, tally.errors_in_all) == (19, 1)
    assert "closed" in tally.said[0] or "reset" in tally.said[0].lower()
