"""Deliver many facts to one handler in one transaction: the first of each lane, so that every subject keeps its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from arasta.kernel import db
from arasta.kernel.events import REGISTRY
from arasta.kernel.outbox.publishing import together

log = structlog.get_logger()

MOST = 200

# A lane is ours if nobody else delivers on it now; whether its first delivery still waits is asked again after that. Lanes
# come as the index of what is pending has them, from where the last batch ended: what was delivered a moment ago still
# lies in the index, and is not gone through again for each batch. The first of a lane is asked for row by row: as a join
# it went through all that waits, as long as the table's statistics knew of little.
_LANES = """
WITH first AS MATERIALIZED (
  SELECT d.id, d.subject FROM outbox_delivery d
  WHERE d.handler = %(handler)s AND d.status = 'pending' AND d.attempts = 0 AND d.subject > %(after)s AND d.seq <= %(newest)s
    AND d.seq = (SELECT e.seq FROM outbox_delivery e WHERE e.handler = d.handler AND e.subject = d.subject
                 AND e.status = 'pending' ORDER BY e.seq LIMIT 1)
  ORDER BY d.handler, d.subject, d.seq LIMIT %(most)s
)
SELECT id, subject, pg_try_advisory_xact_lock(hashtextextended(%(handler)s || ' ' || subject, 7)) FROM first ORDER BY subject
"""

_FACTS = """
SELECT d.id, e.name, e.payload::text FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id
WHERE d.id = ANY(%s) AND d.status = 'pending' ORDER BY d.seq
"""


@dataclass(frozen=True, slots=True)
class Drained:
    """How many were delivered; `failed`: the handler did not take some of them, which are left to their lanes."""

    count: int
    failed: bool = False


def drain_together(handler: str) -> Drained:
    """Deliver what waits for a handler that takes many, until nothing does or it fails.

    What comes meanwhile is left for the next time: taken at once it would be many small deliveries.
    """
    function = together(handler)
    count = 0
    newest = db.rows("SELECT last_value FROM outbox_event_seq")[0][0]
    while function is not None:
        done = _go_round(handler, function, newest)
        count += done.count
        if done.failed or not done.count:
            return Drained(count, done.failed)
    return Drained(count)


def _go_round(handler: str, function: Callable[[Sequence[Any]], None], newest: int) -> Drained:
    """Deliver the first of each lane, from the first lane to the last."""
    count, after = 0, ""
    try:
        while True:
            delivered, subjects = _deliver(function, {"handler": handler, "newest": newest, "after": after})
            count += delivered
            if len(subjects) < MOST:
                return Drained(count)
            after = subjects[-1]
    except Exception as failure:
        log.warning("delivered_one_by_one", handler=handler, error=repr(failure))
        return Drained(count, failed=True)


def _deliver(function: Callable[[Sequence[Any]], None], place: Mapping[str, str | int]) -> tuple[int, list[str]]:
    """Deliver the first of the next lanes; return how many were ours to deliver, and all their subjects."""
    with db.transaction():
        lanes = db.rows(_LANES, {**place, "most": MOST})
        ours = [key for key, _, is_ours in lanes if is_ours]
        found = db.rows(_FACTS, [ours]) if ours else []
        if found:
            function([REGISTRY[name].read(payload) for _, name, payload in found])
            db.execute(
                "UPDATE outbox_delivery SET status = 'done', done_at = clock_timestamp() WHERE id = ANY(%s)",
                [[row[0] for row in found]],
            )
        return len(found), [subject for _, subject, _ in lanes]
