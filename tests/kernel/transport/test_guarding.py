"""What people type as an address is called only if it leads out of the house, wherever its name points a moment later."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from arasta.kernel.http import outbound
from arasta.kernel.transport.sending import Pace, Patience, Transport
from arasta.kernel.transport.wire import HttpRequest, HttpResponse, NoAnswer, Silence

HERE = "127.0.0.1"
NAME = "shop.example"
LENGTHS = {"/whole": 5, "/cut": 50}
GET = HttpRequest(method="GET", path="/things", group="read")


class _Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.headers["host"])  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("content-length", str(LENGTHS.get(self.path, 0)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(b"words" if self.path in LENGTHS else b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def shop() -> Iterator[HTTPServer]:
    with HTTPServer((HERE, 0), _Shop) as server:
        server.asked = []  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Names:
    """Answers each question for an address with the next of some answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.answers, self.asked = list(answers), list[str]()
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)

    def _look_up(self, host: str, *args: Any, **options: Any) -> Any:
        if host[0].isdigit() or ":" in host:
            return self._real(host, *args, **options)
        self.asked.append(host)
        said = self.answers.pop(0)
        if not said:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in said.split()]


def _line(base_url: str) -> Transport:
    return Transport(base_url=base_url, pace=Pace(sleep=lambda seconds: None, patience=Patience(attempts=1)))


def _port(shop: HTTPServer) -> int:
    return int(shop.server_address[1])


@pytest.mark.parametrize(
    "leads_to",
    ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1", "93.184.216.34 10.0.0.7"],
)
def test_what_leads_into_our_house_is_not_called(monkeypatch: pytest.MonkeyPatch, leads_to: str) -> None:
    names = Names(monkeypatch, leads_to)
    with closing(_line(f"https://{NAME}")) as line:
        answer = line.send(GET)

    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.detail) == (Silence.NOT_SENT, f"{NAME} leads into a private network")
    assert names.asked == [NAME]


def test_a_name_that_leads_elsewhere_after_the_look_is_not_followed(
    shop: HTTPServer, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.REACHABLE_NETWORKS = [ip_network(f"{HERE}/32")]
    names = Names(monkeypatch, HERE, "10.0.0.7", HERE)
    with closing(_line(f"http://{NAME}:{_port(shop)}")) as line:
        answers = [line.send(GET) for _ in range(3)]

    first, second, third = answers
    assert isinstance(first, HttpResponse)
    assert isinstance(second, NoAnswer)
    assert isinstance(third, HttpResponse)
    assert second.detail == f"{NAME} leads into a private network"
    assert names.asked == [NAME] * 3  # once for each connection: judged and connected to are one answer
    assert shop.asked == [f"{NAME}:{_port(shop)}"] * 2  # type: ignore[attr-defined]


def test_the_twins_are_reached_and_nobody_else_beside_them(shop: HTTPServer, settings: Settings) -> None:
    settings.TWINS_URL = f"http://{HERE}:{_port(shop)}"
    with closing(_line(settings.TWINS_URL)) as twins, closing(_line(f"http://{HERE}:{_port(shop) + 1}")) as other:
        reached, refused = twins.send(GET), other.send(GET)

    assert isinstance(reached, HttpResponse)
    assert isinstance(refused, NoAnswer)
    assert refused.detail == f"{HERE} leads into a private network"


def test_an_answer_is_read_whole_or_is_none(shop: HTTPServer, settings: Settings) -> None:
    settings.TWINS_URL = f"http://{HERE}:{_port(shop)}"
    with closing(_line(settings.TWINS_URL)) as line:
        whole, cut = (line.send(HttpRequest(method="GET", path=path, group="read")) for path in LENGTHS)

    assert isinstance(whole, HttpResponse)
    assert whole.body == b"words"
    assert isinstance(cut, NoAnswer)
    assert (cut.why, cut.detail) == (Silence.BROKEN, "RemoteProtocolError")


def test_a_name_that_nobody_knows_now_may_be_known_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, "")
    with closing(_line(f"https://{NAME}")) as line:
        answer = line.send(GET)

    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.retry_after) == (Silence.NOT_SENT, None)


def test_what_another_side_names_is_called_openly_and_safely_only(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"inside.test": "10.0.0.7", "outside.test": "93.184.216.34", "both.test": "169.254.169.254"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_: [(socket.AF_INET, 1, 6, "", (found[host], port))]
    )

    outbound.require_public("https://outside.test/x")
    for address in (
        "https://inside.test",
        "https://both.test/latest",
        "http://outside.test",
        "https://a:b@outside.test",
    ):
        with pytest.raises(outbound.AddressRefused):
            outbound.require_public(address)


def test_what_another_side_names_inside_our_house_is_neither_called_nor_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Names(monkeypatch, "127.0.0.1")
    called = list[httpx.Request]()
    wire = httpx.MockTransport(lambda request: called.append(request) or httpx.Response(200))  # type: ignore[func-returns-value]
    secure = Transport(httpx.Client(transport=wire), base_url="https://far.test")

    answer = secure.send(HttpRequest(method="GET", path="/", group="read", base="https://inside.test"))

    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.detail) == (Silence.NOT_SENT, "inside.test leads into a private network")
    assert called == []
