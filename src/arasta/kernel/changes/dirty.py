"""Mark, take and settle changed keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.kernel import db, prepared

AVAILABILITY = "availability"
PRICES = "prices"


@dataclass(frozen=True, slots=True)
class Changed:
    """A key as it was when taken; `version` tells whether it changed again before it was settled."""

    key: UUID
    version: int
    marked_at: datetime


def listen(topic: str, name: str) -> None:
    """Let a listener hear a topic from now on; doing it twice changes nothing."""
    db.execute("INSERT INTO changes_listener (topic, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", [topic, name])


def stop_listening(name: str) -> None:
    """Let a listener hear nothing more of any topic, and forget what it has not looked at."""
    db.execute(
        "DELETE FROM changes_dirty WHERE listener_id IN (SELECT id FROM changes_listener WHERE name = %s)", [name]
    )
    db.execute("DELETE FROM changes_listener WHERE name = %s", [name])


def mark(topic: str, keys: Sequence[UUID], *, only: str | None = None) -> None:
    """Mark keys dirty for every listener of the topic (or for one), in the caller's transaction.

    The marks of a transaction are written together just before its commit, keys in sorted order: a popular key is locked
    for a moment only, and two transactions never wait for each other in a ring.
    """
    for key in keys:
        db.at_the_end(_write, (topic, key, only))


_MARK = """
INSERT INTO changes_dirty (listener_id, key, version)
SELECT l.id, k.key, nextval('changes_version_seq')
FROM changes_listener l JOIN json_to_recordset(%s::json) AS k(topic text, key uuid, "only" text)
  ON l.topic = k.topic AND (k.only IS NULL OR l.name = k.only)
GROUP BY l.id, k.key ORDER BY l.id, k.key
ON CONFLICT (listener_id, key) DO UPDATE SET version = excluded.version
"""


def _write(marks: list[tuple[str, UUID, str | None]]) -> None:
    keys = [{"topic": topic, "key": key, "only": only} for topic, key, only in dict.fromkeys(marks)]
    prepared.execute(_MARK, [db.as_json(keys)])


def take(topic: str, name: str, *, limit: int) -> list[Changed]:
    """Return the oldest dirty keys of a listener; they stay until settled."""
    found = db.rows(
        "SELECT d.key, d.version, d.marked_at FROM changes_dirty d JOIN changes_listener l ON l.id = d.listener_id"
        " WHERE l.topic = %s AND l.name = %s ORDER BY d.marked_at LIMIT %s",
        [topic, name, limit],
    )
    return [Changed(*row) for row in found]


def keys_waiting(
    name: str, *, topics: Sequence[str], since: datetime | None = None, limit: int = 200_000
) -> list[tuple[UUID, datetime]]:
    """Return the keys that are dirty in any of the topics with the moment since when, the oldest first.

    `since` leaves out what was dirty before; a key that became dirty about then may be left out or not.
    """
    return db.rows(
        "SELECT d.key, min(d.marked_at) AS oldest FROM changes_dirty d JOIN changes_listener l ON l.id = d.listener_id"
        " WHERE l.name = %s AND l.topic = ANY(%s) AND (%s::timestamptz IS NULL OR d.marked_at >= %s)"
        " GROUP BY d.key ORDER BY oldest, d.key LIMIT %s",
        [name, list(topics), since, since, limit],
    )


def changes_of(name: str, keys: Sequence[UUID], *, topics: Sequence[str]) -> dict[UUID, dict[str, Changed]]:
    """Return the keys that are dirty now by topic; those that are not are absent.

    Read them before the values they are about: a change in between then stays to be told.
    """
    found: dict[UUID, dict[str, Changed]] = {}
    for topic, *change in db.rows(
        "SELECT l.topic, d.key, d.version, d.marked_at FROM changes_dirty d JOIN changes_listener l"
        " ON l.id = d.listener_id WHERE l.name = %s AND l.topic = ANY(%s) AND d.key = ANY(%s)",
        [name, list(topics), list(keys)],
    ):
        found.setdefault(change[0], {})[topic] = Changed(*change)
    return found


def settle(topic: str, name: str, taken: Sequence[Changed]) -> None:
    """Forget taken keys, save those that changed again since. Rows are locked in the order in which they are marked."""
    db.execute(
        "WITH done AS (SELECT d.id FROM changes_dirty d JOIN changes_listener l ON l.id = d.listener_id"
        " JOIN unnest(%s::uuid[], %s::bigint[]) AS t(key, version) ON d.key = t.key AND d.version = t.version"
        " WHERE l.topic = %s AND l.name = %s ORDER BY d.listener_id, d.key FOR UPDATE OF d)"
        " DELETE FROM changes_dirty d USING done WHERE d.id = done.id",
        [[change.key for change in taken], [change.version for change in taken], topic, name],
    )


def waiting(topic: str, name: str) -> tuple[int, datetime | None]:
    """Return how many keys wait and since when the oldest does."""
    found = db.rows(
        "SELECT count(*), min(d.marked_at) FROM changes_dirty d JOIN changes_listener l ON l.id = d.listener_id"
        " WHERE l.topic = %s AND l.name = %s",
        [topic, name],
    )
    return found[0][0], found[0][1]
