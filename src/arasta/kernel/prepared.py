"""Reads that are asked for thousands of times a second: the server keeps their plans, one per connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement, planned once per connection, and return its rows; parameters travel beside it, not inside."""
    connection.ensure_connection()
    line = connection.connection
    line.prepare_threshold = 0  # only cursors of this kind prepare: those of Django write parameters into the text
    with connection.wrap_database_errors, psycopg.Cursor(line) as cursor:
        return cursor.execute(sql, params).fetchall()
