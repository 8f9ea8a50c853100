"""Write the feeds that are due, those of one shop in one language from one reading.

hear what changed; read chunk by chunk and write files beside those that are there; then say that they are in force.
Where a file is known to hold but for some variants, only the chunks of these are read; the others are taken over.
"""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import connection

from arasta.contexts.catalog.queries import everything
from arasta.contexts.channels.queries import feed_files as files
from arasta.contexts.channels.queries import feeds
from arasta.contexts.channels.services import feed_files
from arasta.contexts.channels.services import feeds as book
from arasta.contexts.channels.types.feeds import Feed, FeedChunk, FeedFigures, FeedKind, FeedPart
from arasta.contexts.inventory.queries import kits
from arasta.flows.feeding.read_offers import Read, reader

log = logging.getLogger(__name__)

Now = Callable[[], datetime]
Piece = FeedChunk | FeedPart


def write_due(*, now: Now) -> int:
    """Write the feeds whose time has come; return how many. What cannot be written is noted and tried again later."""
    book.hear_changes(now=now())
    due = feeds.due_feeds(now())
    parts = {feed.id: files.parts_of(feed) for feed in due if feeds.is_fresh(feed, now())}
    for feed in due:
        if parts.get(feed.id):
            _try([feed], lambda one: renew(one[0], parts[one[0].id], now=now), now)
    others = [feed for feed in due if not parts.get(feed.id)]
    for _, group in groupby(others, key=lambda feed: (feed.shop_id, feed.language)):
        _try(list(group), lambda together: write(together, now=now), now)
    if due:
        book.forget_touched()
    return len(due)


def write(together: Sequence[Feed], *, now: Now) -> list[FeedFigures]:
    """Write feeds of one shop in one language, whether they are due or not; return what each came to."""
    began = now()
    chunks = _reader(together, began)(everything.FIRST, None)
    return _written(together, chunks, whole=True, began=began, now=now)


def renew(feed: Feed, parts: Sequence[FeedPart], *, now: Now) -> list[FeedFigures]:
    """Write a feed anew where variants were touched since it was read, and take over the other parts of its file."""
    began = now()
    touched = feeds.touched_since(feed.read_at or began)
    made_of_them = set().union(*kits.kits_with(touched).values())
    products = everything.products_of([*touched, *made_of_them])
    chunks = _renewed(_reader([feed], began), parts, products)
    return _written([feed], chunks, whole=False, began=began, now=now)


def _renewed(read: Read, parts: Sequence[FeedPart], products: Sequence[UUID]) -> Iterator[Piece]:
    """Read the chunks of these products; what came to the catalog since stands after the last."""
    after = everything.FIRST
    for part in parts:
        upto = None if part is parts[-1] else part.upto
        place = bisect_right(products, after)
        if place < len(products) and (upto is None or products[place] <= upto):
            yield from read(after, upto)
        else:
            yield part
        after = part.upto


def _reader(together: Sequence[Feed], at: datetime) -> Read:
    first, with_stores = together[0], any(feed.kind is FeedKind.LOCAL for feed in together)
    return reader(first.shop_id, language=first.language, base=settings.PUBLIC_URL, at=at, with_stores=with_stores)


def _written(
    together: Sequence[Feed], chunks: Iterable[Piece], *, whole: bool, began: datetime, now: Now
) -> list[FeedFigures]:
    clock = time.monotonic()
    figures = feed_files.write(together, _ahead(iter(chunks)))
    took = round((time.monotonic() - clock) * 1000)
    timed = [replace(one, took_ms=took) for one in figures]
    for feed, one in zip(together, timed, strict=True):
        book.record_writing(feed, one, whole=whole, began=began, now=now())
    return timed


def _ahead(chunks: Iterator[Piece]) -> Iterator[Piece]:
    """Read the next chunk in a thread while this one is written; not in a transaction, of which a thread sees nothing."""
    if connection.in_atomic_block:
        yield from chunks
        return
    with ThreadPoolExecutor(1, thread_name_prefix="feed-reader") as beside:
        coming = beside.submit(next, chunks, None)
        try:
            while (piece := coming.result()) is not None:
                coming = beside.submit(next, chunks, None)
                yield piece
        finally:
            beside.submit(connection.close)


def _try(together: list[Feed], act: Callable[[list[Feed]], object], now: Now) -> None:
    try:
        act(together)
    except Exception as trouble:
        log.exception("Feeds could not be written")
        book.record_trouble([feed.id for feed in together], detail=f"{type(trouble).__name__}", now=now())
