"""The record of the last calls, for people who look for a fault. Secrets and personal data are masked."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arasta.kernel.transport.wire import Answer, HttpRequest, NoAnswer, Unreadable, read_json, write_json

KEPT = 50
EXCERPT = 2000
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it may be shown: no headers of ours, bodies masked and cut."""

    method: str
    path: str
    status: int | None
    silence: str
    elapsed_ms: int
    sent: str
    received: str


class Recording:
    """The last calls, oldest first. `private` names the JSON keys whose values are masked."""

    def __init__(self, private: frozenset[str] = frozenset()) -> None:
        self._private = private
        self._calls: deque[Call] = deque(maxlen=KEPT)

    @property
    def calls(self) -> Sequence[Call]:
        return tuple(self._calls)

    def add(self, request: HttpRequest, answer: Answer, elapsed_ms: int) -> None:
        """Keep a call."""
        status, silence, received = None, "", ""
        if isinstance(answer, NoAnswer):
            silence = answer.why.value
        else:
            status, received = answer.status, self.excerpt(answer.body)
        sent = self.excerpt(request.body)
        self._calls.append(Call(request.method, request.path, status, silence, elapsed_ms, sent, received))

    def excerpt(self, body: bytes) -> str:
        """Return the start of a body with private values masked; a body that is no JSON is only counted."""
        if not body:
            return ""
        try:
            masked = write_json(self._mask(read_json(body))).decode()
        except Unreadable:
            return f"{len(body)} bytes that are not JSON"
        return masked if len(masked) <= EXCERPT else masked[:EXCERPT] + "…"

    def _mask(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: MASK if key in self._private and inner is not None else self._mask(inner)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._mask(inner) for inner in value]
        return value
