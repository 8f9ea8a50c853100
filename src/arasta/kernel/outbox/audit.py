"""Prove that the outbox has no holes, and that nothing in it waits for a person."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_DELIVERY = ("delivery", ("",))

_IN_ORDER = Rule(
    "outbox.in_order",
    gettext_noop("%(handler)s took fact %(later)s of %(subject)s before %(name)s, fact %(seq)s."),
    *_DELIVERY,
)

_UNDELIVERED = """
SELECT 'outbox.in_order', NULL AS key, d.id, d.handler, min(e.seq) AS later, d.subject, own.name, d.seq
FROM outbox_delivery d
JOIN outbox_event own ON own.id = d.event_id
JOIN outbox_event e ON e.subject = d.subject AND e.seq > d.seq
JOIN outbox_delivery later ON later.event_id = e.id AND later.handler = d.handler AND later.status = 'done'
WHERE d.status = 'pending' AND NOT (d.attempts = 0 AND d.last_error <> '')  -- a person tries it again
GROUP BY d.id, own.name LIMIT 100
"""

_IN_TIME = Rule(
    "outbox.in_time",
    gettext_noop("%(handler)s has owed %(subject)s the fact %(name)s since %(due)s."),
    *_DELIVERY,
)

_OVERDUE = """
SELECT 'outbox.in_time', NULL AS key, d.id, d.handler, d.subject, e.name,
       to_char(d.next_attempt_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS due
FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id
WHERE d.status = 'pending' AND d.next_attempt_at < clock_timestamp() - interval '15 minutes' LIMIT 100
"""

_NOT_PARKED = Rule(
    "outbox.nothing_parked",
    gettext_noop("%(handler)s gave up on %(name)s of %(subject)s after %(attempts)s tries: %(error)s"),
    *_DELIVERY,
)

_PARKED = """
SELECT 'outbox.nothing_parked', NULL AS key, d.id, d.handler, e.name, d.subject, d.attempts, left(d.last_error, 200) AS error
FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id WHERE d.status = 'parked' ORDER BY d.id LIMIT 100
"""

OUTBOX = Book(
    name="outbox.deliveries",
    tables=(),
    checks=(Check((_IN_ORDER,), _UNDELIVERED), Check((_IN_TIME,), _OVERDUE), Check((_NOT_PARKED,), _PARKED)),
)

BOOKS = (OUTBOX,)


def find_lies() -> list[Lie]:
    """Return a lie for each delivery that is out of order, long overdue, or parked."""
    return proving.find_lies(BOOKS)
