"""Statements that are run thousands of times a second: the server keeps their plans, one per connection.

They go to libpq directly: a cursor costs seven times the processor time of what it does for a small statement. Parameters
travel beside the statement as text, so each must have a type that the server can tell: from the column it is compared
with, or by a cast. The texts of statements are constants: each is kept by every connection for as long as it lives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, pq
from psycopg.adapt import Transformer

from arasta.kernel import db
from arasta.kernel.parameters import as_text

Params = Mapping[str, Any] | Sequence[Any]

_PLACE = re.compile(r"%(?:(%)|s|\((\w+)\)s)")
_GOOD = {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}
_OURS = "arasta_line"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement as the server reads it. `names`: the parameter that stands at each place; None: by position."""

    name: bytes
    text: bytes
    names: tuple[str, ...] | None

    def values(self, params: Params) -> list[Any]:
        if self.names is None:
            return [as_text(value) for value in params]
        assert isinstance(params, Mapping)  # noqa: S101 - names are given by name
        return [as_text(params[name]) for name in self.names]


@dataclass(slots=True)
class _Line:
    """What we know of a connection: which statements it has, and how it reads rows."""

    reader: Any
    known: set[bytes] = field(default_factory=set)


def rows(sql: str, params: Params) -> list[tuple[Any, ...]]:
    """Run one statement, planned once per connection, and return its rows."""
    wrapper = db.line()
    if _is_watched(wrapper):
        return db.rows(sql, params)
    with wrapper.wrap_database_errors:
        line, result = _run(wrapper, sql, params)
        line.reader.set_pgresult(result)
        found: list[tuple[Any, ...]] = line.reader.load_rows(0, result.ntuples, tuple)
        return found


def execute(sql: str, params: Params) -> int:
    """Run one statement, planned once per connection, and return how many rows it touched."""
    wrapper = db.line()
    if _is_watched(wrapper):
        return db.execute(sql, params)
    with wrapper.wrap_database_errors:
        return _run(wrapper, sql, params)[1].command_tuples or 0


def _is_watched(wrapper: BaseDatabaseWrapper) -> bool:
    """Tell whether somebody counts or logs statements, which Django's own cursors let them do."""
    return bool(wrapper.execute_wrappers) or wrapper.queries_logged


def _run(wrapper: BaseDatabaseWrapper, sql: str, params: Params) -> tuple[_Line, pq.abc.PGresult]:
    if wrapper.connection is None:
        wrapper.ensure_connection()
    if wrapper.in_atomic_block and wrapper.needs_rollback:
        wrapper.validate_no_broken_transaction()
    psycopg_line: psycopg.Connection[Any] = wrapper.connection
    line = psycopg_line.__dict__.get(_OURS)
    if line is None:
        line = psycopg_line.__dict__[_OURS] = _Line(Transformer(psycopg_line))
    pgconn, statement = psycopg_line.pgconn, _read(sql)
    if pgconn.transaction_status == pq.TransactionStatus.IDLE and not psycopg_line.autocommit:
        _checked(pgconn, pgconn.exec_(b"BEGIN"))
    if statement.name not in line.known:
        _checked(pgconn, pgconn.prepare(statement.name, statement.text))
        line.known.add(statement.name)
        run = _first
    else:
        run = _exec
    try:
        return line, run(pgconn, statement, params)
    except errors.FeatureNotSupported as stale:
        raise psycopg.OperationalError("a table was changed under a prepared statement") from _forgotten(line, stale)


def _exec(pgconn: pq.abc.PGconn, statement: _Statement, params: Params) -> pq.abc.PGresult:
    return _checked(pgconn, pgconn.exec_prepared(statement.name, statement.values(params)))


def _first(pgconn: pq.abc.PGconn, statement: _Statement, params: Params) -> pq.abc.PGresult:
    """Run a statement for the first time, when its plan is made: by keys, for a table that is empty now will not stay so."""
    is_alone = pgconn.transaction_status == pq.TransactionStatus.IDLE
    if is_alone:
        _checked(pgconn, pgconn.exec_(b"BEGIN"))
    former = _checked(pgconn, pgconn.exec_(b"SHOW enable_seqscan")).get_value(0, 0) or b"on"
    _checked(pgconn, pgconn.exec_(b"SET LOCAL enable_seqscan = off"))
    try:
        result = _exec(pgconn, statement, params)
    except BaseException:  # a value that cannot be sent is no error of the database's
        if is_alone:
            pgconn.exec_(b"ROLLBACK")
        raise
    _checked(pgconn, pgconn.exec_(b"COMMIT" if is_alone else b"SET LOCAL enable_seqscan = " + former))
    return result


def _checked(pgconn: pq.abc.PGconn, result: pq.abc.PGresult) -> pq.abc.PGresult:
    """Return a result. Raises what the server said, or OperationalError if the line to it is broken.

    A line that broke while we wrote may still count as good: but what bears no code was not said by the server.
    """
    if result.status in _GOOD:
        return result
    if pgconn.status == pq.ConnStatus.BAD or result.error_field(pq.DiagnosticField.SQLSTATE) is None:
        raise psycopg.OperationalError(pgconn.get_error_message())
    raise errors.error_from_result(result)


def _forgotten(line: _Line, stale: Exception) -> Exception:
    """Give all statements of a connection new names: those of old are bound to tables as they were."""
    line.known.clear()
    _read.cache_clear()
    return stale


@cache
def _read(sql: str) -> _Statement:
    """Number the places of a statement: `%s`, or `%(name)s`; `%%` is a percent sign."""
    names: list[str | None] = []

    def place(found: re.Match[str]) -> str:
        if found[1]:
            return "%"
        if found[2] is None or found[2] not in names:
            names.append(found[2])
        return f"${len(names) if found[2] is None else names.index(found[2]) + 1}"

    text = _PLACE.sub(place, sql)
    by_name = tuple(name for name in names if name is not None)
    return _Statement(b"arasta_%d" % next(_numbers), text.encode(), by_name or None)
