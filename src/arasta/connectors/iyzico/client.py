"""HTTP with iyzico: what is signed is byte for byte what is sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec

from arasta.kernel.http import outbound
from arasta.kernel.http.replies import TIMEOUT, OpenClient, Refused, Reply, ask

TWIN = "twin"
URLS = {"live": "https://api.iyzipay.com", "sandbox": "https://sandbox-api.iyzipay.com"}
_RANDOM_BYTES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """An account and the way to it."""

    open: OpenClient
    api_key: str
    secret_key: str
    random: Callable[[], str] = lambda: secrets.token_hex(_RANDOM_BYTES)


def line_to(url: str, *, api_key: str, secret_key: str) -> Line:
    """Return the line to an account."""
    return Line(lambda: outbound.client(base_url=url, timeout=TIMEOUT), api_key, secret_key)


def post(line: Line, path: str, body: Mapping[str, Any]) -> Reply:
    """Ask for something; their answer says itself whether it was done."""
    content = msgspec.json.encode(body)
    headers = {"Content-Type": "application/json", **signature(line, path, content)}
    return _judged(ask(line.open, lambda client: client.post(path, content=content, headers=headers)))


def get(line: Line, path: str, query: Mapping[str, str]) -> Reply:
    """Ask a question; of its address only the path is signed."""
    headers = signature(line, path, b"")
    return _judged(ask(line.open, lambda client: client.get(f"{path}?{urlencode(query)}", headers=headers)))


def signature(line: Line, path: str, content: bytes) -> dict[str, str]:
    """Sign a call."""
    word = line.random()
    digest = hmac.new(line.secret_key.encode(), f"{word}{path}".encode() + content, hashlib.sha256).hexdigest()
    told = f"apiKey:{line.api_key}&randomKey:{word}&signature:{digest}"
    return {"x-iyzi-rnd": word, "Authorization": f"IYZWSv2 {base64.b64encode(told.encode()).decode()}"}


def _judged(reply: Reply) -> Reply:
    """A refusal comes with status 200 and says so in its body."""
    body = getattr(reply, "body", None)
    if isinstance(body, dict) and body.get("status") == "failure":
        return Refused(httpx.codes.OK, str(body.get("errorCode") or "refused"), body)
    return reply
