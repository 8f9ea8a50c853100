"""Deliver facts to handlers: once each, in order per subject, parked when they keep failing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from arasta.kernel import db
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.events import REGISTRY
from arasta.kernel.outbox.publishing import EventContext, Subscription, subscription

log = structlog.get_logger()

MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)
LEASE = timedelta(minutes=2)
"""For how long a delivery that calls out is its worker's own: longer than such calls take, with their own patience."""


@dataclass(frozen=True)
class Lane:
    """The deliveries of one subject to one handler: they run in order, one at a time.

    `has_failed`: the first of them was tried before.
    """

    handler: str
    subject: str
    has_failed: bool = field(default=False, compare=False)


Drain = Callable[[Lane], object]


class HandlerGone(RuntimeError):
    """The event or its handler is not in this version."""


_NEXT = """
SELECT d.id, d.attempts, d.next_attempt_at <= clock_timestamp(), e.id::text, e.seq, e.name, e.payload::text,
       e.occurred_at::text, e.actor_kind, e.actor_id, e.actor_name
FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id
WHERE d.handler = %s AND d.subject = %s AND d.status = 'pending' ORDER BY d.seq LIMIT 1
"""


_WAITING = """
SELECT handler, subject, attempts > 0
FROM (SELECT DISTINCT ON (handler, subject) handler, subject, seq, attempts, next_attempt_at FROM outbox_delivery
      WHERE status = 'pending' ORDER BY handler, subject, seq) first
WHERE next_attempt_at <= clock_timestamp() ORDER BY seq LIMIT %s
"""


def lanes_waiting(limit: int = 500) -> list[Lane]:
    """Return the lanes whose first delivery is due, oldest first."""
    return [Lane(*row) for row in db.rows(_WAITING, [limit])]


def drain(lane: Lane) -> timedelta | None:
    """Deliver a lane until it is empty; return how long to wait if its first delivery failed.

    If it failed before and is not due yet, nothing is returned: whoever saw it fail comes back, and only they.
    """
    while True:
        step = _deliver_next(lane)
        if step is None or step > timedelta(0):
            return step


def deliver_pending() -> int:
    """Deliver all that waits, as the worker would; return how many lanes were drained."""
    count = 0
    while lanes := lanes_waiting():
        for lane in lanes:
            drain(lane)
            count += 1
    return count


def replay(delivery_id: int) -> None:
    """Put a parked delivery back in line, at once."""
    db.execute(
        "UPDATE outbox_delivery SET status = 'pending', attempts = 0, next_attempt_at = clock_timestamp()"
        " WHERE id = %s AND status = 'parked'",
        [delivery_id],
    )


def _deliver_next(lane: Lane) -> timedelta | None:
    """Deliver the first of a lane. None: nothing to do now. Zero: done, go on. More: failed, wait."""
    delivery_id, attempts, lease = 0, 0, None
    try:
        with db.transaction():
            _lock(lane)
            found = db.rows(_NEXT, [lane.handler, lane.subject])
            if not found:
                return None
            delivery_id, attempts, due, *event = found[0]
            if not due:
                return None
            work = _handler_of(lane, event[2])
            if not work.calls_out:
                _call(work, event)
                return _mark_done(lane, delivery_id)
            lease = _take_lease(delivery_id)
        _call(work, event)
        with db.transaction():
            _lock(lane)
            return _mark_done(lane, delivery_id, lease)
    except Exception as failure:
        log.warning("delivery_failed", handler=lane.handler, subject=lane.subject, error=repr(failure))
        return _mark_failed(delivery_id, attempts + 1, failure, lease)


def _lock(lane: Lane) -> None:
    """Let others who come to this lane wait until the transaction ends."""
    db.rows("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"{lane.handler} {lane.subject}"])


def _take_lease(delivery_id: int) -> datetime:
    """Keep a delivery for ourselves while we call out: no lock may be held then, so nobody else finds it due.

    If we die, it is due again when the lease ends. The lease is the word by which we prove later that it is still ours.
    """
    found = db.rows(
        "UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() + %s WHERE id = %s RETURNING next_attempt_at",
        [LEASE, delivery_id],
    )
    lease: datetime = found[0][0]
    return lease


def _handler_of(lane: Lane, name: str) -> Subscription:
    work = subscription(name, lane.handler)
    if work is None or name not in REGISTRY:
        raise HandlerGone(f"{lane.handler} no longer hears {name}")
    return work


def _call(work: Subscription, event: Sequence[object]) -> None:
    event_id, seq, name, payload, occurred_at, kind, actor_id, actor_name = event
    actor = Actor(ActorKind(str(kind)), str(actor_id), str(actor_name))
    fact = REGISTRY[str(name)].read(str(payload))
    work.function(fact, EventContext(str(event_id), int(str(seq)), str(occurred_at), actor))


_DONE = """
UPDATE outbox_delivery SET status = 'done', done_at = clock_timestamp(), last_error = ''
WHERE id = %(id)s AND status = 'pending' AND (%(lease)s::timestamptz IS NULL OR next_attempt_at = %(lease)s)
RETURNING EXISTS (SELECT FROM outbox_delivery d WHERE d.handler = %(handler)s AND d.subject = %(subject)s
                  AND d.status = 'pending' AND d.id <> %(id)s)
"""

_FAILED = """
UPDATE outbox_delivery SET attempts = %(attempts)s, last_error = %(error)s, status = %(status)s,
       next_attempt_at = clock_timestamp() + %(wait)s
WHERE id = %(id)s AND status = 'pending' AND (%(lease)s::timestamptz IS NULL OR next_attempt_at = %(lease)s)
"""


def _mark_done(lane: Lane, delivery_id: int, lease: datetime | None = None) -> timedelta | None:
    """Mark a delivery as done; tell whether the lane goes on. What is published from now on brings a job of its own.

    Who lost the lease meanwhile says nothing: the lane is another's.
    """
    found = db.rows(_DONE, {"id": delivery_id, "handler": lane.handler, "subject": lane.subject, "lease": lease})
    return timedelta(0) if found and found[0][0] else None


def _mark_failed(delivery_id: int, attempts: int, failure: Exception, lease: datetime | None) -> timedelta | None:
    wait, is_parked = min(timedelta(seconds=2**attempts), LONGEST_WAIT), attempts >= MOST_ATTEMPTS
    said = {"attempts": attempts, "error": repr(failure)[:2000], "status": "parked" if is_parked else "pending"}
    if delivery_id and not db.execute(_FAILED, {**said, "wait": wait, "id": delivery_id, "lease": lease}):
        return None
    return timedelta(0) if is_parked else wait
