"""Read the JSON of request bodies, and find in it what no text column can hold."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import msgspec
from django.http import HttpRequest
from ninja.parser import Parser

UNKEEPABLE = "Text may not contain the character U+0000 or half of one"
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPES = (b"\\u0000", b"\\ud", b"\\uD")

Path = tuple[str | int, ...]


class Bodies(Parser):
    """Decodes bodies faster than the framework's own parser."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the plain values. Raises ValueError for what is no JSON."""
        return _decoded(request.body)


def may_be_unkeepable(request: HttpRequest) -> bool:
    """Tell cheaply whether a body may say U+0000 or half a character: JSON can, in escapes alone."""
    return any(escape in request.body for escape in _ESCAPES)


def unkeepable(request: HttpRequest) -> Path | None:
    """Name the place in a body where it says what no text column can hold."""
    if not may_be_unkeepable(request):
        return None
    try:
        return place_of_unkeepable(_decoded(request.body))
    except (ValueError, RecursionError):
        return None  # what is no JSON is refused as such


def place_of_unkeepable(value: object) -> Path | None:
    """Name the place of the first such text in a value; that of an object if it is the name of a field."""
    match value:
        case str():
            return () if _UNKEEPABLE.search(value) else None
        case dict():
            if any(map(_UNKEEPABLE.search, value)):
                return ()
            return _first(value.items())
        case list():
            return _first(enumerate(value))
    return None


def _first(parts: Any) -> Path | None:
    for name, part in parts:
        place = place_of_unkeepable(part)
        if place is not None:
            return (name, *place)
    return None


def _decoded(sent: bytes) -> Any:
    """Decode a body; half a character breaks the fast decoder, and only the text that has it shall be refused."""
    try:
        return msgspec.json.decode(sent)
    except msgspec.DecodeError:
        if any(escape in sent for escape in _ESCAPES[1:]):
            return json.loads(sent, parse_constant=_no_number)
        raise


def _no_number(said: str) -> NoReturn:
    raise ValueError(f"{said} is no number in JSON")
