"""Take what slows writing down off some tables while rows come in by the million, and put it back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import connection

from arasta.kernel import db

AT_ONCE = 2
"""Connections that load or build side by side: one for each core of a small machine."""
_SETTINGS = (
    "SET statement_timeout = 0",
    "SET lock_timeout = 0",
    "SET synchronous_commit = off",
    "SET work_mem = '256MB'",
    "SET maintenance_work_mem = '1GB'",
)

# What a foreign key of another table rests on stays.
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, i.indrelid::regclass::text,
       pg_get_constraintdef(c.oid)
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('u', 'x')
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
ORDER BY pg_relation_size(i.indrelid) DESC
"""

_KEYS = """
SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conrelid, conname
"""


@dataclass(frozen=True, slots=True)
class _Taken:
    """Something that is taken off a table, and how it is put back."""

    off: str
    on: str


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """Take indexes, foreign keys and triggers of ours off the tables for the block; the primary keys stay.

    What is put back is built, and proved, over all rows at once. Nobody else may work on the tables meanwhile.
    """
    prepare()
    indexes, keys, triggers = _indexes(tables), _keys(tables), _triggers(tables)
    for taken in (*triggers, *keys, *indexes):
        db.execute(taken.off)
    try:
        yield
    finally:
        side_by_side([partial(db.execute, taken.on) for taken in indexes])
        for taken in (*keys, *triggers):
            db.execute(taken.on)


def prepare() -> None:
    """Let this connection take its time and its memory. What is lost in a crash is made again."""
    if connection.connection is None:
        connection.ensure_connection()
    for setting in _SETTINGS:
        db.execute(setting)


def side_by_side(works: Sequence[Callable[[], object]]) -> None:
    """Do works on some connections at once, in their order; the first that fails ends it."""

    def do(work: Callable[[], object]) -> None:
        try:
            prepare()
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for done in [threads.submit(do, work) for work in works]:
            done.result()


def _indexes(tables: Sequence[str]) -> list[_Taken]:
    return [
        _Taken(f"ALTER TABLE {table} DROP CONSTRAINT {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")
        if name
        else _Taken(f"DROP INDEX {index}", definition)
        for index, definition, name, table, rule in db.rows(_INDEXES, [list(tables)])
    ]


def _keys(tables: Sequence[str]) -> list[_Taken]:
    return [
        _Taken(f"ALTER TABLE {table} DROP CONSTRAINT {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")
        for name, table, rule in db.rows(_KEYS, [list(tables)])
    ]


def _triggers(tables: Sequence[str]) -> list[_Taken]:
    return [
        _Taken(f"ALTER TABLE {table} DISABLE TRIGGER USER", f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in tables
    ]
