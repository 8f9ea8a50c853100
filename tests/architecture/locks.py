"""Write down, transaction by transaction, which tables a flow locks rows of that others may want too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITES = re.compile(r'\b(UPDATE|DELETE FROM|INSERT INTO)\s+"?([a-z]+_\w+)"?')
_READS = re.compile(r'\b(?:FROM|JOIN)\s+"?([a-z]+_\w+)"?(?:\s+(?:AS\s+)?(\w+))?')
_FOR_UPDATE = re.compile(r"\bFOR (?:NO KEY )?UPDATE(?: OF (\w+))?")


class Transaction:
    """What one transaction locked: the first time of each table, in order. `made`: where it made rows of its own."""

    def __init__(self) -> None:
        self.tables: list[str] = []
        self.made: set[str] = set()

    def see(self, sql: str) -> None:
        for verb, table in _WRITES.findall(sql):
            if verb == "INSERT INTO" and "DO UPDATE" not in sql:
                self.made.add(table)
            elif verb == "UPDATE" and table == "idempotency_answer":
                continue  # the answer under a key that was claimed before: nobody who waits for it holds anything
            else:
                self._lock(table)
        for hit in _FOR_UPDATE.finditer(sql):
            self._lock(_locked_by(sql[: hit.start()], hit[1]))

    def _lock(self, table: str) -> None:
        if table not in self.made and table not in self.tables:
            self.tables.append(table)


def _locked_by(before: str, alias: str | None) -> str:
    """Find the table of FOR UPDATE: the one it names, or the first of its own SELECT."""
    read = _READS.findall(before)
    if alias:
        return str(next(table for table, name in reversed(read) if alias in {name, table}))
    start = before.rfind(
        "SELECT", 0, before.rfind("FROM", 0, before.find("WHERE")) if "WHERE" in before else len(before)
    )
    return str(_READS.findall(before[start:])[0][0])


@contextmanager
def locks() -> Iterator[list[Transaction]]:
    """Collect for each transaction of the block the tables it locked rows of, in the order in which it did."""
    seen: list[tuple[object, Transaction]] = []
    found: list[Transaction] = []

    def wrapper(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if connection.atomic_blocks:  # a statement alone holds nothing while it waits
            if not seen or seen[-1][0] is not connection.atomic_blocks[0]:
                seen.append((connection.atomic_blocks[0], Transaction()))
            seen[-1][1].see(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield found
    found.extend(one for _, one in seen if one.tables)
