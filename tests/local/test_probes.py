import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from arasta.local import probes

pytestmark = pytest.mark.enable_socket


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


def test_a_port_is_open_while_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
        while_listening = probes.port_open(port)()

    assert while_listening is True
    assert probes.port_open(port)() is False


@pytest.mark.parametrize(("status", "ok"), [(200, True), (302, True), (404, True), (500, False), (503, False)])
def test_an_address_answers_unless_the_server_fails(status: int, ok: bool) -> None:
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request).start()

        assert probes.answers(f"http://127.0.0.1:{server.server_port}/{status}")() is ok


def test_nobody_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]

    assert probes.answers(f"http://127.0.0.1:{port}/")() is False
