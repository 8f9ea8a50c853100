"""What somebody outside answered to a question whose loss must be told from its refusal: money, above all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx
import msgspec

TIMEOUT = httpx.Timeout(12.0, connect=3.0)
"""A card may take the bank ten seconds; a buyer should not wait longer."""

_TRY_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}

OpenClient = Callable[[], httpx.Client]


@dataclass(frozen=True, slots=True)
class Answered:
    """They did what was asked."""

    body: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """They did nothing, and say why."""

    status: int
    code: str
    body: Any = None


@dataclass(frozen=True, slots=True)
class Unheard:
    """It may or may not have happened."""


Reply = Answered | Refused | Unheard


def ask(open_: OpenClient, question: Callable[[httpx.Client], httpx.Response]) -> Reply:
    """Put a question and sort what came back."""
    try:
        with open_() as client:
            return _sorted(question(client))
    except httpx.HTTPError:
        return Unheard()


def _sorted(response: httpx.Response) -> Reply:
    try:
        body = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return Unheard()
    if response.is_success:
        return Answered(body)
    if response.is_server_error or response.status_code in _TRY_LATER:
        return Unheard()
    error = body.get("error") if isinstance(body, dict) else None
    code = str(error.get("code") or "") if isinstance(error, dict) else ""
    return Refused(response.status_code, code or f"http_{response.status_code}", body)
