"""How rows become a file. One row is one line in either form, and begins with whose row it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from arasta.contexts.channels.types.feeds import FeedFormat

_BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")
_NEVER_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BETWEEN = "\x1f"
_PLAIN_TAGS = frozenset({"title", "link", "description"})
_END_OF_ID = b"</g:id>"
_MANY = frozenset({"additional_image_link"})


class Form(Protocol):
    """A way to write rows."""

    def head(self) -> bytes:
        """Write what stands before the first row."""

    def line(self, row: Sequence[str]) -> bytes:
        """Write a row, without the end of its line."""

    def start(self, key: Sequence[str]) -> bytes:
        """Write how the line of a row begins, from the values that say whose it is."""

    def owner(self, line: bytes, count: int) -> bytes:
        """Return the start of a line that says whose row it is, in so many values; as `start` writes it."""

    def foot(self) -> bytes:
        """Write what stands after the last row."""


class Tabbed:
    """Values between tabs, the names of the columns first."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return "\t".join(self._columns).encode() + b"\n"

    def line(self, row: Sequence[str]) -> bytes:
        text = "\t".join(row)
        if '"' in text or text.count("\t") != len(row) - 1 or not text.replace("\t", "").isprintable():
            text = "\t".join([_cell(value) for value in row])
        return text.encode("utf-8", "replace")

    def start(self, key: Sequence[str]) -> bytes:
        return "".join(f"{_cell(value)}\t" for value in key).encode("utf-8", "replace")

    def owner(self, line: bytes, count: int) -> bytes:
        return b"".join(part + b"\t" for part in line.split(b"\t", count)[:count])

    def foot(self) -> bytes:
        return b""


class Rss:
    """RSS 2.0, with the values of a row in the namespace that shopping services share."""

    def __init__(self, columns: Sequence[str], *, title: str, link: str) -> None:
        tags = [(_tag(column), column) for column in columns]
        self._tags = [(f"<{tag}>", f"</{tag}>", column in _MANY) for tag, column in tags]
        self._title, self._link = title, link

    def head(self) -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
            f"<title>{_escaped(self._title)}</title><link>{_escaped(self._link)}</link>"
            f"<description>{_escaped(self._title)}</description>\n"
        ).encode()

    def line(self, row: Sequence[str]) -> bytes:
        parts = ["<item>"]
        for (begin, end, is_many), value in zip(self._tags, _all_escaped(row), strict=True):
            if value:
                values = value.split(",") if is_many else (value,)
                parts += [begin + one + end for one in values]
        parts.append("</item>")
        return "".join(parts).encode("utf-8", "replace")

    def start(self, key: Sequence[str]) -> bytes:
        pairs = zip(self._tags, key, strict=False)
        return ("<item>" + "".join(begin + _escaped(value) + end for (begin, end, _), value in pairs)).encode()

    def owner(self, line: bytes, count: int) -> bytes:
        return line[: line.find(_END_OF_ID) + len(_END_OF_ID)]

    def foot(self) -> bytes:
        return b"</channel>\n</rss>\n"


def form_of(file_format: FeedFormat, columns: Sequence[str], *, title: str, link: str) -> Form:
    """Return the way a feed is written."""
    return Tabbed(columns) if file_format is FeedFormat.TSV else Rss(columns, title=title, link=link)


def _tag(column: str) -> str:
    return column if column in _PLAIN_TAGS else f"g:{column}"


def _cell(value: str) -> str:
    text = _BREAKS.sub(" ", value)
    return '"' + text.replace('"', '""') + '"' if '"' in text else text


def _all_escaped(values: Sequence[str]) -> list[str]:
    """Escape the values of a row in one go, save where one of them holds what no XML may hold."""
    text = _BETWEEN.join(values).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    parts = text.split(_BETWEEN)
    if len(parts) == len(values) and text.replace(_BETWEEN, "").isprintable():
        return parts
    return [_escaped(value) for value in values]


def _escaped(value: str) -> str:
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if text.isprintable() else _NEVER_IN_XML.sub("", _BREAKS.sub(" ", text))
