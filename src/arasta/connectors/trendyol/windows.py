"""Reading by windows of time and counted pages, as the claims and the settlement service are read.

What was read may still change, so each reading begins anew far before the last one's end. The watermark is where that
reading ended, or `UNDERWAY` after the windows read so far: then one reads on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import PulledPage, Trouble
from arasta.kernel.transport.wire import read_json, write_json

WINDOW = timedelta(days=14)
LOOKBACK = timedelta(days=89)
AT_FIRST = timedelta(days=13)
UNDERWAY = "+"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Place:
    """Where we are: the window, when it was opened, the page of it, and which part of the service."""

    start: int
    end: int
    opened: int
    page: int = 0
    part: int = 0

    def written(self) -> str:
        return write_json(asdict(self)).decode()


def place(watermark: str, cursor: str, *, now: datetime, overlap: timedelta) -> Place:
    """Return where to read on: at the cursor, after the window before, or as far back as things may have changed."""
    if cursor:
        return Place(**read_json(cursor))
    opened = milliseconds(now)
    if watermark.endswith(UNDERWAY):
        start = int(watermark.removesuffix(UNDERWAY))
    else:
        start = int(watermark) - overlap // MILLISECOND if watermark else milliseconds(now - AT_FIRST)
    start = max(start, milliseconds(now - LOOKBACK))
    return Place(start, min(opened, start + WINDOW // MILLISECOND), opened)


def page_of(at: Place, body: Any, **items: Sequence[Any]) -> PulledPage:
    """Return a page with what it held; the watermark moves with the last one."""
    pages = body.get("totalPages") if isinstance(body, dict) else None
    if not isinstance(pages, int):
        raise ChannelTrouble(Trouble.UNREADABLE, "no number of pages")
    if at.page + 1 < pages:
        page = PulledPage(cursor=replace(at, page=at.page + 1).written())
    elif at.end < at.opened:
        page = PulledPage(watermark=f"{at.end}{UNDERWAY}", is_behind=True)
    else:
        page = PulledPage(watermark=str(at.end))
    return replace(page, **items)  # type: ignore[arg-type]


def content_of(body: Any) -> list[Any]:
    """Return the list that an answer holds. Raises ChannelTrouble."""
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, list):
        raise ChannelTrouble(Trouble.UNREADABLE, "no list in the answer")
    return content


def milliseconds(moment: datetime) -> int:
    """Return a moment as the marketplace counts time."""
    return int((moment - EPOCH) / MILLISECOND)


def instant(count: int) -> datetime:
    """Return the moment that the marketplace counts so."""
    return EPOCH + count * MILLISECOND
