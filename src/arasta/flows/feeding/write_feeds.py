"""Write the feeds that are due, those of one shop in one language from one reading.

hear what changed; read chunk by chunk and write files beside those that are there; then say that they are in force.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from django.conf import settings

from arasta.contexts.channels.queries import feeds
from arasta.contexts.channels.services import feed_files
from arasta.contexts.channels.services import feeds as book
from arasta.contexts.channels.types.feeds import Feed, FeedFigures, FeedKind
from arasta.flows.feeding.read_offers import offers_in_chunks

log = logging.getLogger(__name__)


def write_due(*, now: Callable[[], datetime]) -> int:
    """Write the feeds whose time has come; return how many. What cannot be written is noted and tried again later."""
    book.hear_changes(now=now())
    due = feeds.due_feeds(now())
    for _, group in groupby(due, key=lambda feed: (feed.shop_id, feed.language)):
        together = list(group)
        try:
            write(together, now=now)
        except Exception as trouble:
            log.exception("Feeds could not be written")
            book.record_trouble([feed.id for feed in together], detail=f"{type(trouble).__name__}", now=now())
    return len(due)


def write(together: Sequence[Feed], *, now: Callable[[], datetime]) -> list[FeedFigures]:
    """Write feeds of one shop in one language, whether they are due or not; return what each came to."""
    began, clock = now(), time.monotonic()
    with_stores = any(feed.kind is FeedKind.LOCAL for feed in together)
    first = together[0]
    offers = offers_in_chunks(
        first.shop_id, language=first.language, base=settings.PUBLIC_URL, at=began, with_stores=with_stores
    )
    figures = feed_files.write(together, offers)
    took = round((time.monotonic() - clock) * 1000)
    timed = [replace(one, took_ms=took) for one in figures]
    for feed, one in zip(together, timed, strict=True):
        book.record_writing(feed, one, began=began, now=now())
    return timed
