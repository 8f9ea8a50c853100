"""Deliver many facts to one handler in one transaction: the first of each lane, so that every subject keeps its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from arasta.kernel import db
from arasta.kernel.events import REGISTRY
from arasta.kernel.outbox.publishing import together

log = structlog.get_logger()

MOST = 200

# A lane is ours if nobody else delivers on it now; whether its first delivery still waits is asked again after that. Lanes
# come as the index of what is pending has them: a long queue is not sorted anew for each batch.
_LANES = """
WITH first AS MATERIALIZED (
  SELECT d.id, d.subject FROM outbox_delivery d
  WHERE d.handler = %(handler)s AND d.status = 'pending' AND d.attempts = 0
    AND NOT EXISTS (SELECT FROM outbox_delivery e WHERE e.handler = d.handler AND e.subject = d.subject
                    AND e.status = 'pending' AND e.seq < d.seq)
  ORDER BY d.subject LIMIT %(most)s
)
SELECT id FROM first WHERE pg_try_advisory_xact_lock(hashtextextended(%(handler)s || ' ' || subject, 7))
"""

_FACTS = """
SELECT d.id, e.name, e.payload::text FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id
WHERE d.id = ANY(%s) AND d.status = 'pending' ORDER BY d.seq
"""


def drain_together(handler: str) -> int:
    """Deliver what waits for a handler that takes many; return how many were delivered. What fails is left to its lane."""
    function = together(handler)
    count = 0
    while function is not None and (done := _deliver(handler, function)):
        count += done
    return count


def _deliver(handler: str, function: Callable[[Sequence[Any]], None]) -> int:
    try:
        with db.transaction():
            ours = [row[0] for row in db.rows(_LANES, {"handler": handler, "most": MOST})]
            found = db.rows(_FACTS, [ours]) if ours else []
            if not found:
                return 0
            function([REGISTRY[name].read(payload) for _, name, payload in found])
            db.execute(
                "UPDATE outbox_delivery SET status = 'done', done_at = clock_timestamp() WHERE id = ANY(%s)",
                [[row[0] for row in found]],
            )
            return len(found)
    except Exception as failure:
        log.warning("delivered_one_by_one", handler=handler, error=repr(failure))
        return 0
