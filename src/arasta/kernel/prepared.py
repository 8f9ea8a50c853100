"""Statements that are run thousands of times a second: the server keeps their plans, one per connection.

Parameters travel beside the statement, not inside it, so each must have a type that the server can tell: from the column
it is compared with, or by a cast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from arasta.kernel import db

Params = Mapping[str, Any] | Sequence[Any]


def rows(sql: str, params: Params) -> list[tuple[Any, ...]]:
    """Run one statement, planned once per connection, and return its rows."""
    if _is_watched():
        return db.rows(sql, params)
    with _cursor() as cursor:
        return cursor.execute(sql, params).fetchall()


def execute(sql: str, params: Params) -> int:
    """Run one statement, planned once per connection, and return how many rows it touched."""
    if _is_watched():
        return db.execute(sql, params)
    with _cursor() as cursor:
        return cursor.execute(sql, params).rowcount


def _is_watched() -> bool:
    """Tell whether somebody counts or logs statements, which Django's own cursors let them do."""
    return bool(connection.execute_wrappers) or connection.queries_logged


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    connection.ensure_connection()
    if connection.in_atomic_block and connection.needs_rollback:
        connection.validate_no_broken_transaction()
    line = connection.connection
    line.prepare_threshold = 0  # only cursors of this kind prepare: those of Django write parameters into the text
    with connection.wrap_database_errors, psycopg.Cursor(line) as cursor:
        yield cursor
