"""Run the auditor, one at a time, and read what it found.

Whole runs walk everything. The others walk what was touched since the run before, with an overlap for slow transactions
and wrong clocks, and prove every standing drift again: a lie stands until a run finds it gone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.audit import books, proving
from arasta.kernel.audit.books import Lie
from arasta.kernel.audit.proving import Verdict
from arasta.kernel.errors import Missing
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

OVERLAP = timedelta(hours=3)
SMALL = 200_000
"""Books with fewer rows than that are proved whole every time."""

ASKED = "audit.asked"
_LOCK = 4_710_236


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run. `since`: none if it was whole; `ended_at`: none while it goes on."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    since: datetime | None
    asked_by: str
    checked: int
    lies: int

    @property
    def is_whole(self) -> bool:
        return self.since is None

    @property
    def seconds(self) -> int:
        """How long it took, a part of a second being one."""
        return math.ceil((self.ended_at - self.started_at).total_seconds()) if self.ended_at else 0


@dataclass(frozen=True, slots=True)
class DriftRow:
    """A lie, when it was first and last seen, and when it was found gone (none: it stands)."""

    id: int
    lie: Lie
    found_at: datetime
    seen_at: datetime
    gone_at: datetime | None


_RUN = "id, started_at, ended_at, since, asked_by, checked, lies"
_RUNS = f"SELECT {_RUN} FROM audit_run"  # noqa: S608 - constant column list

_END = f"""
UPDATE audit_run SET ended_at = clock_timestamp(), checked = %s, lies = %s WHERE id = %s RETURNING {_RUN}
"""  # noqa: S608 - constant column list

_DRIFT = """
SELECT d.id, d.rule, d.subject_id, d.values::text, d.key, f.started_at, s.started_at, g.started_at
FROM audit_drift d JOIN audit_run f ON f.id = d.found_in_id JOIN audit_run s ON s.id = d.seen_in_id
LEFT JOIN audit_run g ON g.id = d.gone_in_id
"""

_KEEP = """
INSERT INTO audit_drift (rule, book, key, subject, subject_id, values, found_in_id, seen_in_id)
SELECT l.rule, l.book, l.key, l.subject, l.subject_id, l.values, %(run)s, %(run)s
FROM unnest(%(rules)s::text[], %(books)s::text[], %(keys)s::text[], %(subjects)s::text[], %(subject_ids)s::text[],
            %(values)s::jsonb[]) AS l(rule, book, key, subject, subject_id, values)
ON CONFLICT (rule, subject_id) WHERE gone_in_id IS NULL
DO UPDATE SET values = excluded.values, seen_in_id = excluded.seen_in_id
"""


def run(*, actor: Actor, whole: bool = False) -> RunRow | None:
    """Prove the books and write down what was found; nothing if another run is at work."""
    with _alone() as is_alone:
        if not is_alone:
            return None
        shelf = books.shelf()
        last = None if whole or proving.is_small(shelf, rows=SMALL) else _last_ended()
        since = last.started_at - OVERLAP if last else None
        key = db.rows("INSERT INTO audit_run (since, asked_by) VALUES (%s, %s) RETURNING id", [since, actor.name])[0][0]
        verdict = proving.prove(shelf, since=since, keys=_standing_keys() if since else ())
        return _write_down(key, verdict)


def runs(*, limit: int = 20) -> list[RunRow]:
    """Return the newest runs, newest first."""
    found = db.rows(f"{_RUNS} ORDER BY started_at DESC, id DESC LIMIT %s", [clamp(limit)])
    return [RunRow(*row) for row in found]


def last_whole_before(at: datetime) -> RunRow | None:
    """Return the last run that walked everything and had ended when a time came."""
    found = db.rows(f"{_RUNS} WHERE since IS NULL AND ended_at < %s ORDER BY started_at DESC LIMIT 1", [at])
    return RunRow(*found[0]) if found else None


def standing(*, cursor: str | None = None, limit: int = 50) -> Page[DriftRow]:
    """Return the lies that stand, newest first; those whose rule is not known any more are passed over."""
    size, before = clamp(limit), decode_cursor(cursor, 1)
    last = before[0] if before else None
    found = db.rows(
        f"{_DRIFT} WHERE d.gone_in_id IS NULL AND (%s::bigint IS NULL OR d.id < %s) ORDER BY d.id DESC LIMIT %s",
        [last, last, size + 1],
    )
    rows = [_drift(row) for row in found[:size] if row[1] in books.rules()]
    return Page(rows, encode_cursor(str(found[size - 1][0])) if len(found) > size else None)


def drift(key: int) -> DriftRow:
    """Return one lie, standing or gone. Raises Missing."""
    found = [row for row in db.rows(f"{_DRIFT} WHERE d.id = %s", [key]) if row[1] in books.rules()]
    if not found:
        raise Missing
    return _drift(found[0])


def count_standing() -> int:
    """Count the lies that stand."""
    return int(db.rows("SELECT count(*) FROM audit_drift WHERE gone_in_id IS NULL")[0][0])


def ask(*, actor: Actor) -> None:
    """Let the worker prove everything as soon as it can; asking again before it did changes nothing."""
    job = app.configure_task(ASKED, queue="audit", queueing_lock=ASKED, lock="audit")
    try:
        with db.savepoint():
            job.defer(asked_by=actor.name)
    except AlreadyEnqueued:
        return


def is_asked() -> bool:
    """Tell whether a run that somebody asked for waits or is at work."""
    found = db.rows(
        "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing'))", [ASKED]
    )
    return bool(found[0][0])


@contextmanager
def _alone() -> Iterator[bool]:
    """Keep other runs out for the block; the lock is the connection's, so it is gone when its process is."""
    got = bool(db.rows("SELECT pg_try_advisory_lock(%s)", [_LOCK])[0][0])
    try:
        yield got
    finally:
        if got:
            db.rows("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _last_ended() -> RunRow | None:
    found = db.rows(f"{_RUNS} WHERE ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 1")
    return RunRow(*found[0]) if found else None


def _standing_keys() -> list[tuple[str, str]]:
    found = db.rows("SELECT DISTINCT book, key FROM audit_drift WHERE gone_in_id IS NULL")
    return [(row[0], row[1]) for row in found]


def _write_down(key: int, verdict: Verdict) -> RunRow:
    book_of = {rule.code: book.name for book in books.shelf() for check in book.checks for rule in check.rules}
    lies = list({(lie.rule.code, lie.subject_id): lie for lie in verdict.lies}.values())
    with db.transaction():
        db.execute(_KEEP, {"run": key, **_columns(lies, book_of)})
        if len(verdict.lies) < proving.MOST_LIES:  # or the walk was broken off, and what it did not see may stand
            db.execute(
                "UPDATE audit_drift SET gone_in_id = %s WHERE gone_in_id IS NULL AND seen_in_id <> %s", [key, key]
            )
        found = db.rows(_END, [verdict.checked, len(lies), key])
    return RunRow(*found[0])


def _columns(lies: Sequence[Lie], book_of: dict[str, str]) -> dict[str, list[Any]]:
    return {
        "rules": [lie.rule.code for lie in lies],
        "books": [book_of[lie.rule.code] for lie in lies],
        "keys": [lie.key for lie in lies],
        "subjects": [lie.rule.subject for lie in lies],
        "subject_ids": [lie.subject_id for lie in lies],
        "values": [json.dumps(dict(lie.values)) for lie in lies],
    }


def _drift(row: tuple[Any, ...]) -> DriftRow:
    key, code, subject_id, values, book_key, *times = row
    return DriftRow(key, Lie(books.rules()[code], subject_id, json.loads(values), book_key), *times)
