"""Watch the outbox: what was told lately, what is stuck, and who carries it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from arasta.kernel import db


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it stands in the outbox."""

    id: UUID
    name: str
    payload: dict[str, Any]
    actor_name: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ParkedDelivery:
    """A fact that a handler gave up on after many tries."""

    id: int
    event_id: UUID
    name: str
    handler: str
    subject: str
    attempts: int
    last_error: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many deliveries wait, how many are parked, and since when the oldest waits."""

    pending: int
    parked: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A background process and its last sign of life."""

    id: int
    last_heartbeat: datetime
    is_alive: bool
    running: int


_TOLD = "SELECT id, name, payload::text, actor_name, occurred_at FROM outbox_event"

_PARKED = """
SELECT d.id, d.event_id, e.name, d.handler, d.subject, d.attempts, d.last_error, e.occurred_at
FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id
WHERE d.status = 'parked' ORDER BY d.id DESC LIMIT %s
"""

_BACKLOG = """
SELECT count(*) FILTER (WHERE status = 'pending'), count(*) FILTER (WHERE status = 'parked'),
       min(next_attempt_at) FILTER (WHERE status = 'pending')
FROM outbox_delivery WHERE status <> 'done'
"""

_WORKERS = """
SELECT w.id, w.last_heartbeat, w.last_heartbeat > clock_timestamp() - interval '30 seconds',
       (SELECT count(*) FROM procrastinate_jobs j WHERE j.worker_id = w.id AND j.status = 'doing')
FROM procrastinate_workers w ORDER BY w.id
"""


def newest(names: Collection[str], *, limit: int) -> list[Told]:
    """Return the newest facts of some names, newest first."""
    found = db.rows(f"{_TOLD} WHERE name = ANY(%s) ORDER BY occurred_at DESC, seq DESC LIMIT %s", [list(names), limit])
    return [_told(row) for row in found]


def ids_within(names: Collection[str], *, window: timedelta, limit: int) -> list[UUID]:
    """Return the ids of facts told within a window of time until now, newest first.

    Facts commit out of order, so whoever follows them compares with the ids seen before: "later than the last" loses some.
    """
    found = db.rows(
        "SELECT id FROM outbox_event WHERE occurred_at > clock_timestamp() - %s AND name = ANY(%s)"
        " ORDER BY occurred_at DESC LIMIT %s",
        [window, list(names), limit],
    )
    return [row[0] for row in found]


_NEAR = f"""
{_TOLD} WHERE id IN (
  SELECT e.id FROM unnest(%(times)s::timestamptz[]) AS t(at)
  JOIN outbox_event e ON e.occurred_at BETWEEN t.at AND t.at + %(within)s
  WHERE e.name = %(name)s AND e.payload @> %(about)s::jsonb
) ORDER BY seq
"""  # noqa: S608 - constant column list


def told_near(name: str, times: Sequence[datetime], *, within: timedelta, about: dict[str, Any]) -> list[Told]:
    """Return facts of a name that were told shortly after some times and whose payload contains something, in order."""
    known = {"name": name, "times": list(times), "within": within, "about": json.dumps(about)}
    return [_told(row) for row in db.rows(_NEAR, known)]


def by_ids(ids: Collection[UUID]) -> list[Told]:
    """Return facts by id, newest first."""
    found = db.rows(f"{_TOLD} WHERE id = ANY(%s) ORDER BY occurred_at DESC, seq DESC", [list(ids)])
    return [_told(row) for row in found]


def parked_deliveries(*, limit: int = 50) -> list[ParkedDelivery]:
    """Return deliveries that wait for a person, newest first."""
    return [ParkedDelivery(*row) for row in db.rows(_PARKED, [limit])]


def backlog() -> Backlog:
    """Count what has not been delivered."""
    return Backlog(*db.rows(_BACKLOG)[0])


def workers() -> list[WorkerRow]:
    """Return the background processes that were ever heard of and not cleaned up since."""
    return [WorkerRow(*row) for row in db.rows(_WORKERS)]


def count_jobs() -> dict[str, int]:
    """Count background jobs by status."""
    return dict(db.rows("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1"))


def _told(row: Sequence[Any]) -> Told:
    key, name, payload, actor_name, occurred_at = row
    return Told(key, name, json.loads(payload), actor_name, occurred_at)
