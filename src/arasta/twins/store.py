"""One SQLite file per twin: short transactions, durable when they return."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS request_log (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  status INTEGER NOT NULL, fault TEXT NOT NULL
) STRICT;
"""
BUSY_SECONDS = 30


class Store:
    """Hold one connection to the file; transactions take turns on it."""

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = threading.Lock()
        self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(f"BEGIN IMMEDIATE;{SHARED_SCHEMA}{schema};COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one transaction, begun as a writer so that it never has to be retried."""
        with self._turn:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file; a store that was killed instead loses nothing it has committed."""
        with self._turn:
            self._db.close()


@contextmanager
def savepoint(db: sqlite3.Connection) -> Iterator[None]:
    """Undo the block when it raises, and keep the transaction around it."""
    db.execute("SAVEPOINT act")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK TO act")
        db.execute("RELEASE act")
        raise
    db.execute("RELEASE act")


def take_numbers(db: sqlite3.Connection, name: str, count: int, *, start: int = 1) -> int:
    """Return the first of `count` fresh numbers; numbers are never given twice, not even after a reset."""
    row = db.execute("SELECT next FROM counter WHERE name = ?", (name,)).fetchone()
    first = start if row is None else int(row["next"])
    db.execute(
        "INSERT INTO counter (name, next) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next",
        (name, first + count),
    )
    return first


def read_settings(db: sqlite3.Connection) -> dict[str, str]:
    """Return every stored setting by name."""
    return {row["name"]: row["value"] for row in db.execute("SELECT name, value FROM setting")}


def write_setting(db: sqlite3.Connection, name: str, value: str) -> None:
    """Store one setting."""
    db.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
