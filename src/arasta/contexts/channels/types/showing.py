"""How a channel shows a product that it took in, so that the two can be compared although it changes what it takes."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

_TAG = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")
_RENAMED = re.compile(r"(?:-\d+|-scaled|_[0-9a-f-]{32,36})*")


class Pictures(StrEnum):
    """How pictures can be compared: by address, by file name where the channel keeps copies, or only counted.

    AMONG: by file name, among those of the other variants that the product shows too.
    """

    ADDRESS = "address"
    NAME = "name"
    AMONG = "among"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is to be seen of a product there. None: the channel does not say, or does not take it from us."""

    title: str | None = None
    description: str | None = None
    category: str | None = None
    images: Sequence[str] | None = None
    pictures: Pictures = Pictures.ADDRESS


def plain(text: str) -> str:
    """Return a text without tags, on one line."""
    return _BLANKS.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def same_text(ours: str, theirs: str) -> bool:
    """Tell whether two texts read the same; marks and line ends may differ."""
    return plain(ours) == plain(theirs)


def same_pictures(ours: Sequence[str], theirs: Sequence[str], by: Pictures) -> bool:
    """Tell whether the same pictures are shown."""
    if by is Pictures.AMONG:
        return all(any(_same_name(one, other) for other in theirs) for one in ours)
    if by is Pictures.ADDRESS:
        return list(ours) == list(theirs)
    return len(ours) == len(theirs) and (
        by is Pictures.COUNT or all(_same_name(one, other) for one, other in zip(ours, theirs, strict=True))
    )


def _same_name(ours: str, theirs: str) -> bool:
    """Compare file names; a copy may be of another kind, and renamed because the name was taken."""
    mine, copy = _stem(ours), _stem(theirs)
    return copy.startswith(mine) and _RENAMED.fullmatch(copy.removeprefix(mine)) is not None


def _stem(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2].partition(".")[0].casefold()
