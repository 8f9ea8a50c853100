"""A client's line to the API: one request at a time; whatever goes wrong on the way is an answer too."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import Any

from tests.drills.history import Outcome

PATIENCE = 20.0
NOT_YET = {"idempotency_key_in_progress", "payment_unclear", "order_overtaken"}


@dataclass(frozen=True, slots=True)
class Ask:
    """A write with its key, which stays the same however often it is sent. `wish`: the order it places."""

    method: str
    path: str
    body: object
    key: str
    wish: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 means that nothing did."""

    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    raw: bytes = b""

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))

    @property
    def outcome(self) -> Outcome:
        """Tell what a client may conclude: 5xx and silence leave everything open."""
        if 200 <= self.status < 300:
            return Outcome.OK
        if 400 <= self.status < 500 and self.code not in NOT_YET:
            return Outcome.REFUSED
        return Outcome.UNKNOWN


class Line:
    """A connection that is kept while it holds, and opened anew when it broke."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key
        self._open: http.client.HTTPConnection | None = None

    def send(self, ask: Ask) -> Answer:
        """Send a request and read its answer."""
        sent = b"" if ask.body is None else json.dumps(ask.body).encode()
        try:
            if self._open is None:
                self._open = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
            self._open.request(ask.method, f"/api/v1{ask.path}", sent, headers(self._key, ask.key))
            response = self._open.getresponse()
            raw = response.read()
            return Answer(response.status, json.loads(raw) if raw else {}, raw)
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            return Answer()

    def close(self) -> None:
        """Let go of the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None


def headers(key: str, once: str) -> dict[str, str]:
    """Return the headers of a write."""
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": once}
