"""Leaky buckets in twin time: the rate limit of services that count by points or by a steady rate.

Another twin adds `SCHEMA`, calls `left_in(...)` before it works and `spend(...)` with what the call cost.
"""

from arasta.twins.books import Books, Settings

SCHEMA = """
CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY, milli INTEGER NOT NULL, at_ms INTEGER NOT NULL) STRICT;
"""
RESET = ("DELETE FROM bucket",)
MILLI = 1000


def left_in(books: Books[Settings], name: str, *, capacity: int, milli_per_second: int) -> int:
    """Return thousandths of points that are left: a full bucket at first, refilled at the rate since then."""
    row = books.db.execute("SELECT milli, at_ms FROM bucket WHERE name = ?", (name,)).fetchone()
    if row is None:
        return capacity * MILLI
    regained = int(max(0, books.now_ms - row["at_ms"])) * milli_per_second // 1000
    return min(capacity * MILLI, int(row["milli"]) + regained)


def spend(books: Books[Settings], name: str, *, left_milli: int, points: int = 1) -> int:
    """Take points out of what is left and return the thousandths that remain; it may fall below zero."""
    remaining = left_milli - points * MILLI
    books.db.execute(
        "INSERT INTO bucket (name, milli, at_ms) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET milli = excluded.milli, at_ms = excluded.at_ms",
        (name, remaining, books.now_ms),
    )
    return remaining
