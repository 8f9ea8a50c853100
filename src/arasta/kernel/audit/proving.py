"""Walk books and find lies: a batch of keys at a time, each check one statement over the whole batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from arasta.kernel import db
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money

BATCH = 2_000
MOST_REMEMBERED = 200_000
MOST_LIES = 500

_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many keys were looked at and what lies; more than MOST_LIES are not told one by one."""

    checked: int
    lies: tuple[Lie, ...]


def prove(books: Sequence[Book], *, since: datetime | None = None, keys: Sequence[tuple[str, str]] = ()) -> Verdict:
    """Prove all that the books say, or what was touched since a time and the keys (book, key) beside it."""
    checked, lies = 0, []
    for book in books:
        named = [UUID(key) for name, key in keys if name == book.name and key]
        for batch in _batches(book, since, named):
            checked += len(batch)
            lies += [lie for check in book.checks for lie in _lies(check, batch)]
            if len(lies) >= MOST_LIES:
                return Verdict(checked, tuple(lies[:MOST_LIES]))
    return Verdict(checked, tuple(lies))


def find_lies(books: Sequence[Book]) -> list[Lie]:
    """Return a lie for every row of these books that contradicts another."""
    return list(prove(books).lies)


def still(lie: Lie, books: Sequence[Book]) -> Lie | None:
    """Prove a lie's own key again: return the lie as it is now, or nothing if it is gone."""
    for book in books:
        for check in book.checks:
            if lie.rule in check.rules:
                found = _lies(check, [UUID(lie.key)] if lie.key else [])
                return next((one for one in found if (one.rule, one.subject_id) == (lie.rule, lie.subject_id)), None)
    return None


def first_id(at: datetime) -> UUID:
    """Return the smallest id that can have been made at a time."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def is_small(books: Sequence[Book], *, rows: int) -> bool:
    """Tell whether the books hold fewer rows than that, by the database's own estimate."""
    tables = sorted({table for book in books for table in book.tables})
    found = db.rows(
        "SELECT COALESCE(sum(greatest(reltuples, 0)), 0) FROM pg_class WHERE oid = ANY(%s::regclass[])", [tables]
    )
    return int(found[0][0]) < rows


def _batches(book: Book, since: datetime | None, named: Sequence[UUID]) -> Iterator[list[UUID]]:
    if not book.walk:
        yield []
    elif since is None:
        yield from _all_keys(book)
    else:
        yield from _touched_keys(book, first_id(since), named)


def _all_keys(book: Book) -> Iterator[list[UUID]]:
    last = _FIRST
    while batch := [row[0] for row in db.rows(book.walk, {"after": last, "limit": BATCH})]:
        yield batch
        last = batch[-1]


def _touched_keys(book: Book, start: UUID, named: Sequence[UUID]) -> Iterator[list[UUID]]:
    """Yield each key once; beyond a bound of memory a key may be proved again."""
    seen = set(named)
    if named:
        yield sorted(seen)
    for statement in book.touched:
        last = start
        while found := db.rows(statement, {"after": last, "limit": BATCH}):
            last = found[-1][0]
            if fresh := {row[1] for row in found} - seen:
                yield sorted(fresh)
            seen = seen | fresh if len(seen) < MOST_REMEMBERED else fresh


def _lies(check: Check, keys: Sequence[UUID]) -> list[Lie]:
    rules = {rule.code: rule for rule in check.rules}
    with connection.cursor() as cursor:
        cursor.execute(check.sql, {"keys": list(keys)})
        names = [str(column[0]) for column in cursor.description or ()]
        return [_lie(rules[row[0]], names, row) for row in cursor.fetchall()]


def _lie(rule: Rule, names: Sequence[str], row: Sequence[Any]) -> Lie:
    _, key, *rest = row
    width = len(rule.prefixes)
    parts = [
        to_public(prefix, part) if prefix else str(part) for prefix, part in zip(rule.prefixes, rest, strict=False)
    ]
    values = dict(zip(names[2 + width :], rest[width:], strict=True))
    for name in rule.money:
        amount = Money(int(values[name]), values["currency"])
        values[name] = f"{amount.amount} {amount.currency}"
    plain = {name: value if isinstance(value, int | str) else str(value) for name, value in values.items()}
    return Lie(rule, "/".join(parts), plain, str(key or ""))
