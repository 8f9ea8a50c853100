"""Requests, answers and plans as plain values: what a connector writes and reads without touching the network."""

from __future__ import annotations

import base64
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


class Unreadable(ValueError):
    """The other side sent something that is not what it promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One call. `group` names the rate budget it is charged to.

    `repeatable`: sending it twice does no harm, so the transport may try again when the outcome is unknown. `cost`: how
    much of the budget it takes. `base`: another address than the account's own; headers that identify us to the account
    are not sent there, save what the request brings itself. `urgent`: it may use what its budget reserves.
    """

    method: str
    path: str
    group: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    repeatable: bool = False
    cost: int = 1
    base: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What the other side answered; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Read the body as JSON; numbers with a point become Decimal. Raises Unreadable."""
        return read_json(self.body)

    def retry_after(self) -> timedelta | None:
        """Return the wait the other side asked for in seconds, if it did."""
        text = self.headers.get("retry-after", "")
        return timedelta(seconds=int(text)) if text.isdigit() else None


class Silence(StrEnum):
    """Why there is no answer."""

    NOT_SENT = "not_sent"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    OUT_OF_BUDGET = "out_of_budget"
    CIRCUIT_OPEN = "circuit_open"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer came. Only after TIMEOUT and BROKEN may the call have taken effect."""

    why: Silence
    detail: str = ""
    retry_after: timedelta | None = None

    @property
    def may_have_happened(self) -> bool:
        return self.why in {Silence.TIMEOUT, Silence.BROKEN}


Answer = HttpResponse | NoAnswer
Plan = Generator[HttpRequest, Answer, T]


NUL = rb"\u0000"
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def read_json(text: bytes | str) -> Any:
    """Read JSON with exact numbers, without the character that no column of text holds. Raises Unreadable."""
    try:
        written = text.encode() if isinstance(text, str) else text
        return _decoder.decode(_NUL.sub(rb"\1", written) if NUL in written else written)
    except (msgspec.DecodeError, UnicodeError) as wrong:
        raise Unreadable(f"not JSON: {wrong}") from wrong


def write_json(value: Any) -> bytes:
    """Write JSON; a Decimal becomes a number with its own digits."""
    return _encoder.encode(value)


def basic_auth(user: str, password: str) -> str:
    """Return the value of a Basic Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
