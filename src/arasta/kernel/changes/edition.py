"""The edition of what shops show of themselves: it is another one after every committed write to a watched table.

Watched are tables that change seldom and are read by every page: the catalog, brands, stores, ways of delivery. Stock and
prices are not: these are asked for each time. What was computed from watched tables alone is good for as long as the
edition is the same, in every process: it is read from the database, and the write is told by the database itself. A
migration lets a table be watched by `CALL changes_watch('table', …)`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar, cast

from arasta.kernel import db, prepared
from arasta.kernel.keeping import Kept

Edition = tuple[int, int]
Found = TypeVar("Found")

_KNOWN: Kept[tuple[Edition, Hashable], Any] = Kept(seconds=3_600, most=1_000)

_CURRENT = "SELECT coalesce(sum(writes), 0)::bigint, coalesce(max(id), 0) FROM changes_edition"

_FORGET = """
WITH gone AS (DELETE FROM changes_edition WHERE written_at < %s RETURNING id, writes, written_at)
INSERT INTO changes_edition (id, writes, written_at)
SELECT max(id), sum(writes), max(written_at) FROM gone HAVING count(*) > 0
"""


def current() -> Edition:
    """Return the edition of this moment. Read it first: what is read after it is at least as new."""
    [found] = prepared.rows(_CURRENT, [])
    return found


def known(now: Edition, what: Hashable, find: Callable[[], Found]) -> Found:
    """Return what was found before in an edition, or is found now. Many share an answer: nobody may change it.

    `now` must have been read before by the same piece of work; `what` tells apart all that is asked for in the process.
    """
    kept = _KNOWN.get((now, what))
    if kept is None:
        kept = _KNOWN.put((now, what), find())
    return cast(Found, kept)


def forget(older_than: datetime) -> None:
    """Make one row of all writes of long ago, so that there are few to count.

    The count goes on: did it begin anew, an edition would come again, and with it pages that are long out of date.
    """
    db.execute(_FORGET, [older_than])
