"""Transactions and set-based SQL. Decide on the primary, under a row lock and a CHECK, in READ COMMITTED."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db import transaction as django_transaction


class OutsideTransaction(RuntimeError):
    """Something that must be true together was begun outside a transaction."""


class InsideTransaction(RuntimeError):
    """The network was about to be called while rows are locked."""


@contextmanager
def transaction() -> Iterator[None]:
    """Open a transaction, or join the one that is open: no savepoint is made, so a refusal undoes the whole of it."""
    with django_transaction.atomic(savepoint=not in_transaction()):
        yield


@contextmanager
def savepoint() -> Iterator[None]:
    """Open a savepoint whose failure leaves the outer transaction usable."""
    with django_transaction.atomic():
        yield


def in_transaction() -> bool:
    """Tell whether a transaction of ours is open; the one a test wraps around itself does not count."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def require_transaction() -> None:
    """Raise OutsideTransaction unless a transaction is open."""
    if not connection.in_atomic_block:
        raise OutsideTransaction


def refuse_transaction() -> None:
    """Raise InsideTransaction while a transaction is open: no network inside one."""
    if in_transaction():
        raise InsideTransaction


Params = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows; without parameters a percent sign is just a percent sign."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def execute(sql: str, params: Params | None = None) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
