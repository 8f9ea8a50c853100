"""The part that all rigs of twins share: the application in this process, time moved by hand, faults by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from arasta.contexts.channels.types.inbound import RawRequest
from arasta.twins.faults import Fault
from tests.twins.makers import World


class Wire(httpx.BaseTransport):
    """Carries requests to the twins; an answer that comes too late is no answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        late = len(self.world.slept)
        path = request.url.raw_path.decode()
        answer = self.world.call(request.method, path, headers=dict(request.headers), content=request.read())
        if len(self.world.slept) > late:
            raise httpx.ReadTimeout("too late", request=request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


class TwinRig:
    """A rig of the twin served under /NAME, steered by /NAME/control."""

    name: str
    exempt: Mapping[Fault, str] = {}
    other_category: str = ""
    told_at_once: int = 0
    prices_singly: bool = False

    def __init__(self, home: Path) -> None:
        self.world = World(home / "twins")
        self._wire = Wire(self.world)
        self.calls = self._wire.requests

    @property
    def now(self) -> datetime:
        """Return the twin's time."""
        return self.world.time

    def wait(self, seconds: float) -> None:
        """Let time pass, and let the twin do what falls due in it."""
        self.world.wait(milliseconds=int(seconds * 1000) + 1)
        self.control("GET", "/state")

    def client(self) -> httpx.Client:
        """Return a client that reaches the twin."""
        return httpx.Client(transport=self._wire)

    def control(self, method: str, path: str, **options: Any) -> Any:
        """Call the control API; anything but success is a mistake of the rig."""
        answer = self.world.call(method, f"/{self.name}/control{path}", **options)
        assert answer.is_success, answer.text
        return answer.json()

    def break_down(self, fault: Fault, *, times: int = 1) -> None:
        """Let the next calls meet a fault."""
        assert fault not in self.exempt, self.exempt[fault]
        self.control("PUT", "/faults", json={"faults": {fault.value: {"percent": 100, "times": times}}})

    def recover(self) -> None:
        """Let nothing go wrong any more."""
        self.control("DELETE", "/faults")

    def called(self) -> Sequence[RawRequest]:
        """Let the twin make the calls that are due, and return them."""
        before = len(self.world.received)
        self.control("POST", "/pump", json={})
        return [_arrived(request) for request in self.world.received[before:]]


def _arrived(request: httpx.Request) -> RawRequest:
    return RawRequest(
        method=request.method,
        path=request.url.path,
        query=dict(request.url.params),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.read(),
    )
