"""The shortest way to an answer, for the one question that is asked thousands of times a second: what may be sold.

It stands before Django and answers only what is plain and permitted. Whatever is not (a key that lacks the scope, a
SKU that nobody knows, a body of another shape, a database in trouble) goes the long way, which refuses with reasons.
Channels, locations and keys are remembered for a second: a key that was revoked reads availability that much longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from threading import Lock
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from django.db import connection
from django.db.utils import Error

from arasta.contexts.identity import queries as identity
from arasta.flows.stocking import ask_availability
from arasta.flows.stocking.ask_availability import SeenBy
from arasta.kernel.errors import DomainError

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
T = TypeVar("T")

PATH = "/api/v1/availability"
MOST_SKUS, LONGEST_SKU, LONGEST_CHANNEL, LONGEST_BODY = 500, 100, 60, 64_000
_REMEMBERED_FOR = 1.0
_MOST_REMEMBERED = 1_000
_HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """Many SKUs on a channel."""

    skus: list[str]
    channel: str = "web"


class Recent:
    """What was found out within the last second."""

    def __init__(self) -> None:
        self._known: dict[object, tuple[float, Any]] = {}
        self._lock = Lock()

    def ask(self, key: object, find: Callable[[], T]) -> T:
        """Return what is remembered under a key, or find it out."""
        now = monotonic()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            found: T = known[1]
            return found
        found = find()
        with self._lock:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = (now + _REMEMBERED_FOR, found)
        return found


class Shortcut:
    """Answers questions for availability, and hands on everything else."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._recent = Recent()
        self._decode = msgspec.json.Decoder(Asked).decode

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        body = self._answer(environ) if environ["PATH_INFO"].startswith(PATH) else None
        if body is None:
            return self._application(environ, start_response)
        start_response("200 OK", [*_HEADERS, ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: Environ) -> bytes | None:
        try:
            question = self._question(environ)
            return question() if question and self._may_read(environ) else None
        except DomainError:
            return None
        except Error:
            connection.close()
            return None

    def _may_read(self, environ: Environ) -> bool:
        scheme, _, plain = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
        if scheme.lower() != "bearer":
            return False
        key = self._recent.ask(plain, lambda: identity.known_key(plain.strip()))
        return key is not None and not key.use_is_unnoted and key.actor.may("stock.read")

    def _question(self, environ: Environ) -> Callable[[], bytes | None] | None:
        """Read what is asked; nothing if it is not plain."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method == "POST" and path == PATH:
            asked = self._read(environ)
            if asked is None or not _is_plain(asked):
                return None
            return lambda: ask_availability.many(asked.skus, self._looker(asked.channel))
        if method != "GET":
            return None
        said = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        channel = said.pop("channel", None if path == PATH else "web")
        sku = said.pop("sku", "") if path == PATH else _in_path(path)
        if said or not sku or not _is_short(sku, channel):
            return None
        return lambda: ask_availability.one(sku, self._looker(channel))

    def _looker(self, channel: str | None) -> SeenBy:
        return self._recent.ask(("channel", channel), lambda: ask_availability.seen_by(channel))

    def _read(self, environ: Environ) -> Asked | None:
        """Read the body and put it back for who may need it after us."""
        length = str(environ.get("CONTENT_LENGTH") or "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            return None
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        try:
            return self._decode(body)
        except msgspec.DecodeError:
            return None


def _in_path(path: str) -> str:
    """Return the SKU at the end of a path, which WSGI hands on as Latin letters; nothing if there is more than one part."""
    _, slash, part = path[len(PATH) :].partition("/")
    return "" if not slash or "/" in part else part.encode("latin-1", "replace").decode("utf-8", "replace")


def _is_short(sku: str, channel: str | None) -> bool:
    return len(sku) <= LONGEST_SKU and len(channel or "") <= LONGEST_CHANNEL and "\x00" not in f"{sku}{channel}"


def _is_plain(asked: Asked) -> bool:
    return 0 < len(asked.skus) <= MOST_SKUS and all(sku and _is_short(sku, asked.channel) for sku in asked.skus)
