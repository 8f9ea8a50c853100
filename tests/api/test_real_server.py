"""What only the real server shows: bodies refused unread are answered all the same, and cookies it cannot read go."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

PIECE = b"x" * 65_536


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A business server with one worker; these answers ask no database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(free)]
    environment = {**os.environ, "ARASTA_POOL": "0"}
    with subprocess.Popen([*command, "arasta.config.wsgi:application"], env=environment) as server:
        try:
            _wait_for(free)
            yield free
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def post(port: int, body: bytes | Iterator[bytes], *, chunked: bool = False) -> tuple[int, str, int]:
    """Post a body; return the answer's status and code, and the status of a second request on the same connection."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", "/api/v1/carts", body, {"Content-Type": "application/json"}, encode_chunked=chunked)
    answer = line.getresponse()
    code = str(json.loads(answer.read())["code"])
    line.request("GET", "/api/v1/nothing")
    return answer.status, code, line.getresponse().status


def test_ten_megabytes_are_refused_cleanly(port: int) -> None:
    assert post(port, b"x" * 10_000_000) == (413, "body_too_large", 404)


def test_a_body_of_unknown_length_is_refused_cleanly(port: int) -> None:
    assert post(port, (PIECE for _ in range(160)), chunked=True) == (411, "length_required", 404)


@pytest.mark.parametrize(
    ("cookies", "taken_away"),
    [
        (None, []),
        (b"theme=dark; arasta_place=Kad%C4%B1k%C3%B6y", []),
        ('theme=dark; arasta_place="Kadıköy"'.encode(), ["arasta_place=; Max-Age=0; Path=/; SameSite=Lax"]),
    ],
    ids=["without cookies", "a town in plain letters", "a town in its own letters"],
)
def test_a_cookie_with_which_none_can_be_read_is_taken_away(
    port: int, cookies: bytes | None, taken_away: list[str]
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/livez", headers={} if cookies is None else {"Cookie": cookies})
    answer = line.getresponse()

    assert (answer.status, answer.headers.get_all("Set-Cookie", [])) == (200, taken_away)
