"""The request log that every twin shows on its page; no header and no body is kept."""

import re
import sqlite3
from dataclasses import dataclass

from arasta.twins.wire import Call

KEEP = 1000
_HIDDEN = re.compile(r"cursor|token|secret|key|password", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One request as shown."""

    id: int
    at_ms: int
    method: str
    path: str
    status: int
    fault: str


def shown_path(call: Call) -> str:
    """Return path and query with the values of secrets and cursors left out."""
    if not call.query:
        return call.path
    shown = (f"{name}={'…' if _HIDDEN.search(name) else value}" for name, value in call.query.items())
    return f"{call.path}?{'&'.join(shown)}"


def record(db: sqlite3.Connection, call: Call, *, at_ms: int, status: int, fault: str = "") -> None:
    """Append a request and forget the oldest ones."""
    cursor = db.execute(
        "INSERT INTO request_log (at_ms, method, path, status, fault) VALUES (?, ?, ?, ?, ?)",
        (at_ms, call.method, shown_path(call)[:300], status, fault),
    )
    db.execute("DELETE FROM request_log WHERE id <= ?", ((cursor.lastrowid or 0) - KEEP,))


def latest(db: sqlite3.Connection, limit: int) -> list[Entry]:
    """Return the newest requests first."""
    rows = db.execute("SELECT * FROM request_log ORDER BY id DESC LIMIT ?", (limit,))
    return [Entry(**dict(row)) for row in rows]
