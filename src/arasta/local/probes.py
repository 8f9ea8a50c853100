"""Ways to tell that a service is ready."""

import http
import http.client
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

PATIENCE = 0.5


def port_open(port: int, host: str = "127.0.0.1") -> Callable[[], bool]:
    """Make a probe: somebody takes connections on the port."""

    def probe() -> bool:
        try:
            with socket.create_connection((host, port), timeout=PATIENCE):
                return True
        except OSError:
            return False

    return probe


def answers(url: str) -> Callable[[], bool]:
    """Make a probe: the address answers a GET with any status below 500."""
    parts = urlsplit(url)

    def probe() -> bool:
        line = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=PATIENCE)
        try:
            line.request("GET", parts.path or "/")
            return line.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    return probe
