"""Prove that the outbox has no holes."""

from __future__ import annotations

from arasta.kernel import db

_UNDELIVERED = """
SELECT 'outbox: ' || e.name || ' of ' || e.subject || ' (event ' || e.id || ') has a delivery out of order: '
       || d.handler || ' took ' || later.seq || ' before ' || d.seq
FROM outbox_delivery d
JOIN outbox_event e ON e.id = d.event_id
JOIN outbox_delivery later ON later.handler = d.handler AND later.subject = d.subject
     AND later.seq > d.seq AND later.status = 'done'
WHERE d.status = 'pending' AND NOT (d.attempts = 0 AND d.last_error <> '')  -- a person tries it again
LIMIT 20
"""

_OVERDUE = """
SELECT 'outbox: ' || d.handler || ' has owed ' || d.subject || ' its event ' || d.event_id || ' since ' || d.next_attempt_at
FROM outbox_delivery d WHERE d.status = 'pending' AND d.next_attempt_at < clock_timestamp() - interval '15 minutes'
LIMIT 20
"""


def find_lies() -> list[str]:
    """Return a sentence for each delivery that is out of order or long overdue."""
    return [row[0] for sql in (_UNDELIVERED, _OVERDUE) for row in db.rows(sql)]
