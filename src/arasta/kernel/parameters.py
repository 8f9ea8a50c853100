"""Write the values that statements carry as the texts that PostgreSQL reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg


def as_text(value: Any) -> bytes | None:
    """Write a parameter. Raises TypeError for what has no text, and DataError for a NUL."""
    if value is None:
        return None
    write = _WRITERS.get(type(value))
    return write(value) if write else _like(value)


def _like(value: Any) -> bytes:
    """Write what is a kind of something known, as the words of an enumeration are."""
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"a statement cannot carry a {type(value).__name__}")


def _text(value: str) -> bytes:
    if "\x00" in value:
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return str.__str__(value).encode()


def _bool(value: bool) -> bytes:
    return b"t" if value else b"f"


def _int(value: int) -> bytes:
    return b"%d" % value


def _plain(value: object) -> bytes:
    return str(value).encode()


def _moment(value: date) -> bytes:
    return value.isoformat().encode()


def _span(value: timedelta) -> bytes:
    return b"%d days %d seconds %d microseconds" % (value.days, value.seconds, value.microseconds)


def _bytes(value: bytes) -> bytes:
    return b"\\x" + value.hex().encode()


def _array(value: list[Any] | tuple[Any, ...]) -> bytes:
    return b"{" + b",".join([_member(one) for one in value]) + b"}"


def _member(value: Any) -> bytes:
    if value is None:
        return b"NULL"
    if isinstance(value, list | tuple):
        return _array(value)
    text = as_text(value)
    assert text is not None  # noqa: S101 - None was answered above
    if isinstance(value, UUID | int):
        return text
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    str: _text,
    UUID: _plain,
    list: _array,
    bool: _bool,
    int: _int,
    datetime: _moment,
    Decimal: _plain,
    date: _moment,
    timedelta: _span,
    tuple: _array,
    bytes: _bytes,
}
