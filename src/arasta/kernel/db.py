"""Transactions and set-based SQL. Decide on the primary, under a row lock and a CHECK, in READ COMMITTED."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db import transaction as django_transaction
from django.db.backends.base.base import BaseDatabaseWrapper


class OutsideTransaction(RuntimeError):
    """Something that must be true together was begun outside a transaction."""


class InsideTransaction(RuntimeError):
    """The network was about to be called while rows are locked."""


class _Lines(threading.local):
    """The database wrapper of this thread, once it was asked for."""

    own: BaseDatabaseWrapper | None = None


_lines = _Lines()


def line() -> BaseDatabaseWrapper:
    """Return this thread's line to the database. Django keeps one per thread too, and takes ten times as long to find it."""
    if _lines.own is None:
        _lines.own = connections[DEFAULT_DB_ALIAS]
    return _lines.own


@contextmanager
def transaction() -> Iterator[None]:
    """Open a transaction, or join the one that is open: no savepoint is made, so a refusal undoes the whole of it."""
    with django_transaction.atomic(savepoint=not in_transaction()), _scope():
        yield


@contextmanager
def savepoint() -> Iterator[None]:
    """Open a savepoint whose failure leaves the outer transaction usable. Raises OperationalError where it does not.

    Going back to a savepoint fails where the line broke, of which Django says nothing until the next statement.
    """
    try:
        with django_transaction.atomic(), _scope():
            yield
    except (OperationalError, InterfaceError):
        raise
    except Exception as failure:
        if line().in_atomic_block and line().needs_rollback:
            raise OperationalError("the line broke on the way back to a savepoint") from failure
        raise


Late = Callable[[list[Any]], None]


class _Scopes(threading.local):
    """How deep this thread is in our transactions, and what is to be written just before the commit."""

    depth = 0

    def __init__(self) -> None:
        self.late: list[tuple[Late, Any]] = []


_scopes = _Scopes()


def at_the_end(write: Late, item: Any) -> None:
    """Keep an item until just before the commit, when `write` gets all of its items at once; rolled back, it is forgotten.

    What many steps of one transaction add up to is so written with one statement, and locked for the shortest time.
    Outside our transactions it is written at once.
    """
    if _scopes.depth:
        _scopes.late.append((write, item))
    else:
        write([item])


@contextmanager
def _scope() -> Iterator[None]:
    mark = len(_scopes.late)
    _scopes.depth += 1
    try:
        yield
        if line().needs_rollback:
            del _scopes.late[mark:]
        elif _scopes.depth == 1:
            _write_late()
    except BaseException:
        del _scopes.late[mark:]
        raise
    finally:
        _scopes.depth -= 1


def _write_late() -> None:
    while _scopes.late:
        waiting, _scopes.late = _scopes.late, []
        writers = dict.fromkeys(write for write, _ in waiting)
        for writer in sorted(writers, key=lambda one: f"{one.__module__}.{one.__qualname__}"):
            writer([item for write, item in waiting if write is writer])


def in_transaction() -> bool:
    """Tell whether a transaction of ours is open; the one a test wraps around itself does not count."""
    return any(not getattr(block, "_from_testcase", False) for block in line().atomic_blocks)


def require_transaction() -> None:
    """Raise OutsideTransaction unless a transaction is open."""
    if not line().in_atomic_block:
        raise OutsideTransaction


def refuse_transaction() -> None:
    """Raise InsideTransaction while a transaction is open: no network inside one."""
    if in_transaction():
        raise InsideTransaction


Params = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows; without parameters a percent sign is just a percent sign."""
    with line().cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def execute(sql: str, params: Params | None = None) -> int:
    """Run one statement and return how many rows it touched."""
    with line().cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def as_json(rows: Sequence[Any]) -> str:
    """Write rows (dicts or dataclasses) as one parameter for `json_to_recordset`: cheaper than an array per column."""
    return _json.encode(rows).decode()


_json = msgspec.json.Encoder()
