"""Which SQL statements ran how often, where the server counts them (pg_stat_statements)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError

from arasta.kernel import db

_FENCES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_SHOWN = 160

_COUNTED = """
SELECT queryid::text, query, calls, total_exec_time FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND toplevel
  AND query NOT LIKE '%pg_stat_statements%'
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a statement ran, and for how long in all."""

    text: str
    calls: int
    milliseconds: float

    @property
    def is_key_check(self) -> bool:
        """Tell whether the server itself asked, to check a foreign key."""
        return " FROM ONLY " in self.text and "FOR KEY SHARE OF" in self.text

    @property
    def is_fence(self) -> bool:
        """Tell whether it only begins or ends a transaction or a savepoint."""
        return self.text.upper().startswith(_FENCES)


Counts = Mapping[str, Counted]


def counts() -> Counts | None:
    """Return what has run since the server counts; None if it does not."""
    try:
        found = db.rows(_COUNTED)
    except DatabaseError:
        return None
    return {key: Counted(" ".join(text.split()), calls, spent) for key, text, calls, spent in found}


def between(before: Counts | None, after: Counts | None) -> list[Counted] | None:
    """Return what ran between two counts, the longest first."""
    if before is None or after is None:
        return None
    ran = [
        Counted(now.text, now.calls - was.calls, now.milliseconds - was.milliseconds)
        for key, now in after.items()
        if now.calls > (was := before.get(key, Counted("", 0, 0.0))).calls
    ]
    return sorted(ran, key=lambda one: -one.milliseconds)


def told(ran: list[Counted], *, per: int) -> list[dict[str, object]]:
    """Describe statements by how often they ran per unit of work."""
    return [
        {
            "per_unit": round(one.calls / per, 2),
            "ms_per_unit": round(one.milliseconds / per, 3),
            "sql": one.text[:_SHOWN],
        }
        for one in ran
    ]
